import type { Receiver, ReceiverKind } from '../../../shared/model/alerting/receiver.ts';
import type { Digest, DigestContext } from '../mail-digest.ts';
import type { Channel, PostRequest, Refusal } from './channel.ts';
import { webhook } from './webhook.ts';

/** Every channel, under its kind. A new one is a file and a line here. */
export const channels: Partial<{ readonly [Kind in ReceiverKind]: Channel<Kind> }> = { webhook };

/** What to post to a receiver for a digest. */
export function requestOf(digest: Digest, receiver: Receiver, context: DigestContext): PostRequest {
  const channel = channels[receiver.kind] as Channel<ReceiverKind>;
  return channel.request(digest, receiver, context);
}

/** Why a receiver did not take it; null when it did. */
export function refusalOf(kind: ReceiverKind, status: number, body: string): Refusal | null {
  return channels[kind]?.refusal(status, body) ?? null;
}
