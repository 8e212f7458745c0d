import type { Channel } from './channel.ts';

export const webhook: Channel<'webhook'> = {
  kind: 'webhook',
  request: (digest, receiver) => ({ url: receiver.url, headers: {}, body: JSON.stringify(digest) }),
  refusal: (status, body) => (status < 300 ? null : { reason: `HTTP ${status}: ${body}`, retryable: true }),
};
