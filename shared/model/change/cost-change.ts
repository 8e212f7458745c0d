import * as z from 'zod';
import { capacityResources, Sentence } from '../capacity.ts';

const Level = z.strictObject({ value: z.number(), low: z.number(), high: z.number() });
export type Level = z.infer<typeof Level>;

/**
 * A moment from which on a server needs more or less than before: one crawler of a group (`cost`), or the server besides
 * its crawlers (`base`). Cores or bytes, with 95 % intervals. With an annotation, its moment is the one that was compared,
 * whether anything changed or not; without, the jump was found in the data.
 */
export const CostChange = z.strictObject({
  kind: z.enum(['cost', 'base']),
  /** Null for the base. */
  group: z.string().nullable(),
  resource: z.enum(capacityResources),
  atMs: z.int(),
  /** The change lies in between: equal to `atMs` where an annotation names the moment. */
  fromMs: z.int(),
  toMs: z.int(),
  /** Null where it is not known, or not yet: the sentence says why. */
  before: Level.nullable(),
  after: Level.nullable(),
  /** After less before; its interval is that of the joint fit of both sides, and all of one moment and resource hold together. */
  difference: Level.nullable(),
  /** Whether the difference is more than chance. */
  changed: z.boolean(),
  annotation: z.strictObject({ id: z.string(), text: z.string() }).nullable(),
  sentence: Sentence,
});
export type CostChange = z.infer<typeof CostChange>;
