import type { Db } from 'mongodb';
import { type NotificationDoc, notifications } from './collections.ts';

export interface NotificationRequest {
  readonly alertId: string;
  readonly kind: NotificationDoc['kind'];
  readonly recipients: readonly string[];
}

/** Notes that a message about an alert has to go out. Noting it again changes nothing. */
export async function requestNotifications(
  db: Db,
  requests: readonly NotificationRequest[],
  nowMs: number,
): Promise<void> {
  if (requests.length === 0) return;
  await notifications(db).bulkWrite(
    requests.map(({ alertId, kind, recipients }) => {
      const fresh: Omit<NotificationDoc, '_id'> = {
        at: new Date(nowMs),
        alertId,
        kind,
        status: 'pending',
        reason: null,
        recipients: [...recipients],
        createdMs: nowMs,
        nextAttemptMs: nowMs,
        attempts: 0,
        sentMs: null,
        leaseId: null,
        leaseUntilMs: 0,
      };
      return { updateOne: { filter: { _id: `${alertId}:${kind}` }, update: { $setOnInsert: fresh }, upsert: true } };
    }),
    { ordered: false },
  );
}

/** Whether any message waits whose time has come. */
export async function hasDueNotifications(db: Db, nowMs: number): Promise<boolean> {
  const due = await notifications(db).findOne(
    { status: 'pending', nextAttemptMs: { $lte: nowMs } },
    { projection: { _id: 1 } },
  );
  return due !== null;
}

/** Takes the due messages that nobody else is sending. The lease runs out by itself when the sender dies. */
export async function claimNotifications(
  db: Db,
  claim: { readonly nowMs: number; readonly leaseId: string; readonly leaseMs: number },
): Promise<NotificationDoc[]> {
  await notifications(db).updateMany(
    { status: 'pending', nextAttemptMs: { $lte: claim.nowMs }, leaseUntilMs: { $lt: claim.nowMs } },
    { $set: { leaseId: claim.leaseId, leaseUntilMs: claim.nowMs + claim.leaseMs } },
  );
  return notifications(db).find({ leaseId: claim.leaseId }).sort({ _id: 1 }).toArray();
}

/** What became of a message; written only after the mail server said yes or no. */
export type NotificationOutcome =
  | { readonly status: 'sent'; readonly sentMs: number }
  | { readonly status: 'dropped' | 'failed'; readonly reason: string }
  | { readonly status: 'pending'; readonly reason: string; readonly nextAttemptMs: number };

export async function recordOutcomes(
  db: Db,
  outcomes: readonly { readonly id: string; readonly outcome: NotificationOutcome }[],
): Promise<void> {
  if (outcomes.length === 0) return;
  await notifications(db).bulkWrite(
    outcomes.map(({ id, outcome }) => ({
      updateOne: {
        filter: { _id: id },
        update: {
          $set: { ...outcome, leaseId: null, leaseUntilMs: 0 },
          $inc: { attempts: outcome.status === 'dropped' ? 0 : 1 },
        },
      },
    })),
    { ordered: false },
  );
}
