import * as z from 'zod';

/** What many readings of one metric come to. `sum`, `min`, `max` are whole quanta of the metric; mean = sum / samples. */
export const Stat = z
  .strictObject({
    samples: z.int().positive(),
    sum: z.int().nonnegative(),
    min: z.int().nonnegative(),
    max: z.int().nonnegative(),
  })
  .refine((s) => s.min <= s.max && s.min * s.samples <= s.sum && s.sum <= s.max * s.samples, {
    error: 'the mean must lie between min and max',
  });
export type Stat = z.infer<typeof Stat>;

/** The Stat of a single reading. */
export function statOf(quanta: number): Stat {
  return { samples: 1, sum: quanta, min: quanta, max: quanta };
}

/** `samples` readings of zero: a group that had no process in those seconds. */
export function zeroStat(samples: number): Stat {
  return { samples, sum: 0, min: 0, max: 0 };
}

/** Exact, associative and commutative: late parts and tiers in any order give the same bytes. */
export function mergeStats(a: Stat, b: Stat): Stat {
  return {
    samples: a.samples + b.samples,
    sum: a.sum + b.sum,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
  };
}
