import * as z from 'zod';
import { Sentence } from '../capacity.ts';

/** How the memory of one crawler of a group grows with its age, in bytes an hour, with its 95 % interval. */
export const Leak = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('known'),
    group: z.string(),
    bytesPerHour: z.number(),
    low: z.number(),
    high: z.number(),
    /** False where even `high` is nothing worth naming beside what a crawler holds. */
    grows: z.boolean(),
    sentence: Sentence,
  }),
  z.strictObject({
    state: z.literal('unknown'),
    group: z.string(),
    reason: z.enum(['no_data', 'no_ages', 'too_short', 'ages_hardly_varied', 'interval_too_wide']),
    sentence: Sentence,
  }),
]);
export type Leak = z.infer<typeof Leak>;
