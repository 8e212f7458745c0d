import type { Alert } from '../../shared/model/alert.ts';

export interface Message {
  readonly id: string;
  readonly kind: 'firing' | 'resolved';
  readonly alertId: string;
  readonly recipients: readonly string[];
  readonly attempts: number;
  readonly createdMs: number;
}

export interface Digest {
  readonly recipients: readonly string[];
  readonly parts: readonly { readonly message: Message; readonly alert: Alert }[];
}

export interface Dropped {
  readonly id: string;
  readonly reason: 'no_recipients' | 'alert_gone';
}

/**
 * One mail for everybody who gets the same messages, instead of one a message. What cannot be sent is dropped with its
 * reason.
 */
export function digests(
  messages: readonly Message[],
  alerts: ReadonlyMap<string, Alert>,
  defaultRecipients: readonly string[],
): { readonly digests: readonly Digest[]; readonly dropped: readonly Dropped[] } {
  const byRecipients = new Map<
    string,
    { recipients: readonly string[]; parts: { message: Message; alert: Alert }[] }
  >();
  const dropped: Dropped[] = [];
  for (const message of messages) {
    const alert = alerts.get(message.alertId);
    const recipients = message.recipients.length > 0 ? message.recipients : defaultRecipients;
    if (!alert) dropped.push({ id: message.id, reason: 'alert_gone' });
    else if (recipients.length === 0) dropped.push({ id: message.id, reason: 'no_recipients' });
    else {
      const key = [...recipients].sort().join(',');
      const digest = byRecipients.get(key) ?? { recipients, parts: [] };
      digest.parts.push({ message, alert });
      byRecipients.set(key, digest);
    }
  }
  return { digests: [...byRecipients.values()], dropped };
}

const FIRST_RETRY_MS = 60_000;
const MAX_RETRY_MS = 60 * 60_000;
/** A message that could not be sent for a day is given up: its alert stands on the page. */
const GIVE_UP_MS = 24 * 60 * 60_000;

/** When to try again after a failure: 1, 2, 4 … minutes, at most an hour; null when it is time to give up. */
export function retryAtMs(message: Pick<Message, 'attempts' | 'createdMs'>, nowMs: number): number | null {
  if (nowMs - message.createdMs >= GIVE_UP_MS) return null;
  return nowMs + Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** message.attempts);
}
