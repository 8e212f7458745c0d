import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Binary } from 'mongodb';
import { ServerInput } from '../../shared/model/server.ts';
import { successiveWindows, windowAt } from '../../shared/model/window.arbitrary.ts';
import { indexesOf, NEVER, windows as windowCollection } from '../../shared/store/collections.ts';
import { dueRollups, finishRollups } from '../../shared/store/rollups.ts';
import { defaultRules } from '../../shared/model/alerting/default-rules.ts';
import { listRules } from '../../shared/store/rules.ts';
import { prepareDatabase } from '../../shared/store/schema.ts';
import {
  changeServer,
  claimServers,
  createServer,
  findServer,
  listServers,
  recordPulls,
  silentServerIds,
  toServer,
  usedCadences,
} from '../../shared/store/servers.ts';
import {
  deleteWindows,
  keepWindows,
  putWindows,
  readWindows,
  readWindowsSince,
  windowId,
} from '../../shared/store/windows.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

const retention = { '1m': 86_400_000, '10m': 14 * 86_400_000, '1h': 60 * 86_400_000, '1d': 730 * 86_400_000 };

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase('store');
  await prepareDatabase(database.db, retention);
});
afterAll(() => database.close());
beforeEach(async () => {
  const { db } = database;
  await Promise.all(['servers', 'windows_1m'].map((name) => db.collection(name).deleteMany({})));
});

const input = (name: string, different: object = {}) => ServerInput.parse({ name, address: `${name}:1`, ...different });

describe('schema', () => {
  test('has every index and the default rules', async () => {
    const { db } = database;
    for (const [name, wanted] of Object.entries(indexesOf(retention))) {
      if (wanted.length === 0) continue;
      const names = (await db.collection(name).indexes()).map((index) => index.name);
      expect(names).toEqual(expect.arrayContaining(wanted.map((index) => index.name)));
    }
    expect((await listRules(db)).map((rule) => rule.id)).toEqual(defaultRules.map((rule) => rule.id).sort());
  });

  test('another retention changes the expiry, from several processes at once', async () => {
    const { db } = database;
    const longer = { ...retention, '10m': 3 * 86_400_000 };
    const expiry = async () =>
      (await db.collection('windows_10m').indexes()).find((index) => index.name === 'expiry')?.expireAfterSeconds;
    expect(await expiry()).toBe(14 * 86_400);
    await Promise.all([prepareDatabase(db, longer), prepareDatabase(db, longer)]);
    expect(await expiry()).toBe(3 * 86_400);
    await prepareDatabase(db, { ...retention });
    expect(await expiry()).toBe(14 * 86_400);
  });
});

describe('servers', () => {
  test('a name is taken once', async () => {
    const { db } = database;
    await createServer(db, 'a', input('one'), 1);
    await createServer(db, 'b', input('two'), 1);
    await expect(createServer(db, 'c', input('one'), 1)).rejects.toMatchObject({ code: 'conflict' });
    await expect(changeServer(db, 'b', { name: 'one' }, 2)).rejects.toMatchObject({ code: 'conflict' });
    expect((await findServer(db, 'b'))?.name).toBe('two');
  });

  test('come page by page in order of name', async () => {
    const { db } = database;
    for (const name of ['c', 'a', 'b']) await createServer(db, name, input(name), 1);
    expect((await listServers(db, null, 2)).map((s) => s.name)).toEqual(['a', 'b']);
    expect((await listServers(db, 'b', 2)).map((s) => s.name)).toEqual(['c']);
  });

  test('at a new address everything known of the agent starts anew', async () => {
    const { db } = database;
    await createServer(db, 'a', input('a'), 1);
    const result = { lastAttemptMs: 5, lastContactMs: 5, lastError: null, cursor: '0123456789abcdef:9' };
    await recordPulls(db, [{ id: 'a', address: 'a:1', result, done: true, storedFromMs: null }]);
    const moved = await changeServer(db, 'a', { address: 'b:2' }, 9);
    expect(moved).toMatchObject({ address: 'b:2', cursor: null, lastContactMs: null, updatedMs: 9 });
    await recordPulls(db, [{ id: 'a', address: 'a:1', result, done: true, storedFromMs: null }]);
    expect(await findServer(db, 'a')).toMatchObject({ cursor: null });
  });

  test('a schedule that fires twice claims a server once', async () => {
    const { db } = database;
    for (const name of ['a', 'b', 'off', 'hourly']) {
      await createServer(
        db,
        name,
        input(name, { enabled: name !== 'off', cadence: name === 'hourly' ? 'rate(1 hour)' : 'rate(1 minute)' }),
        1,
      );
    }
    const due = { cadence: 'rate(1 minute)' };
    const at = (scheduledMs: number, nowMs: number, leaseId: string) => ({ scheduledMs, nowMs, leaseId, leaseMs: 50 });
    const both = await Promise.all([
      claimServers(db, due, at(1000, 1000, 'x')),
      claimServers(db, due, at(1000, 1000, 'y')),
    ]);
    expect(both.flat().sort()).toEqual(['a', 'b']);
    expect(await claimServers(db, due, at(2000, 1040, 'z'))).toEqual([]); // somebody still works on them
    expect(await claimServers(db, due, at(2000, 2000, 'w'))).toEqual(['a', 'b']); // that lease ran out
    expect(await usedCadences(db)).toEqual(expect.arrayContaining(['rate(1 minute)', 'rate(1 hour)']));
  });

  test('a result gives the lease back and shows in the status', async () => {
    const { db } = database;
    const created = await createServer(db, 'a', input('a'), 1);
    expect(toServer(created).status).toBe('pending');
    await claimServers(db, { serverId: 'a' }, { scheduledMs: 10, nowMs: 10, leaseId: 'x', leaseMs: 50 });
    await recordPulls(db, [
      { id: 'a', address: 'a:1', result: { lastAttemptMs: 11, lastError: 'refused' }, done: true, storedFromMs: null },
    ]);
    const doc = await findServer(db, 'a');
    expect(doc).toMatchObject({ leaseId: null, leaseUntilMs: 0 });
    expect(doc && toServer(doc)).toMatchObject({ status: 'unreachable', lastError: 'refused' });
    expect(doc && Object.keys(toServer(doc))).not.toContain('leaseId');
  });

  test('silent are those that have not answered for long, or never', async () => {
    const { db } = database;
    for (const name of ['fresh', 'old', 'never', 'off'])
      await createServer(db, name, input(name, { enabled: name !== 'off' }), 1);
    for (const [id, lastContactMs] of [
      ['fresh', 1000],
      ['old', 10],
    ] as const) {
      await recordPulls(db, [
        {
          id,
          address: `${id}:1`,
          result: { lastAttemptMs: 1000, lastError: null, lastContactMs },
          done: true,
          storedFromMs: null,
        },
      ]);
    }
    expect((await silentServerIds(db, 500)).sort()).toEqual(['never', 'old']);
  });
});

