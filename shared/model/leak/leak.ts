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
    /** `high` of the answer is below nothing worth naming: it does not grow. */
    grows: z.boolean(),
    sentence: Sentence,
  }),
  z.strictObject({
    state: z.literal('unknown'),
    group: z.string(),
    reason: z.enum(['no_data', 'no_ages', 'ages_hardly_varied', 'interval_too_wide']),
    sentence: Sentence,
  }),
]);
export type Leak = z.infer<typeof Leak>;
