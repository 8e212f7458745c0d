import type { AnyBulkWriteOperation, Db } from 'mongodb';
import type { Alert } from '../model/alert.ts';
import type { Rule, RuleInput } from '../model/rule.ts';
import { type AlertDoc, alerts, type AlertStateDoc, alertStates, rules } from './collections.ts';

export async function listRules(db: Db): Promise<Rule[]> {
  const found = await rules(db).find({}).sort({ _id: 1 }).toArray();
  return found.map(({ _id, ...rule }) => ({ id: _id, ...rule }));
}

/** Makes or replaces a rule. */
export async function putRule(db: Db, id: string, rule: RuleInput): Promise<void> {
  await rules(db).replaceOne({ _id: id }, rule, { upsert: true });
}

export async function deleteRule(db: Db, id: string): Promise<boolean> {
  const { deletedCount } = await rules(db).deleteOne({ _id: id });
  return deletedCount > 0;
}

/** Alerts, newest first. */
export async function listAlerts(
  db: Db,
  filter: { readonly phase?: Alert['phase']; readonly serverId?: string },
  limit: number,
): Promise<Alert[]> {
  const found = await alerts(db).find(filter).sort({ at: -1 }).limit(limit).toArray();
  return found.map(toAlert);
}

export async function findAlerts(db: Db, ids: readonly string[]): Promise<Alert[]> {
  const found = await alerts(db)
    .find({ _id: { $in: [...ids] } })
    .toArray();
  return found.map(toAlert);
}

/** What happens to stored alerts: `open` makes one unless it exists, `worsen` raises its worst value, `resolve` ends it. */
export type AlertWrite =
  | { readonly kind: 'open'; readonly alert: Alert }
  | { readonly kind: 'worsen'; readonly id: string; readonly lastValue: number; readonly worstValue: number }
  | { readonly kind: 'resolve'; readonly id: string; readonly resolvedMs: number };

/** Idempotent, and in this order: an alert that was resolved is never opened again by a run that comes late. */
export async function writeAlerts(db: Db, writes: readonly AlertWrite[]): Promise<void> {
  if (writes.length === 0) return;
  await alerts(db).bulkWrite(writes.map(toOperation), { ordered: true });
}

function toOperation(write: AlertWrite): AnyBulkWriteOperation<AlertDoc> {
  switch (write.kind) {
    case 'open': {
      const { id, ...rest } = write.alert;
      const update = { $setOnInsert: { ...rest, at: new Date(rest.firedMs) } };
      return { updateOne: { filter: { _id: id }, update, upsert: true } };
    }
    case 'worsen': {
      const update = { $set: { lastValue: write.lastValue }, $max: { worstValue: write.worstValue } };
      return { updateOne: { filter: { _id: write.id }, update } };
    }
    case 'resolve': {
      const update = { $set: { phase: 'resolved' as const, resolvedMs: write.resolvedMs } };
      return { updateOne: { filter: { _id: write.id, phase: 'firing' }, update } };
    }
  }
}

export async function readAlertStates(db: Db, serverIds: readonly string[]): Promise<Map<string, AlertStateDoc>> {
  const found = await alertStates(db)
    .find({ _id: { $in: [...serverIds] } })
    .toArray();
  return new Map(found.map((doc) => [doc._id, doc]));
}

/**
 * Writes states that were worked out from revision `revision`; of two runs at once the second changes nothing, and what
 * it would have written is the same anyway.
 */
export async function writeAlertStates(db: Db, docs: readonly AlertStateDoc[]): Promise<void> {
  if (docs.length === 0) return;
  const operations = docs.map(({ _id, revision, ...rest }) => {
    const next = { ...rest, revision: revision + 1 };
    return revision === 0
      ? { updateOne: { filter: { _id }, update: { $setOnInsert: next }, upsert: true } }
      : { updateOne: { filter: { _id, revision }, update: { $set: next } } };
  });
  await alertStates(db).bulkWrite(operations, { ordered: false });
}

/** Ends the firing alerts of a server that is deleted or switched off, without a mail, and forgets its states. */
export async function closeAlertsOf(db: Db, serverId: string, nowMs: number): Promise<void> {
  await alerts(db).updateMany({ serverId, phase: 'firing' }, { $set: { phase: 'resolved', resolvedMs: nowMs } });
  await alertStates(db).deleteOne({ _id: serverId });
}

function toAlert({ _id, at, ...rest }: AlertDoc): Alert {
  return { id: _id, ...rest };
}
