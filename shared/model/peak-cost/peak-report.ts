import * as z from 'zod';
import { CostSource, FittedSlope, Sentence } from '../capacity.ts';

/** Why a peak cost is not given. */
export const peakReasons = [
  'no_data',
  'too_few_days',
  'count_hardly_varied',
  'groups_move_together',
  'interval_too_wide',
  'server_saturated',
] as const;
export type PeakReason = (typeof peakReasons)[number];

/** What one more crawler adds to a resource's peak, cores or bytes, with its 95 % interval; or why that is not known. */
export const PeakCost = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('known'),
    cost: z.number(),
    low: z.number(),
    high: z.number(),
    slope: FittedSlope.nullish(),
    source: CostSource.optional(),
  }),
  z.strictObject({
    state: z.literal('unknown'),
    reason: z.enum(peakReasons),
    /** The upper end of an interval that is too wide for a cost to be named; null where there is none. */
    bound: z.number().nullable(),
    slope: FittedSlope.nullish(),
    sentence: Sentence,
  }),
]);
export type PeakCost = z.infer<typeof PeakCost>;

const Interval = z.strictObject({ value: z.number(), low: z.number(), high: z.number() });
export type Interval = z.infer<typeof Interval>;

/** The peak of a resource at the present counts, in cores or bytes. */
export const PresentPeak = z.strictObject({
  /** The highest that would have been read in the range with the present counts. */
  highest: Interval,
  /** The fitted quantile at the time of day and week at which it is highest: exceeded in one of twenty spans there. */
  usual: Interval.nullable(),
  /** The highest reading itself, and when it was. */
  observed: z.number(),
  observedAtMs: z.int(),
});
export type PresentPeak = z.infer<typeof PresentPeak>;

const ofResources = <T extends z.ZodType>(of: T) => z.strictObject({ cpu: of, memory: of });

/** One server's peaks and what one more crawler of each group adds to them: one document of the stored fits. */
export const PeakReport = z.strictObject({
  quantile: z.number(),
  days: z.number(),
  fromMs: z.int(),
  toMs: z.int(),
  /** Where a resource ends: cores and bytes. */
  capacities: ofResources(z.number()),
  pointsUsed: ofResources(z.int()),
  /** Left out because the server was full. */
  pointsSaturated: ofResources(z.int()),
  /** Left out because something else happened (a deploy, a backup); absent in reports that were stored before. */
  pointsOutlying: ofResources(z.int()).optional(),
  groups: z.array(
    z.strictObject({
      name: z.string(),
      /** Most processes in the last window. */
      presentCount: z.int(),
      minCount: z.int(),
      maxCount: z.int(),
      costs: ofResources(PeakCost),
      sentence: Sentence,
    }),
  ),
  present: ofResources(PresentPeak.nullable()),
  /** The fullest that each filesystem was in the last window. */
  filesystems: z.array(z.strictObject({ mount: z.string(), usedBytes: z.number(), totalBytes: z.number() })),
});
export type PeakReport = z.infer<typeof PeakReport>;
