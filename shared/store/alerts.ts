import { type AnyBulkWriteOperation, Binary, type Db, type Filter } from 'mongodb';
import type { Acknowledgement, Alert } from '../model/alerting/alert.ts';
import type { Change } from '../model/alerting/change.ts';
import { unchecked } from '../model/alerting/check-state.ts';
import type { Window } from '../model/window.ts';
import { type AlertDoc, alerts, alertStates, alertWindows, NEVER } from './collections.ts';
import { onlyFresh } from './only-fresh.ts';
import { packWindow, unpackWindow } from './window-codec.ts';

/** Windows around the peak are copied to the alert this long after it, when they are all there, and before they expire. */
const KEEP_AFTER_MS = 35 * 60_000;

/** The next sweep works out when somebody has to be told again. */
const AT_ONCE = 0;

/** What to look for; the newest first. `before` is the end of the page before. */
export interface AlertQuery {
  readonly phase?: Alert['phase'] | undefined;
  readonly serverId?: string | undefined;
  readonly ruleId?: string | undefined;
  readonly severity?: Alert['severity'] | undefined;
  readonly acknowledged?: boolean | undefined;
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  readonly before?: { readonly firedMs: number; readonly id: string } | undefined;
}

export async function listAlerts(db: Db, query: AlertQuery, limit: number): Promise<Alert[]> {
  const { phase, serverId, ruleId, severity, acknowledged, fromMs, toMs, before } = query;
  const filter: Filter<AlertDoc> = {
    ...(phase && { phase }),
    ...(serverId && { serverId }),
    ...(ruleId && { ruleId }),
    ...(severity && { severity }),
    ...(acknowledged !== undefined && { acknowledged: acknowledged ? { $ne: null } : null }),
    ...((fromMs !== undefined || toMs !== undefined) && {
      at: {
        ...(fromMs !== undefined && { $gte: new Date(fromMs) }),
        ...(toMs !== undefined && { $lt: new Date(toMs) }),
      },
    }),
    ...(before && {
      $or: [{ at: { $lt: new Date(before.firedMs) } }, { at: new Date(before.firedMs), _id: { $lt: before.id } }],
    }),
  };
  const found = await alerts(db).find(filter).sort({ at: -1, _id: -1 }).limit(limit).toArray();
  return found.map(toAlert);
}

export async function findAlerts(db: Db, ids: readonly string[]): Promise<Alert[]> {
  const found = await alerts(db)
    .find({ _id: { $in: [...ids] } })
    .toArray();
  return found.map(toAlert);
}

/** Of these servers, the ones with a firing alert of this kind of rule. */
export async function serversFiring(db: Db, ruleKind: string, serverIds: readonly string[]): Promise<Set<string>> {
  if (serverIds.length === 0) return new Set();
  const found = await alerts(db)
    .find({ phase: 'firing', ruleKind, serverId: { $in: [...serverIds] } }, { projection: { serverId: 1 } })
    .toArray();
  return new Set(found.map(({ serverId }) => serverId));
}

/** The changes of one check of one server. */
export interface RevisedChanges {
  readonly serverId: string;
  readonly revision: number;
  readonly changes: readonly Change[];
}

/**
 * Writes what checks have found to the alerts. Idempotent; an alert that a newer check has written stays as that one left it.
 * `dueMs` says when somebody has to be told again of an alert that fired.
 */
export async function writeAlerts(
  db: Db,
  checks: readonly RevisedChanges[],
  dueMs: (ruleId: string, firedMs: number) => number | null,
): Promise<void> {
  const operations = checks.flatMap(({ revision, changes }) => {
    const ended = new Set(changes.flatMap((change) => (change.kind === 'ended' ? [change.id] : [])));
    return changes
      .filter((change) => change.kind !== 'ongoing' || !ended.has(change.id))
      .map((change) => toOperation(change, revision, dueMs));
  });
  if (operations.length > 0) await onlyFresh(alerts(db).bulkWrite(operations, { ordered: false }));
}

