import type { Receiver, ReceiverKind } from '../../../shared/model/alerting/receiver.ts';
import type { Digest, DigestContext } from '../mail-digest.ts';
import type { Channel, PostRequest, Refusal } from './channel.ts';
import { dingtalk } from './dingtalk.ts';
import { feishu } from './feishu.ts';
import { slack } from './slack.ts';
import { telegram } from './telegram.ts';
import { webhook } from './webhook.ts';
import { wecom } from './wecom.ts';

/** Every channel, under its kind. A new one is a file and a line here. */
export const channels: { readonly [Kind in ReceiverKind]: Channel<Kind> } = {
  webhook,
  slack,
  telegram,
  dingtalk,
  feishu,
  wecom,
};

/** What to post to a receiver for a digest. */
export function requestOf(digest: Digest, receiver: Receiver, context: DigestContext): PostRequest {
  // The table's type says that a channel takes the receivers of its own kind; the compiler cannot follow that here.
  const channel = channels[receiver.kind] as Channel<ReceiverKind>;
  return channel.request(digest, receiver, context);
}

/** Why a receiver did not take it; null when it did. */
export function refusalOf(kind: ReceiverKind, status: number, body: string): Refusal | null {
  return channels[kind].refusal(status, body);
}
