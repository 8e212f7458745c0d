import * as z from 'zod';

/** A sentence for people. */
export const Sentence = z.strictObject({ en: z.string(), zh: z.string() });
export type Sentence = z.infer<typeof Sentence>;

/** The resources whose cost is estimated: cores and bytes. */
export const capacityResources = ['cpu', 'memory'] as const;
export type CapacityResource = (typeof capacityResources)[number];

/**
 * What a fit says of a cost, also where it says too little for one to be named, so that servers can be taken together. It
 * may be negative; the standard error has so many degrees of freedom.
 */
export const FittedSlope = z.strictObject({ value: z.number(), standardError: z.number(), freedom: z.number() });
export type FittedSlope = z.infer<typeof FittedSlope>;

/** Whether a cost was found on the server itself, or, where that cannot be told, on others of the same hardware. */
export const CostSource = z.enum(['own', 'pooled']);

/**
 * What one more crawler of a group takes of a resource: cores for cpu, bytes for memory. The 95 % interval `[low, high]`
 * holds the truth in 95 of 100 servers, not only in theory. An estimate that the data do not carry is not given: `unknown`
 * says why. `direct` is the group's own use divided by its count; null when the group never ran.
 */
export const CostEstimate = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('known'),
    cost: z.number(),
    low: z.number(),
    high: z.number(),
    /** Rests on fewer than four days, so the time of day could not be told apart: assumes that nothing else changed. */
    provisional: z.boolean(),
    direct: z.number().nullable(),
    slope: FittedSlope.nullish(),
    source: CostSource.optional(),
    sentence: Sentence,
  }),
  z.strictObject({
    state: z.literal('unknown'),
    reason: z.enum(['no_data', 'count_hardly_varied', 'groups_move_together', 'interval_too_wide', 'server_saturated']),
    direct: z.number().nullable(),
    slope: FittedSlope.nullish(),
    sentence: Sentence,
  }),
]);
export type CostEstimate = z.infer<typeof CostEstimate>;

/** One point of the fit: a span's mean crawler count of each group and the mean use of each resource. */
export const CapacityPoint = z.strictObject({
  startMs: z.int(),
  lengthMs: z.int(),
  /** Mean count, in the order of the report's groups. */
  counts: z.array(z.number()),
  /** Mean cores busy and mean bytes used; null where not read. */
  cpu: z.number().nullable(),
  memory: z.number().nullable(),
  /** Left out of a fit as saturated. */
  censored: z.boolean(),
  /** Left out of a fit because something else happened (a deploy, a backup); absent where not. */
  outlier: z.boolean().optional(),
});
export type CapacityPoint = z.infer<typeof CapacityPoint>;

/** At most so many points are reported, thinned evenly with the extremes kept; the fit uses all. */
export const MAX_REPORTED_POINTS = 1500;

/** The whole answer for one server and range. */
export const CapacityReport = z.strictObject({
  method: z.enum(['time_of_day', 'constant_base', 'none']),
  /** Cores and bytes of the server: where a resource ends. */
  limits: z.strictObject({ cpu: z.number(), memory: z.number() }),
  pointsUsed: z.int(),
  pointsLeftOut: z.int(),
  /**
   * Why points were left out: the server was full, something else happened that is no part of its ordinary days (a deploy, a
   * backup), the count was just changing, or too little was measured. Each point is counted once.
   */
  leftOut: z.strictObject({ saturated: z.int(), outliers: z.int(), changing: z.int(), gaps: z.int() }).optional(),
  days: z.number(),
  groups: z.array(
    z.strictObject({
      name: z.string(),
      meanCount: z.number(),
      minCount: z.number(),
      maxCount: z.number(),
      costs: z.strictObject({ cpu: CostEstimate, memory: CostEstimate }),
    }),
  ),
  /**
   * The fitted use with no crawler of the groups whose cost is known, all else as it was on average (of all times of day).
   * `bases + Σ cost · meanCount` over those groups is the fitted use at the mean counts; there each group's line turns, see
   * `costLine`. With one such group its line is `base + cost · count`. Null when no cost is known.
   */
  bases: z.strictObject({ cpu: z.number().nullable(), memory: z.number().nullable() }),
  points: z.array(CapacityPoint),
});
export type CapacityReport = z.infer<typeof CapacityReport>;