function toOperation(
  change: Change,
  revision: number,
  dueMs: (ruleId: string, firedMs: number) => number | null,
): AnyBulkWriteOperation<AlertDoc> {
  if (change.kind === 'fired') {
    const { id, newestSampleMs, ...episode } = change.episode;
    const again = episode.phase === 'firing' && !episode.past ? dueMs(episode.ruleId, episode.firedMs) : null;
    const once = {
      newestSampleMs,
      acknowledged: null,
      dueMs: again ?? NEVER,
      keepAtMs: (episode.peak?.atMs ?? episode.firedMs) + KEEP_AFTER_MS,
    };
    const update = { $set: { ...episode, revision, at: new Date(episode.firedMs) }, $setOnInsert: once };
    return { updateOne: { filter: { _id: id, revision: { $lte: revision } }, update, upsert: true } };
  }
  const filter = { _id: change.id, revision: { $lte: revision } };
  if (change.kind === 'ended') {
    const { resolvedMs, reason } = change;
    const over = { phase: 'resolved' as const, resolvedMs, endReason: reason, dueMs: NEVER, revision };
    return { updateOne: { filter, update: { $set: over } } };
  }
  const { lastValue, worstValue, peak, present } = change;
  const open = { phase: 'firing' as const, resolvedMs: null, endReason: null };
  const worst = peak ? { peak, keepAtMs: peak.atMs + KEEP_AFTER_MS } : {};
  const set = {
    ...open,
    lastValue,
    worstValue,
    ...worst,
    ...(present ? { past: false, dueMs: AT_ONCE } : {}),
    revision,
  };
  return { updateOne: { filter, update: { $set: set } } };
}

/**
 * Says that somebody looks after an alert, or, with null, that nobody does any more: then the next sweep tells those who would
 * have been told meanwhile.
 * @returns the alert, or null when there is none.
 */
export async function acknowledgeAlert(
  db: Db,
  id: string,
  acknowledged: Acknowledgement | null,
): Promise<Alert | null> {
  const doc = await alerts(db).findOneAndUpdate({ _id: id }, { $set: { acknowledged } }, { returnDocument: 'after' });
  if (acknowledged === null) await alerts(db).updateOne({ _id: id, phase: 'firing' }, { $set: { dueMs: AT_ONCE } });
  return doc && toAlert(doc);
}

/** Firing alerts of which somebody has to be told again. */
export async function dueAlerts(db: Db, nowMs: number, limit: number): Promise<Alert[]> {
  const found = await alerts(db)
    .find({ dueMs: { $lte: nowMs } })
    .sort({ dueMs: 1 })
    .limit(limit)
    .toArray();
  return found.map(toAlert);
}

export async function setAlertsDue(
  db: Db,
  due: readonly { readonly id: string; readonly dueMs: number | null }[],
): Promise<void> {
  if (due.length === 0) return;
  await alerts(db).bulkWrite(
    due.map(({ id, dueMs }) => ({
      updateOne: { filter: { _id: id, phase: 'firing' }, update: { $set: { dueMs: dueMs ?? NEVER } } },
    })),
    { ordered: false },
  );
}

/** Alerts whose surroundings are complete and not copied yet. */
export async function alertsToKeep(db: Db, nowMs: number, limit: number): Promise<Alert[]> {
  const found = await alerts(db)
    .find({ keepAtMs: { $lte: nowMs } })
    .sort({ keepAtMs: 1 })
    .limit(limit)
    .toArray();
  return found.map(toAlert);
}

/** Copies windows to an alert, in place of what was copied for an earlier peak of it. */
export async function keepAlertWindows(
  db: Db,
  kept: readonly { readonly alert: Alert; readonly windows: readonly Window[] }[],
  nowMs: number,
): Promise<void> {
  if (kept.length === 0) return;
  await alertWindows(db).bulkWrite(
    kept.map(({ alert, windows }) => ({
      replaceOne: {
        filter: { _id: alert.id },
        replacement: { at: new Date(nowMs), windows: windows.map((window) => new Binary(packWindow(window))) },
        upsert: true,
      },
    })),
    { ordered: false },
  );
  // A worse peak that was found meanwhile has moved the time, and is copied next.
  await alerts(db).bulkWrite(
    kept.map(({ alert }) => ({
      updateOne: { filter: { _id: alert.id, keepAtMs: { $lte: nowMs } }, update: { $set: { keepAtMs: NEVER } } },
    })),
    { ordered: false },
  );
}

/** The windows that were copied to an alert, oldest first; empty when none were yet. */
export async function readAlertWindows(db: Db, id: string): Promise<Window[]> {
  const found = await alertWindows(db).findOne({ _id: id });
  return (found?.windows ?? []).map((data) => unpackWindow(data.buffer));
}

/** Ends the firing alerts of a server that is deleted or switched off, without a message. What its rules had found is forgotten. */
export async function closeAlertsOf(db: Db, serverId: string, nowMs: number): Promise<void> {
  const over = { phase: 'resolved', resolvedMs: nowMs, endReason: 'server_gone', dueMs: NEVER } as const;
  // The revision goes on: a check that is under way must not bring the state back.
  await alertStates(db).updateOne(
    { _id: serverId },
    { $set: { check: unchecked, outbox: [], outboxMs: NEVER }, $inc: { revision: 1 } },
  );
  await alerts(db).updateMany({ serverId, phase: 'firing' }, { $set: over });
}

function toAlert({ _id, at, revision, dueMs, keepAtMs, ...rest }: AlertDoc): Alert {
  return { id: _id, ...rest };
}
