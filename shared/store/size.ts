import type { Db } from 'mongodb';
import { INDEX_BYTES_PER_WINDOW, type ServerShape } from '../model/size.ts';
import { type TierName, tiers } from '../model/tiers.ts';
import { type ServerDoc, servers, windowCollectionName } from './collections.ts';

/** What the database takes now, uncompressed, and what the windows of each tier do. */
export interface DatabaseSize {
  readonly dataBytes: number;
  readonly indexBytes: number;
  readonly tiers: Readonly<Record<TierName, { readonly windows: number; readonly documentBytes: number }>>;
}

/** Asks the server; its numbers are exact but for documents of the last minute. */
export async function readDatabaseSize(db: Db): Promise<DatabaseSize> {
  const [whole, ...each] = await Promise.all([
    db.command({ dbStats: 1 }),
    ...tiers.map(async ({ name }) => {
      const stats = await db.command({ collStats: windowCollectionName(name) });
      return [name, { windows: numberOf(stats['count']), documentBytes: numberOf(stats['size']) }] as const;
    }),
  ]);
  return {
    dataBytes: numberOf(whole['dataSize']),
    indexBytes: numberOf(whole['indexSize']),
    tiers: Object.fromEntries(each) as Record<TierName, DatabaseSize['tiers'][TierName]>,
  };
}

/** Fewer windows than this say little of those to come. */
const MIN_MEASURED = 20;

/** Mean bytes of a stored window, with its share of the indexes, of each tier that has enough of them. */
export function measuredWindowBytes(size: DatabaseSize): Partial<Record<TierName, number>> {
  return Object.fromEntries(
    tiers.flatMap(({ name }) => {
      const { windows, documentBytes } = size.tiers[name];
      return windows >= MIN_MEASURED ? [[name, documentBytes / windows + INDEX_BYTES_PER_WINDOW]] : [];
    }),
  );
}

/** What everything but the windows takes. */
export function otherBytes(size: DatabaseSize): number {
  const windows = tiers.map(({ name }) => size.tiers[name]);
  const taken = windows.reduce((sum, tier) => sum + tier.documentBytes + tier.windows * INDEX_BYTES_PER_WINDOW, 0);
  return Math.max(0, size.dataBytes + size.indexBytes - taken);
}

/** A server as the status counts it. */
export type ServerGlance = Pick<
  ServerDoc,
  'enabled' | 'cadence' | 'createdMs' | 'lastAttemptMs' | 'lastError' | 'rollupFromMs'
> &
  ServerShape;

/**
 * Every server with what the status counts, in one query; their windows stay in the database.
 * @param withShape false leaves out how many groups and filesystems each has, for which its windows have to be looked at
 */
export async function glanceAtServers(db: Db, withShape = true): Promise<ServerGlance[]> {
  const shown = { enabled: 1, cadence: 1, createdMs: 1, lastAttemptMs: 1, lastError: 1, rollupFromMs: 1 };
  const sizeOf = (path: string) => ({ $size: { $ifNull: [path, []] } });
  const shape = { groups: sizeOf('$latest.groups'), filesystems: sizeOf('$latest.filesystems') };
  const found = await servers(db)
    .find({}, { batchSize: 10_000 })
    .project<Omit<ServerGlance, keyof ServerShape> & Partial<ServerShape>>({
      _id: 0,
      ...shown,
      ...(withShape ? shape : {}),
    })
    .toArray();
  return found.map((row) => ({ groups: 0, filesystems: 0, ...row }));
}

/** Messages that wait and alerts that fire; both have an index. */
export async function countQueues(db: Db): Promise<{ pendingMessages: number; firingAlerts: number }> {
  const [pendingMessages, firingAlerts] = await Promise.all([
    db.collection('messages').countDocuments({ status: 'pending' }),
    db.collection('alerts').countDocuments({ phase: 'firing' }),
  ]);
  return { pendingMessages, firingAlerts };
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : Number(value ?? 0);
}
