import type { Db } from 'mongodb';
import type { MessageKind, MessageView } from '../model/alerting/message.ts';
import { deliveries, messages, type MessageDoc } from './collections.ts';

/** A message that has to go out: `number` tells repeats apart. */
export interface MessageRequest {
  readonly alertId: string;
  readonly kind: MessageKind;
  readonly number: number;
  readonly recipient: string;
}

/** Notes messages that have to go out. Noting one again changes nothing. */
export async function requestMessages(db: Db, requests: readonly MessageRequest[], nowMs: number): Promise<void> {
  if (requests.length === 0) return;
  await messages(db).bulkWrite(
    requests.map(({ alertId, kind, number, recipient }) => {
      const fresh: Omit<MessageDoc, '_id'> = {
        at: new Date(nowMs),
        alertId,
        kind,
        recipient,
        status: recipient === '' ? 'dropped' : 'pending',
        reason: recipient === '' ? 'no_recipients' : null,
        createdMs: nowMs,
        nextAttemptMs: nowMs,
        attempts: 0,
        sentMs: null,
      };
      const _id = `${alertId}:${kind}:${number}:${recipient}`;
      return { updateOne: { filter: { _id }, update: { $setOnInsert: fresh }, upsert: true } };
    }),
    { ordered: false },
  );
}

/** Whether any message waits whose time has come. */
export async function hasDueMessages(db: Db, nowMs: number): Promise<boolean> {
  const due = { status: 'pending', nextAttemptMs: { $lte: nowMs } } as const;
  return (await messages(db).findOne(due, { projection: { _id: 1 } })) !== null;
}

/** Who has messages whose time has come, with the time at which the newest of them was asked for. */
export async function dueRecipients(
  db: Db,
  nowMs: number,
): Promise<{ readonly recipient: string; readonly oldestMs: number }[]> {
  const found = await messages(db)
    .aggregate<{ _id: string; oldestMs: number }>([
      { $match: { status: 'pending', nextAttemptMs: { $lte: nowMs } } },
      { $group: { _id: '$recipient', oldestMs: { $min: '$createdMs' } } },
      { $sort: { _id: 1 } },
    ])
    .toArray();
  return found.map(({ _id, oldestMs }) => ({ recipient: _id, oldestMs }));
}

/** Takes the sending to a recipient, unless somebody else has it. It comes back by itself when the sender dies. */
export async function claimRecipient(
  db: Db,
  recipient: string,
  claim: { readonly nowMs: number; readonly leaseId: string; readonly leaseMs: number },
): Promise<boolean> {
  const { nowMs, leaseId, leaseMs } = claim;
  await deliveries(db).updateOne(
    { _id: recipient },
    { $setOnInsert: { leaseId: null, leaseUntilMs: 0 } },
    { upsert: true },
  );
  const { modifiedCount } = await deliveries(db).updateOne(
    { _id: recipient, leaseUntilMs: { $lt: nowMs } },
    { $set: { leaseId, leaseUntilMs: nowMs + leaseMs } },
  );
  return modifiedCount === 1;
}

/** Keeps the claim for longer. @returns false when it was lost meanwhile: then nothing may be sent under it. */
export async function extendClaim(
  db: Db,
  recipient: string,
  claim: { readonly nowMs: number; readonly leaseId: string; readonly leaseMs: number },
): Promise<boolean> {
  const { matchedCount } = await deliveries(db).updateOne(
    { _id: recipient, leaseId: claim.leaseId },
    { $set: { leaseUntilMs: claim.nowMs + claim.leaseMs } },
  );
  return matchedCount === 1;
}

export async function releaseRecipient(db: Db, recipient: string, leaseId: string): Promise<void> {
  await deliveries(db).updateOne({ _id: recipient, leaseId }, { $set: { leaseId: null, leaseUntilMs: 0 } });
}

/** When a message to a recipient was asked for whose time has come; null when there is none. */
export async function dueSinceMs(db: Db, recipient: string, nowMs: number): Promise<number | null> {
  const due = { recipient, status: 'pending', nextAttemptMs: { $lte: nowMs } } as const;
  const found = await messages(db).findOne(due, { projection: { createdMs: 1 } });
  return found?.createdMs ?? null;
}

/**
 * Everything that waits for a recipient, whether its time has come or not: what belongs together is looked at together. Where
 * that is more than `limit`, those whose time comes first.
 */
export async function pendingMessages(db: Db, recipient: string, limit: number): Promise<MessageView[]> {
  const found = await messages(db)
    .find({ recipient, status: 'pending' })
    .sort({ nextAttemptMs: 1 })
    .limit(limit)
    .toArray();
  return found.map(toView).sort((a, b) => a.createdMs - b.createdMs || (a.id < b.id ? -1 : 1));
}

/**
 * Alerts of these whose beginning the recipient was told of, or would have been, had it not been left for the message of the end
 * to say: that one must go then, even when it takes several attempts.
 */
export async function alertsTold(db: Db, recipient: string, alertIds: readonly string[]): Promise<Set<string>> {
  const begun = [
    { status: 'sent', kind: { $ne: 'resolved' } },
    { status: 'dropped', kind: 'firing', reason: 'superseded' },
  ] as const;
  const found = await messages(db)
    .find({ alertId: { $in: [...alertIds] }, recipient, $or: [...begun] }, { projection: { alertId: 1 } })
    .toArray();
  return new Set(found.map(({ alertId }) => alertId));
}

/** What became of a message; `sent` is written only after it was accepted. */
export type MessageOutcome =
  | { readonly status: 'sent'; readonly sentMs: number }
  | { readonly status: 'dropped' | 'failed'; readonly reason: string }
  | { readonly status: 'pending'; readonly reason: string; readonly nextAttemptMs: number; readonly tried: boolean };

export async function recordOutcomes(
  db: Db,
  outcomes: readonly { readonly id: string; readonly outcome: MessageOutcome }[],
): Promise<void> {
  if (outcomes.length === 0) return;
  await messages(db).bulkWrite(
    outcomes.map(({ id, outcome }) => {
      const { tried = outcome.status !== 'dropped', ...set } = { tried: undefined, ...outcome };
      const update = { $set: { reason: null, ...set }, $inc: { attempts: tried ? 1 : 0 } };
      return { updateOne: { filter: { _id: id, status: 'pending' }, update } };
    }),
    { ordered: false },
  );
}

/** Every message about an alert, oldest first. */
export async function messagesOf(db: Db, alertId: string): Promise<MessageView[]> {
  const found = await messages(db).find({ alertId }).limit(500).toArray();
  return found.map(toView).sort((a, b) => a.createdMs - b.createdMs || (a.id < b.id ? -1 : 1));
}

/** Lets what waits for a silence be looked at again now, because silences have changed. */
export async function wakeHeldMessages(db: Db, nowMs: number): Promise<void> {
  await messages(db).updateMany(
    { status: 'pending', nextAttemptMs: { $gt: nowMs }, attempts: 0 },
    { $set: { nextAttemptMs: nowMs } },
  );
}

function toView({ _id, at, ...rest }: MessageDoc): MessageView {
  return { id: _id, ...rest };
}
