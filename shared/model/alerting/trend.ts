import * as z from 'zod';
import { studentT } from '../student-t.ts';

/** Growth is measured in steps of ten minutes: shorter ones are mostly the writing and rotating of logs. */
const STEP_MS = 600_000;
/** After this many steps a step counts half: the growth of the last hours, not of last week. */
const HALF_LIFE_STEPS = 18;
const KEEP = 0.5 ** (1 / HALF_LIFE_STEPS);
/** Fewer steps say nothing yet. */
const MIN_STEPS = 6;

/**
 * How a quantity grows, as a random walk with drift: its steps are independent, its level is not. So the growth a step is
 * the mean of the steps and its interval the usual one of a mean, which a line through the levels would make far too narrow.
 * Sums are weighted, the newest step most. Source: Harvey, Forecasting, Structural Time Series Models, 1989, section 2.2.
 */
export const Trend = z.strictObject({
  atMs: z.int(),
  level: z.number(),
  steps: z.int(),
  weight: z.number(),
  weightSquares: z.number(),
  sum: z.number(),
  sumSquares: z.number(),
});
export type Trend = z.infer<typeof Trend>;

/** The trend after one more reading of the level. A reading that is not later changes nothing. */
export function follow(trend: Trend | undefined, atMs: number, level: number): Trend {
  if (!trend) return { atMs, level, steps: 0, weight: 0, weightSquares: 0, sum: 0, sumSquares: 0 };
  const elapsed = (atMs - trend.atMs) / STEP_MS;
  if (elapsed < 1) return trend;
  const growth = (level - trend.level) / elapsed;
  const kept = KEEP ** elapsed;
  return {
    atMs,
    level,
    steps: trend.steps + 1,
    weight: trend.weight * kept + elapsed,
    weightSquares: trend.weightSquares * kept * kept + elapsed,
    sum: trend.sum * kept + growth * elapsed,
    sumSquares: trend.sumSquares * kept + growth * growth * elapsed,
  };
}

/** Growth a millisecond with its 95 % interval; null when too little was seen. */
export function growthOf({ steps, weight, weightSquares, sum, sumSquares }: Trend): {
  readonly perMs: number;
  readonly low: number;
  readonly high: number;
} | null {
  const effective = weight ** 2 / weightSquares;
  if (steps < MIN_STEPS || effective < MIN_STEPS - 1) return null;
  const mean = sum / weight;
  const variance = Math.max(0, sumSquares / weight - mean ** 2) * (effective / (effective - 1));
  const half = studentT(effective - 1) * Math.sqrt(variance / effective);
  return { perMs: mean / STEP_MS, low: (mean - half) / STEP_MS, high: (mean + half) / STEP_MS };
}
