import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import fc from 'fast-check';
import { rollUp } from '../../shared/model/roll-up.ts';
import { ServerInput } from '../../shared/model/server.ts';
import { rollupSteps } from '../../shared/model/tiers.ts';
import type { Window } from '../../shared/model/window.ts';
import { windowAt } from '../../shared/model/window.arbitrary.ts';
import { closeConnections } from '../../shared/store/connection.ts';
import { createServer, findServer, recordPulls } from '../../shared/store/servers.ts';
import { putWindows, readWindows } from '../../shared/store/windows.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { stageEnvironment } from '../support/stage-environment.ts';

const HOUR = 3_600_000;
const DAY = 1_699_920_000_000;
const context = { getRemainingTimeInMillis: () => 60_000 } as Context;

let database: TestDatabase;
let handler: (event: unknown, context: Context) => Promise<unknown>;
beforeAll(async () => {
  database = await openTestDatabase('rollup');
  Object.assign(process.env, stageEnvironment(database.uriOfDb));
  ({ handler } = await import('../../functions/rollup/handler.ts'));
});
// The stage's own lines are not part of the report.
beforeEach(() => {
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
});
afterAll(async () => {
  await closeConnections();
  await database.close();
});

/** As a fetch does it: windows first, then the row. */
async function store(serverId: string, windows: readonly Window[]): Promise<void> {
  const { db } = database;
  await putWindows(db, '1m', [{ serverId, windows }], Date.now());
  const storedFromMs = Math.min(...windows.map((w) => w.startMs));
  const result = { lastAttemptMs: 1, lastError: null };
  await recordPulls(db, [{ id: serverId, address: `${serverId}:1`, result, done: true, storedFromMs }]);
}

test('the longer tiers are made of all minutes, whatever came late and however often it ran', async () => {
  const { db } = database;
  const places = fc.uniqueArray(fc.integer({ min: 0, max: 1500 }), { minLength: 20, maxLength: 60 });
  const windows = places.chain((list) => fc.tuple(...list.map((i) => windowAt(DAY + i * 60_000))));
  const [ofA = [], ofB = []] = fc.sample(windows, { numRuns: 2, seed: 7 });
  for (const [id, list] of [
    ['a', ofA],
    ['b', ofB],
  ] as const) {
    await createServer(db, id, ServerInput.parse({ name: id, address: `${id}:1` }), 1);
    for (const part of [list.slice(10), list.slice(0, 5), list.slice(5, 10)]) {
      await store(id, part);
      await handler({}, context);
    }
  }
  await Promise.all([handler({}, context), handler({}, context)]);
  for (const [id, list] of [
    ['a', ofA],
    ['b', ofB],
  ] as const) {
    for (const { to } of rollupSteps) {
      const made = await readWindows(db, to.name, id, 0, Number.MAX_SAFE_INTEGER);
      const wanted = rollUp(list, to.lengthMs).sort((x, y) => x.startMs - y.startMs);
      expect(JSON.stringify(made)).toBe(JSON.stringify(wanted));
    }
    expect((await findServer(db, id))?.rollupFromMs).toBeGreaterThan(Date.now());
  }
});

test('minutes that expired since are still in the hours that were made of them', async () => {
  const { db } = database;
  await createServer(db, 'c', ServerInput.parse({ name: 'c', address: 'c:1' }), 1);
  const early = fc.sample(windowAt(DAY), { numRuns: 1, seed: 1 });
  const late = fc.sample(windowAt(DAY + HOUR), { numRuns: 1, seed: 2 });
  await store('c', early);
  await handler({}, context);
  await db.collection<{ _id: string }>('windows_1m').deleteMany({ _id: { $gte: 'c:', $lt: 'c;' } });
  await store('c', late);
  await handler({}, context);
  expect(await readWindows(db, '1d', 'c', 0, Number.MAX_SAFE_INTEGER)).toEqual(rollUp([...early, ...late], 24 * HOUR));
});
