import type { Doc } from '../bson/value.ts';

/** A compiled filter. */
export interface Matcher {
  matches(doc: Doc): boolean;
  /** Top-level fields that it reads; undefined means that it may read any. */
  readonly fields: ReadonlySet<string> | undefined;
}
