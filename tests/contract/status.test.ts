import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import * as z from 'zod';
import type { eventHandler as EventHandler } from '../../functions/platform/event.ts';
import { realisticMinutes, SMALL_SERVER } from '../../shared/model/realistic-window.fixture.ts';
import { ServerInput } from '../../shared/model/server.ts';
import { StatusAnswer } from '../../shared/model/status.ts';
import { viewWindow } from '../../shared/model/view.ts';
import { closeConnections } from '../../shared/store/connection.ts';
import { createServer } from '../../shared/store/servers.ts';
import { readRuns, recordRun } from '../../shared/store/stages.ts';
import { putWindows } from '../../shared/store/windows.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { stageEnvironment } from '../support/stage-environment.ts';

const context = { getRemainingTimeInMillis: () => 60_000 } as Context;

let database: TestDatabase;
let eventHandler: typeof EventHandler;
let api: (event: unknown, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;
beforeAll(async () => {
  database = await openTestDatabase('status');
  Object.assign(process.env, stageEnvironment(database.uriOfDb));
  ({ eventHandler } = await import('../../functions/platform/event.ts'));
  ({ handler: api } = (await import('../../functions/api/handler.ts')) as unknown as { handler: typeof api });
});
// The stages' own lines are not part of the report.
beforeEach(() => {
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterAll(async () => {
  await closeConnections();
  await database.close();
});

async function status(): Promise<StatusAnswer> {
  const event = { headers: {}, rawPath: '/api/status', requestContext: { http: { method: 'GET' } } };
  const { body, statusCode } = await api(event, context);
  expect(statusCode).toBe(200);
  return StatusAnswer.parse(JSON.parse(Buffer.from(body ?? '', 'base64').toString()));
}

test('a new installation waits', async () => {
  const answer = await status();
  expect(answer).toMatchObject({ healthy: true, servers: { all: 0, enabled: 0 } });
  expect(answer.stages.every((stage) => stage.state === 'waiting')).toBe(true);
  expect(answer.queues).toEqual({
    pendingMessages: 0,
    firingAlerts: 0,
    serversOverdue: 0,
    serversUnreachable: 0,
    serversWaitingForRollup: 0,
    oldestRollupMs: null,
  });
});

test('every run of a stage is noted, the failed ones with their words', async () => {
  const check = eventHandler('check', z.object({ fails: z.boolean() }), ({ fails }) =>
    fails ? Promise.reject(new Error('the rules are gone')) : Promise.resolve({}),
  );
  await check({ fails: false }, context);
  await check({ fails: false }, context);
  expect((await status()).stages).toContainEqual(
    expect.objectContaining({ name: 'check', state: 'ok', runs: 2, failures: 0, lastFailure: null }),
  );
  await expect(check({ fails: true }, context)).rejects.toThrow('the rules are gone');
  await expect(check({ fails: 'x' }, context)).rejects.toThrow(/unusable event/);
  const answer = await status();
  expect(answer.healthy).toBe(false);
  const stage = answer.stages.find(({ name }) => name === 'check');
  expect(stage).toMatchObject({ state: 'failing', runs: 4, failures: 2, periodMs: 60_000 });
  expect(stage?.lastFailure).toMatch(/unusable event/);
  await check({ fails: false }, context);
  expect((await status()).healthy).toBe(true);
});

test('runs at the same time are all counted', async () => {
  const { db } = database;
  await Promise.all(Array.from({ length: 20 }, (_, i) => recordRun(db, 'fetch', { atMs: i, durationMs: 1 })));
  expect((await readRuns(db)).find(({ name }) => name === 'fetch')).toMatchObject({ runs: 20, failures: 0 });
});

test('queues, size and where the fleet will end', async () => {
  const { db } = database;
  const nowMs = Date.now();
  const startMs = Math.floor(nowMs / 60_000) * 60_000 - 100 * 60_000;
  const windows = realisticMinutes(SMALL_SERVER, startMs, 100);
  const latest = windows[99];
  if (!latest) throw new Error('no window');
  for (const [id, lastError, enabled] of [
    ['a', null, true],
    ['b', 'refused', true],
    ['off', null, false],
  ] as const) {
    await createServer(db, id, ServerInput.parse({ name: id, address: `${id}:1`, enabled }), 1);
    await putWindows(db, '1m', [{ serverId: id, windows }], nowMs);
    const lastAttemptMs = nowMs - (id === 'a' ? 0 : 300_000);
    const row = { lastAttemptMs, lastError, latest: viewWindow(latest), rollupFromMs: startMs };
    await db.collection<{ _id: string }>('servers').updateOne({ _id: id }, { $set: row });
  }
  await createServer(db, 'never', ServerInput.parse({ name: 'never', address: 'n:1', cadence: 'rate(1 hour)' }), nowMs);
  await db.collection('messages').insertMany([{ status: 'pending' }, { status: 'sent' }]);
  await db.collection('alerts').insertMany([{ phase: 'firing' }, { phase: 'firing' }, { phase: 'resolved' }]);

  const { queues, servers, database: size, stages } = await status();
  expect(servers).toEqual({ all: 4, enabled: 3 });
  expect(queues).toEqual({
    pendingMessages: 1,
    firingAlerts: 2,
    serversOverdue: 1,
    serversUnreachable: 1,
    serversWaitingForRollup: 3,
    oldestRollupMs: startMs,
  });
  expect(stages[0]).toMatchObject({ name: 'pull', periodMs: 60_000 });
  expect(size.tiers.map(({ name, windows: stored, measured }) => [name, stored, measured])).toEqual([
    ['1m', 300, true],
    ['10m', 0, false],
    ['1h', 0, false],
    ['1d', 0, false],
  ]);
  expect(size.tiers[0]?.windowBytes).toBeGreaterThan(400);
  expect(size.tiers[0]?.windowBytes).toBeLessThan(520);
  expect(size.dataBytes).toBeGreaterThan(300 * 400);
  // A server with 5 groups and 2 filesystems comes to 2.8 MB, so three to a little more than 8.
  expect(size.sentence).toMatch(/^3 servers will take \d MB; that is [12] % of 512 MB\.$/);
  expect(size.endRatio).toBeCloseTo(size.endBytes / (512 * 2 ** 20), 9);
});

test('a run that cannot be noted is a run all the same', async () => {
  const { db } = database;
  await db
    .collection<{ _id: string; runs: string }>('stages')
    .replaceOne({ _id: 'check' }, { runs: 'not a number' }, { upsert: true });
  const run = eventHandler('check', z.unknown(), () => Promise.resolve({}));
  await expect(run({}, context)).resolves.toEqual({});
  expect(console.error).toHaveBeenCalledWith(expect.stringContaining('could not be noted'));
});
