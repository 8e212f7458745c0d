import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { realisticMinutes, SMALL_SERVER } from '../../shared/model/realistic-window.fixture.ts';
import { ServerInput } from '../../shared/model/server.ts';
import { viewWindow, WindowView } from '../../shared/model/view.ts';
import { listFleet, listRegistry } from '../../shared/store/fleet.ts';
import { createServer, toServer } from '../../shared/store/servers.ts';
import { putWindows } from '../../shared/store/windows.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

const START = 1_760_000_400_000;
const LISTED = ['cpu_busy_ratio', 'memory_used_bytes', 'memory_used_ratio', 'load1'] as const;
const minutes = realisticMinutes(SMALL_SERVER, START, 4);
const [closed, open, , later] = minutes.map(viewWindow) as [WindowView, WindowView, WindowView, WindowView];

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase('fleet');
  const { db } = database;
  const rows = [
    { id: 'e-usual', latest: closed, open, stored: true },
    { id: 'd-expired', latest: closed, open: null, stored: false },
    { id: 'c-gap', latest: closed, open: later, stored: true },
    { id: 'b-first-minute', latest: null, open, stored: false },
    { id: 'a-new', latest: null, open: null, stored: false },
  ];
  for (const { id, stored, ...windows } of rows) {
    await createServer(db, id, ServerInput.parse({ name: id, address: `${id}:1` }), 1);
    await db.collection<{ _id: string }>('servers').updateOne({ _id: id }, { $set: windows });
    if (stored) await putWindows(db, '1m', [{ serverId: id, windows: minutes.slice(0, 1) }], Date.now());
  }
});
afterAll(() => database.close());

/** What a list shows of a window. */
function lean(view: WindowView): WindowView {
  const host = Object.fromEntries(LISTED.map((name) => [name, view.host[name]]));
  return WindowView.parse({ ...view, host, peaks: {} });
}
const head = (view: WindowView): WindowView => ({ ...lean(view), groups: [], filesystems: [] });

test('a list shows the closed window, and of the open one what the closed one cannot say', async () => {
  const found = await listFleet(database.db, 100);
  expect(found.map(({ _id, latest, open: now }) => [_id, latest, now])).toEqual([
    ['a-new', null, null],
    ['b-first-minute', null, lean(open)],
    ['c-gap', lean(closed), lean(later)],
    ['d-expired', lean(closed), null],
    ['e-usual', lean(closed), head(open)],
  ]);
  expect((await listFleet(database.db, 2)).map(({ _id }) => _id)).toEqual(['a-new', 'b-first-minute']);
});

test('the registry comes without windows, and says the same of each server as the fleet', async () => {
  const registry = await listRegistry(database.db, null, 100);
  expect(registry.every(({ latest, open: now }) => latest === null && now === null)).toBe(true);
  expect(registry.map(toServer)).toEqual((await listFleet(database.db, 100)).map(toServer));
  expect((await listRegistry(database.db, 'b-first-minute', 2)).map(({ _id }) => _id)).toEqual(['c-gap', 'd-expired']);
});
