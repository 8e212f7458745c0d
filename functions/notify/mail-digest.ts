import type { Alert } from '../../shared/model/alerting/alert.ts';
import type { MessageKind } from '../../shared/model/alerting/message.ts';
import type { Language } from '../../shared/model/alerting/words.ts';
import type { WindowView } from '../../shared/model/view.ts';

/** One message of a digest: what is said of which alert. */
export interface DigestPart {
  /** The message's id, the same at every attempt. */
  readonly id: string;
  readonly kind: MessageKind;
  readonly alert: Alert;
  /** Minutes of about the hour around the peak, in order of time; none means no chart. */
  readonly windows: readonly WindowView[];
  /** The rule's clear threshold, for a line in the chart. */
  readonly clearThreshold?: number | null;
}

/** Everything that one recipient is told at once. */
export interface Digest {
  /** A mail address, or `#` and the id of a receiver. */
  readonly recipient: string;
  readonly parts: readonly DigestPart[];
}

export interface DigestContext {
  /** Where people find the page; without it there are no links. */
  readonly publicUrl: string | null;
  readonly language: Language;
  readonly nowMs: number;
}

/** The same digest for a mail without charts: when drawing failed, the words still go. */
export function withoutCharts(digest: Digest): Digest {
  return { ...digest, parts: digest.parts.map((part) => ({ ...part, windows: [] })) };
}
