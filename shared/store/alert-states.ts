import type { Db } from 'mongodb';
import type { Change } from '../model/alerting/change.ts';
import { type AlertStateDoc, alertStates, NEVER } from './collections.ts';
import { onlyFresh } from './only-fresh.ts';

export async function readAlertStates(db: Db, serverIds: readonly string[]): Promise<Map<string, AlertStateDoc>> {
  const found = await alertStates(db)
    .find({ _id: { $in: [...serverIds] } })
    .toArray();
  return new Map(found.map((doc) => [doc._id, doc]));
}

/** What a check worked out, from the revision it read. */
export interface CheckedState extends Pick<AlertStateDoc, '_id' | 'revision' | 'check'> {
  readonly changes: readonly Change[];
}

/**
 * Writes what checks have found, together with what is still to be written to the alerts: whoever dies after this has lost nothing.
 * Of two checks at once that read the same revision only the first lands.
 * @returns the ids of the servers whose check landed.
 */
export async function writeAlertStates(
  db: Db,
  checked: readonly CheckedState[],
  run: { readonly id: string; readonly nowMs: number },
): Promise<ReadonlySet<string>> {
  const ids = checked.map(({ _id }) => _id);
  if (checked.length === 0) return new Set();
  const operations = checked.map(({ _id, revision, check, changes }) => {
    const outboxMs = changes.length > 0 ? run.nowMs : NEVER;
    const next = { check, outbox: [...changes], outboxMs, runId: run.id, revision: revision + 1 };
    return { updateOne: { filter: { _id, revision }, update: { $set: next }, upsert: revision === 0 } };
  });
  const { matchedCount, upsertedCount } = await onlyFresh(alertStates(db).bulkWrite(operations, { ordered: false }));
  if (matchedCount + upsertedCount === checked.length) return new Set(ids);
  const mine = await alertStates(db)
    .find({ _id: { $in: ids }, runId: run.id }, { projection: { _id: 1 } })
    .toArray();
  return new Set(mine.map((doc) => doc._id));
}

/** Empties the outboxes whose changes are written, unless a newer check has filled them anew. */
export async function emptyOutboxes(
  db: Db,
  written: readonly { readonly id: string; readonly revision: number }[],
): Promise<void> {
  if (written.length === 0) return;
  await alertStates(db).bulkWrite(
    written.map(({ id, revision }) => ({
      updateOne: { filter: { _id: id, revision }, update: { $set: { outbox: [], outboxMs: NEVER } } },
    })),
    { ordered: false },
  );
}

/** Servers whose outbox was filled before `beforeMs` and is not empty yet: whoever filled it has died. */
export async function leftOutboxes(db: Db, beforeMs: number): Promise<string[]> {
  const found = await alertStates(db)
    .find({ outboxMs: { $lt: beforeMs } }, { projection: { _id: 1 } })
    .limit(500)
    .toArray();
  return found.map((doc) => doc._id);
}

export async function forgetAlertState(db: Db, serverId: string): Promise<void> {
  await alertStates(db).deleteOne({ _id: serverId });
}
