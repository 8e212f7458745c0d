import { createHash, createHmac } from 'node:crypto';
import type { Digest, DigestContext } from '../mail-digest.ts';
import { entriesOf, titleOf } from '../mail-entry.ts';
import type { Channel } from './channel.ts';
import { httpReason } from './robot-answer.ts';

/** Any program. Signed as Standard Webhooks 1.0 say: HMAC-SHA256 over `id.timestamp.body`. */
export const webhook: Channel<'webhook'> = {
  kind: 'webhook',
  request(digest, receiver, context) {
    const id = `msg_${createHash('sha256')
      // The same at every attempt, whichever of its alerts is the worst by then.
      .update(
        digest.parts
          .map((part) => part.id)
          .sort()
          .join('\n'),
      )
      .digest('hex')
      .slice(0, 32)}`;
    const timestamp = String(Math.floor(context.nowMs / 1000));
    const body = JSON.stringify(payload(digest, context));
    const signature = createHmac('sha256', keyOf(receiver.secret))
      .update(`${id}.${timestamp}.${body}`)
      .digest('base64');
    return {
      url: receiver.url,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Peakwatch',
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${signature}`,
      },
      body,
    };
  },
  // 410 is how a webhook says that it is gone for good; anything else may be mended within a day.
  refusal(status, body) {
    if (status >= 200 && status < 300) return null;
    return { reason: httpReason(status, body), retryable: status !== 410 };
  },
};

/** Everything that is known of each alert but who else gets it; the minutes around it are behind the link. */
function payload(digest: Digest, context: DigestContext): unknown {
  const entries = entriesOf(digest, context);
  return {
    type: 'alerts',
    timestamp: new Date(context.nowMs).toISOString(),
    data: {
      title: titleOf(entries, context),
      messages: entries.map(({ part, words, link }) => {
        const { recipients, ...alert } = part.alert;
        return { id: part.id, kind: part.kind, headline: words.headline, link, alert };
      }),
    },
  };
}

/** A secret `whsec_…` is base64, as Standard Webhooks write it; any other is taken as it is. */
function keyOf(secret: string): Buffer {
  return secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret);
}
