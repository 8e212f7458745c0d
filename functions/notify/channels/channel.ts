import type { ReceiverKind, ReceiverOf } from '../../../shared/model/alerting/receiver.ts';
import type { Digest, DigestContext } from '../mail-digest.ts';

/** What is to be posted. */
export interface PostRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Why a receiver did not take a message, in its own words, and whether trying again may help. */
export interface Refusal {
  readonly reason: string;
  readonly retryable: boolean;
}

/** A chat or webhook: how a digest becomes a request, and what its answer means. Pure, so that a retry is the same. */
export interface Channel<Kind extends ReceiverKind> {
  readonly kind: Kind;
  request(digest: Digest, receiver: ReceiverOf<Kind>, context: DigestContext): PostRequest;
  /** Null when the receiver took it. `body` is the beginning of its answer. */
  refusal(status: number, body: string): Refusal | null;
}
