import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { HeadroomAnswer } from '../../shared/model/api.ts';
import { realisticMinutes, SMALL_SERVER } from '../../shared/model/realistic-window.fixture.ts';
import { rollUp } from '../../shared/model/roll-up.ts';
import { ServerInput } from '../../shared/model/server.ts';
import { SilenceInput } from '../../shared/model/alerting/silence.ts';
import { servers } from '../../shared/store/collections.ts';
import { closeConnections } from '../../shared/store/connection.ts';
import { listFits } from '../../shared/store/fits.ts';
import { createServer } from '../../shared/store/servers.ts';
import { putSilence } from '../../shared/store/silences.ts';
import { putWindows } from '../../shared/store/windows.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { stageEnvironment } from '../support/stage-environment.ts';

type Handler<T> = (event: unknown, context: Context) => Promise<T>;
const context = { getRemainingTimeInMillis: () => 60_000 } as Context;
const DAY_MS = 86_400_000;
const TEN_MINUTES_MS = 600_000;
const nowMs = Math.floor(Date.now() / DAY_MS) * DAY_MS;

let database: TestDatabase;
let capacity: Handler<Record<string, unknown>>;
let api: Handler<APIGatewayProxyStructuredResultV2>;
beforeAll(async () => {
  database = await openTestDatabase('capacity');
  Object.assign(process.env, stageEnvironment(database.uriOfDb));
  ({ handler: capacity } = await import('../../functions/capacity/handler.ts'));
  ({ handler: api } = (await import('../../functions/api/handler.ts')) as unknown as { handler: typeof api });
});
beforeEach(() => {
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
});
afterAll(async () => {
  await closeConnections();
  await database.close();
});

async function headroom(id: string, query: Record<string, string> = {}) {
  const { body, statusCode } = await api(
    {
      headers: {},
      rawPath: `/api/servers/${id}/headroom`,
      queryStringParameters: query,
      requestContext: { http: { method: 'GET' } },
    },
    context,
  );
  return { statusCode, body: JSON.parse(Buffer.from(body ?? '', 'base64').toString()) as unknown };
}

test('once a day the peaks of each server are worked out, and the API says how many more fit', async () => {
  const { db } = database;
  for (const name of ['a', 'b']) await createServer(db, name, ServerInput.parse({ name, address: `${name}:1` }), 1);
  expect(await headroom('a')).toMatchObject({ statusCode: 409, body: { code: 'conflict' } });
  const minutes = realisticMinutes(SMALL_SERVER, nowMs - 6 * DAY_MS, 6 * 1440);
  await putWindows(db, '10m', [{ serverId: 'a', windows: rollUp(minutes, TEN_MINUTES_MS) }], nowMs);
  const facts = {
    agentVersion: '1',
    hostName: 'a',
    platform: 'Linux',
    cores: 16,
    memoryBytes: 64 * 2 ** 30,
    simulated: true,
  };
  await servers(db).updateOne({ _id: 'a' }, { $set: { facts } });

  expect(await capacity({}, context)).toMatchObject({ servers: 2, failed: 0, left: 0 });
  const { statusCode, body } = await headroom('a');
  expect(statusCode).toBe(200);
  const answer = HeadroomAnswer.parse(body);
  expect(answer.limits).toEqual({ cpu: 0.85, memory: 0.85, filesystem: 0.9 });
  expect(answer.groups).toHaveLength(5);
  expect(answer.groups.every(({ sentence }) => sentence.en !== '' && sentence.zh !== '')).toBe(true);
  expect(answer.report.days).toBeGreaterThan(5.9);
  expect((await headroom('a', { cpu: '7' })).statusCode).toBe(400);
  expect((await headroom('b')).statusCode).toBe(409);

  const first = await listFits(db, 'a', 9);
  expect(await capacity({}, context)).toMatchObject({ servers: 1 }); // b has nothing to work with, and is tried again
  expect(await listFits(db, 'a', 9)).toEqual(first);
}, 60_000);

test('maintenance is left out', async () => {
  const { db } = database;
  const silence = {
    author: 'Ana',
    comment: 'load test',
    scope: { kind: 'servers', serverIds: ['a'] },
    when: { kind: 'once', startsMs: nowMs - 20 * DAY_MS, endsMs: nowMs - DAY_MS },
  };
  await putSilence(db, 'q', SilenceInput.parse(silence), 1);
  await db.collection('fits').deleteMany({});
  await capacity({}, context);
  const [fit] = await listFits(db, 'a', 1);
  expect(fit?.report.days).toBeGreaterThan(0.9);
  expect(fit?.report.days).toBeLessThan(1.1);
}, 60_000);