describe('windows', () => {
  test('come back as they were, in order, once, however often they are written', async () => {
    const { db } = database;
    await fc.assert(
      fc.asyncProperty(successiveWindows, async (windows) => {
        await windowCollection(db, '1m').deleteMany({});
        await putWindows(
          db,
          '1m',
          [
            { serverId: 'a', windows: [...windows].reverse() },
            { serverId: 'b', windows: [] },
          ],
          Date.now(),
        );
        await putWindows(db, '1m', [{ serverId: 'a', windows }], Date.now());
        expect(await readWindows(db, '1m', 'a', 0, Number.MAX_SAFE_INTEGER)).toEqual(windows);
        expect(await readWindows(db, '1m', 'a', (windows[0]?.startMs ?? 0) + 1, Number.MAX_SAFE_INTEGER)).toEqual(
          windows.slice(1),
        );
      }),
      { numRuns: 20 },
    );
  });

  test('of many servers come in one query, each from its own time on', async () => {
    const { db } = database;
    const [windows] = fc.sample(
      successiveWindows.filter((w) => w.length > 3),
      1,
    );
    if (!windows) throw new Error('no windows');
    await putWindows(
      db,
      '1m',
      ['a', 'ab', 'b'].map((serverId) => ({ serverId, windows })),
      Date.now(),
    );
    const since = [
      { serverId: 'a', fromMs: windows[2]?.startMs ?? 0 },
      { serverId: 'b', fromMs: 0 },
    ];
    const { byServer, complete } = await readWindowsSince(db, '1m', since, 1000);
    expect([byServer.get('a'), byServer.get('b'), complete]).toEqual([windows.slice(2), windows, true]);
    expect((await readWindowsSince(db, '1m', since, 2)).complete).toBe(false);
    await deleteWindows(db, 'a');
    expect(await windowCollection(db, '1m').countDocuments({})).toBe(2 * windows.length);
  });

  test('damaged bytes are named', async () => {
    const { db } = database;
    await windowCollection(db, '1m').insertOne({
      _id: windowId('a', 60_000),
      at: new Date(),
      data: new Binary(Uint8Array.of(1, 2, 3)),
    });
    await expect(readWindows(db, '1m', 'a', 0, 120_000)).rejects.toMatchObject({ code: 'store_damaged' });
  });
});

describe('rollups', () => {
  test('are due from the oldest window that was stored, until one was made of all', async () => {
    const { db } = database;
    await createServer(db, 'a', input('a'), 1);
    expect(await dueRollups(db, 10)).toEqual([]);
    const stored = (storedFromMs: number | null) =>
      recordPulls(db, [
        { id: 'a', address: 'a:1', result: { lastAttemptMs: 5, lastError: null }, done: true, storedFromMs },
      ]);
    await stored(600_000);
    await stored(300_000);
    await stored(900_000);
    await stored(null);
    const due = await dueRollups(db, 10);
    expect(due).toEqual([{ _id: 'a', rollupFromMs: 300_000, rollupRevision: 3 }]);
    await stored(1_200_000); // while the rollup worked
    await finishRollups(db, due);
    expect(await dueRollups(db, 10)).toMatchObject([{ rollupFromMs: 300_000 }]);
    await finishRollups(db, await dueRollups(db, 10));
    expect(await findServer(db, 'a')).toMatchObject({ rollupFromMs: NEVER });
  });

  test('keep the parts of a span in which a server fell silent', async () => {
    const { db } = database;
    const window = fc.sample(windowAt(1_700_000_400_000), 1);
    await putWindows(db, '1m', [{ serverId: 'a', windows: window }], 1_000);
    const span = { serverId: 'a', fromMs: 1_700_000_400_000, toMs: 1_700_001_000_000 };
    const at = async () => (await windowCollection(db, '1m').findOne({}))?.at.getTime();
    await keepWindows(db, '1m', [span], 60_000, 60_999);
    expect(await at()).toBe(1_000);
    await keepWindows(db, '1m', [span], 60_000, 61_001);
    expect(await at()).toBe(61_001);
  });
});
