import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { claimRecipient, dueRecipients, dueSinceMs, releaseRecipient } from '../../shared/store/messages.ts';
import { Recipient } from '../../shared/model/alerting/recipient.ts';
import { config } from '../platform/config.ts';
import { eventHandler, type Stage } from '../platform/event.ts';
import { errorText, log } from '../platform/log.ts';
import { sendRound } from './round-handler.ts';
import { sendDigest } from './send-handler.ts';
import { testDigest } from './test-digest.ts';

/** Longer than the sending of one digest may take. */
const LEASE_MS = 60_000;
/** No new round when less time is left than one may take. */
const RESERVE_MS = 25_000;
/** Recipients that are sent to at once: one that hangs does not hold up the others. */
const AT_ONCE = 20;

/** Nothing in particular, or somebody to whom a test message goes. */
const Event = z.object({ test: Recipient.optional() });

/** Sends what is due: one digest a recipient and round. */
export const handler = eventHandler('notify', Event, async (event, stage) => {
  if (event.test !== undefined) return sendTest(event.test, stage);
  const due = await dueRecipients(stage.db, stage.now());
  const total = { recipients: due.length, digests: 0, messages: 0 };
  const waiting = [...due];
  const work = async () => {
    for (let next = waiting.shift(); next && stage.remainingMs() > RESERVE_MS; next = waiting.shift()) {
      const sent = await deliver(next, stage).catch((error: unknown) => {
        log('error', `sending to a recipient failed: ${errorText(error)}`, {});
        return { digests: 0, messages: 0 };
      });
      total.digests += sent.digests;
      total.messages += sent.messages;
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, due.length) }, work));
  return total;
});

/**
 * Sends to one recipient, unless somebody else does. What others asked for meanwhile and were turned away with is looked for after
 * the claim is given back: so none of it waits for the next minute.
 */
async function deliver({ recipient, oldestMs }: { recipient: string; oldestMs: number }, stage: Stage) {
  const { db, now, remainingMs } = stage;
  const sent = { digests: 0, messages: 0 };
  for (let sinceMs: number | null = oldestMs; sinceMs !== null && remainingMs() > RESERVE_MS;) {
    const messages = await claimAndSend(recipient, sinceMs, stage);
    if (messages === null) break;
    sent.digests += messages > 0 ? 1 : 0;
    sent.messages += messages;
    sinceMs = await dueSinceMs(db, recipient, now());
  }
  return sent;
}

/**
 * Waits a moment for what belongs together, so that a storm over several batches of servers is one digest, and sends it.
 * @returns how many messages were sent; null when somebody else is about to.
 */
async function claimAndSend(recipient: string, sinceMs: number, stage: Stage): Promise<number | null> {
  const { db, now } = stage;
  const lease = { leaseId: randomUUID(), leaseMs: LEASE_MS };
  if (!(await claimRecipient(db, recipient, { nowMs: now(), ...lease }))) return null;
  try {
    await wait(Math.min(config().GROUP_WAIT, sinceMs + config().GROUP_WAIT - now()));
    return await sendRound(recipient, lease, stage);
  } finally {
    await releaseRecipient(db, recipient, lease.leaseId);
  }
}

/** @returns whether it was accepted, and what was said when it was not. */
async function sendTest(recipient: string, { db, now }: Stage) {
  try {
    await sendDigest(db, testDigest(recipient, now()), now());
    return { accepted: true, error: null };
  } catch (error) {
    return { accepted: false, error: errorText(error) };
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
