import {
  LARGE_SERVER,
  realisticMinutes,
  type ServerKind,
  SMALL_SERVER,
} from '../shared/model/realistic-window.fixture.ts';
import { rollUp } from '../shared/model/roll-up.ts';
import { parseRetention, rollupSteps, type TierName, tiers } from '../shared/model/tiers.ts';
import type { Window } from '../shared/model/window.ts';
import { closeConnections, database, type Db } from '../shared/store/connection.ts';
import { prepareDatabase } from '../shared/store/schema.ts';
import { putWindows } from '../shared/store/windows.ts';
import { benchServers } from './databases.ts';

/**
 * `npm run bench:size`: what a stored window takes, from real documents in the real collections, minute by minute as a
 * fleet brings them, and what 100 servers with the default retention come to. `npm run bench:size -- 50` for a larger fleet.
 */
const servers = Number(process.argv[2] ?? 20);
const START_MS = Date.UTC(2026, 0, 5);
const MINUTES = 1_440;
const FLEET = 100;
const MIB = 2 ** 20;
/** Uncompressed data and indexes: mongodb.com/docs/atlas/reference/free-shared-limitations. */
const FREE_TIER_BYTES = 512 * MIB;
const KINDS = [
  { title: '5 groups, 2 filesystems', kind: SMALL_SERVER, budgetBytes: 650 },
  { title: '20 groups, 4 filesystems', kind: LARGE_SERVER, budgetBytes: 1300 },
];

const retention = parseRetention('');
if ('problem' in retention) throw new RangeError(retention.problem);

interface Sizes {
  readonly count: number;
  /** Bytes a window: document, every index, and both on disk as they are compressed. */
  readonly documentBytes: number;
  readonly indexBytes: number;
  readonly diskBytes: number;
}

for (const start of benchServers()) {
  const server = await start();
  for (const { title, kind, budgetBytes } of KINDS) {
    const db = database(server.uri);
    await prepareDatabase(db, retention);
    await fill(db, kind);
    // A checkpoint, so that the files have their sizes; the embedded server has none.
    if (server.name === 'real MongoDB') await db.admin().command({ fsync: 1 });
    const sizes = new Map<TierName, Sizes>();
    for (const { name } of tiers) sizes.set(name, await sizesOf(db, name));
    console.log(`${server.name}, ${title}: ${servers} servers, ${MINUTES} minutes each`);
    print(sizes);
    const minute = sizes.get('1m');
    const stored = minute ? minute.documentBytes + minute.indexBytes : 0;
    console.log(
      `  a stored minute: ${stored.toFixed(0)} bytes, budget ${budgetBytes}: ${verdict(stored <= budgetBytes)}`,
    );
    const fleet = FLEET * bytesOfServer(sizes);
    console.log(
      `  ${FLEET} such servers with the default retention: ${(fleet / MIB).toFixed(0)} MiB of data and indexes, ` +
        `${((100 * fleet) / FREE_TIER_BYTES).toFixed(0)} % of Atlas's free 512 MB${kind === SMALL_SERVER ? `: ${verdict(fleet <= FREE_TIER_BYTES)}` : ''}\n`,
    );
    await db.dropDatabase();
    await closeConnections();
  }
  await server.close();
}

/** Minute by minute, every server at once, so that the indexes grow as they do in use; then the longer windows of each. */
async function fill(db: Db, kind: ServerKind): Promise<void> {
  const fleet = Array.from({ length: servers }, (_, i) => ({
    // As long as the ids that the registry gives.
    serverId: `6f1c0d5293f44b8e${String(i).padStart(8, '0')}`,
    windows: realisticMinutes(kind, START_MS, MINUTES, i + 1),
  }));
  for (let minute = 0; minute < MINUTES; minute += 1) {
    const parts = fleet.map(({ serverId, windows }) => ({ serverId, windows: windows.slice(minute, minute + 1) }));
    await putWindows(db, '1m', parts, Date.now());
  }
  for (const { serverId, windows } of fleet) {
    let finer: readonly Window[] = windows;
    for (const { to } of rollupSteps) {
      finer = rollUp(finer, to.lengthMs);
      await putWindows(db, to.name, [{ serverId, windows: finer }], Date.now());
    }
  }
}

async function sizesOf(db: Db, tier: TierName): Promise<Sizes> {
  const stats = await db.command({ collStats: `windows_${tier}` });
  const [count, size, index, storage] = ['count', 'size', 'totalIndexSize', 'storageSize'].map((key) =>
    Number(stats[key] ?? 0),
  ) as [number, number, number, number];
  return { count, documentBytes: size / count, indexBytes: index / count, diskBytes: (storage + index) / count };
}

/** Index bytes a window are those of the minutes: the others have too few documents here to fill their pages. */
function bytesOfServer(sizes: ReadonlyMap<TierName, Sizes>): number {
  const indexBytes = sizes.get('1m')?.indexBytes ?? 0;
  return tiers
    .map(
      ({ name, lengthMs, retentionMs }) =>
        (retentionMs / lengthMs) * ((sizes.get(name)?.documentBytes ?? 0) + indexBytes),
    )
    .reduce((a, b) => a + b, 0);
}

function print(sizes: ReadonlyMap<TierName, Sizes>): void {
  console.log('  tier  windows  document B  index B  on disk B  kept a server');
  for (const { name, lengthMs, retentionMs } of tiers) {
    const size = sizes.get(name);
    if (!size) continue;
    const cells = [size.documentBytes, size.indexBytes, size.diskBytes].map((bytes) => bytes.toFixed(0));
    console.log(
      `  ${name.padEnd(4)}  ${String(size.count).padStart(7)}  ${cells[0]?.padStart(10)}  ${cells[1]?.padStart(7)}  ${cells[2]?.padStart(9)}  ${String(retentionMs / lengthMs).padStart(13)}`,
    );
  }
}

function verdict(kept: boolean): string {
  return kept ? 'kept' : 'NOT KEPT';
}
