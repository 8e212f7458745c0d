import * as z from 'zod';
import { capacityResources, Sentence } from '../capacity.ts';

const Level = z.strictObject({ value: z.number(), low: z.number(), high: z.number() });

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
  before: Level,
  after: Level,
  /** Whether the difference is more than chance. */
  changed: z.boolean(),
  annotation: z.strictObject({ id: z.string(), text: z.string() }).nullable(),
  sentence: Sentence,
});
export type CostChange = z.infer<typeof CostChange>;
