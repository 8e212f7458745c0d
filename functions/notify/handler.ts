import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { findAlerts } from '../../shared/store/alerts.ts';
import { claimNotifications, type NotificationOutcome, recordOutcomes } from '../../shared/store/notifications.ts';
import { config } from '../platform/config.ts';
import { eventHandler, type Stage } from '../platform/event.ts';
import { errorText } from '../platform/log.ts';
import { sendMail } from '../platform/mail.ts';
import { compose } from './compose.ts';
import { type Digest, digests, type Message, retryAtMs } from './digest.ts';

/** Longer than a mail server may take, shorter than the wait before a retry. */
const LEASE_MS = 50_000;

/** Sends what is due. A message counts as sent only after the mail server accepted it. */
export const handler = eventHandler('notify', z.unknown(), async (_event, stage) => {
  const { db, now } = stage;
  const claimed = await claimNotifications(db, { nowMs: now(), leaseId: randomUUID(), leaseMs: LEASE_MS });
  const messages: Message[] = claimed.map((doc) => ({ ...doc, id: doc._id }));
  const alerts = new Map(
    (
      await findAlerts(
        db,
        messages.map((m) => m.alertId),
      )
    ).map((alert) => [alert.id, alert]),
  );
  const plan = digests(messages, alerts, config().MAIL_TO);
  await recordOutcomes(
    db,
    plan.dropped.map(({ id, reason }) => ({ id, outcome: { status: 'dropped', reason } })),
  );
  let sent = 0;
  for (const digest of plan.digests) if (await send(digest, stage)) sent += 1;
  return { messages: messages.length, mails: sent, failed: plan.digests.length - sent, dropped: plan.dropped.length };
});

/** @returns whether the mail server accepted it; a refusal is noted with the time of the next try. */
async function send(digest: Digest, { db, now }: Stage): Promise<boolean> {
  const { SMTP_URL, MAIL_FROM, PUBLIC_URL } = config();
  let outcome: (message: Message) => NotificationOutcome;
  try {
    if (SMTP_URL === null || MAIL_FROM === null) throw new Error('SMTP_URL or MAIL_FROM is not set');
    await sendMail({ smtpUrl: SMTP_URL, from: MAIL_FROM, to: digest.recipients, ...compose(digest, PUBLIC_URL) });
    const sentMs = now();
    outcome = () => ({ status: 'sent', sentMs });
  } catch (error) {
    const reason = errorText(error);
    const nowMs = now();
    outcome = (message) => {
      const nextAttemptMs = retryAtMs(message, nowMs);
      return nextAttemptMs === null ? { status: 'failed', reason } : { status: 'pending', reason, nextAttemptMs };
    };
  }
  const outcomes = digest.parts.map(({ message }) => ({ id: message.id, outcome: outcome(message) }));
  await recordOutcomes(db, outcomes);
  return outcomes.every((o) => o.outcome.status === 'sent');
}
