import type { Db } from 'mongodb';
import { NEVER, type ServerDoc, servers } from './collections.ts';

/** A server with windows that are not in the longer tiers yet. */
export type DueRollup = Pick<ServerDoc, '_id' | 'rollupFromMs' | 'rollupRevision'>;

/** Servers whose longer tiers are behind, the furthest behind first. */
export async function dueRollups(db: Db, limit: number): Promise<DueRollup[]> {
  return servers(db)
    .find({ rollupFromMs: { $lt: NEVER } }, { projection: { rollupFromMs: 1, rollupRevision: 1 } })
    .sort({ rollupFromMs: 1 })
    .limit(limit)
    .toArray();
}

/** Notes that these servers are done, unless more windows came while they were worked on: then they stay due. */
export async function finishRollups(db: Db, done: readonly DueRollup[]): Promise<void> {
  if (done.length === 0) return;
  await servers(db).bulkWrite(
    done.map(({ _id, rollupRevision }) => ({
      updateOne: { filter: { _id, rollupRevision }, update: { $set: { rollupFromMs: NEVER } } },
    })),
    { ordered: false },
  );
}

/** Where the windows of the servers end that have been silent since before `beforeMs`. */
export async function silentEnds(db: Db, beforeMs: number): Promise<{ serverId: string; lastStartMs: number }[]> {
  const found = await servers(db)
    .find({ enabled: true, lastContactMs: { $lt: beforeMs, $gt: 0 } }, { projection: { 'latest.startMs': 1 } })
    .toArray();
  return found.flatMap((doc) => (doc.latest ? [{ serverId: doc._id, lastStartMs: doc.latest.startMs }] : []));
}
