import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { WindowsAnswer } from '../../shared/model/api.ts';
import { realisticMinutes, SMALL_SERVER } from '../../shared/model/realistic-window.fixture.ts';
import { rollUp } from '../../shared/model/roll-up.ts';
import { ServerInput } from '../../shared/model/server.ts';
import { rollupSteps } from '../../shared/model/tiers.ts';
import type { Window } from '../../shared/model/window.ts';
import { closeConnections } from '../../shared/store/connection.ts';
import { createServer } from '../../shared/store/servers.ts';
import { putWindows } from '../../shared/store/windows.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { stageEnvironment } from '../support/stage-environment.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAYS = 6;
const endMs = Math.floor(Date.now() / HOUR) * HOUR;
const startMs = endMs - DAYS * 24 * HOUR;
/** Nothing is known of the fourth day. */
const gap = { fromMs: startMs + 72 * HOUR, toMs: startMs + 96 * HOUR };
const minutes = realisticMinutes(SMALL_SERVER, startMs, DAYS * 1_440).filter(
  (window) => window.startMs < gap.fromMs || window.startMs >= gap.toMs,
);

let database: TestDatabase;
let api: (event: unknown, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;
beforeAll(async () => {
  database = await openTestDatabase('ranges');
  Object.assign(process.env, stageEnvironment(database.uriOfDb));
  ({ handler: api } = (await import('../../functions/api/handler.ts')) as unknown as { handler: typeof api });
  const { db } = database;
  await createServer(db, 'a', ServerInput.parse({ name: 'a', address: 'a:1' }), 1);
  let finer: readonly Window[] = minutes;
  await putWindows(
    db,
    '1m',
    [{ serverId: 'a', windows: minutes.filter((w) => w.startMs >= endMs - 24 * HOUR) }],
    endMs,
  );
  for (const { to } of rollupSteps) {
    finer = rollUp(finer, to.lengthMs);
    await putWindows(db, to.name, [{ serverId: 'a', windows: finer }], endMs);
  }
});
afterAll(async () => {
  await closeConnections();
  await database.close();
});

test.each([
  { title: 'the last hours come in minutes', fromMs: endMs - 23 * HOUR, tier: '1m' },
  { title: 'the last two days come in ten minutes', fromMs: endMs - 48 * HOUR, tier: '10m' },
  { title: 'six days come in ten minutes', fromMs: startMs, tier: '10m' },
  { title: 'twenty days come in hours', fromMs: endMs - 480 * HOUR, tier: '1h' },
])('$title, with true extremes, gaps as gaps, and no more than an answer holds', async ({ fromMs, tier }) => {
  const query = { from: String(fromMs), to: String(endMs) };
  const { body = '', statusCode } = await api(
    {
      headers: {},
      rawPath: '/api/servers/a/windows',
      queryStringParameters: query,
      requestContext: { http: { method: 'GET' } },
    },
    {} as Context,
  );
  expect(statusCode).toBe(200);
  const answer = WindowsAnswer.parse(JSON.parse(Buffer.from(body, 'base64').toString()));
  const asked = minutes.filter((window) => window.startMs >= fromMs);
  expect(answer.tier).toBe(tier);
  expect(answer.windows.length).toBeLessThanOrEqual(1_500);
  expect(answer.windows.filter((w) => w.startMs >= gap.fromMs && w.startMs < gap.toMs)).toEqual([]);
  expect(new Set(answer.windows.map((w) => w.startMs)).size).toBe(answer.windows.length);
  const cpu = answer.windows.map(({ host }) => host.cpu_busy_ratio);
  expect(Math.max(...cpu.map((stat) => stat?.max ?? 0)) * 1000).toBeCloseTo(
    Math.max(...asked.map(({ host }) => host.cpu_busy_ratio?.max ?? 0)),
  );
  expect(Math.min(...cpu.map((stat) => stat?.min ?? 1)) * 1000).toBeCloseTo(
    Math.min(...asked.map(({ host }) => host.cpu_busy_ratio?.min ?? 1_000)),
  );
  expect(answer.windows.reduce((sum, w) => sum + w.samples, 0)).toBe(asked.length * 60);
});
