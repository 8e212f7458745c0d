import { HOUR_MS } from '../capacity-points.ts';
import type { ChangeSeries } from './change-series.ts';
import { lowerBound } from './jump-scan.ts';

/** How far the scan's moment may be off, and how much around it is looked at. */
const SEARCH_MS = 6 * HOUR_MS;
const AROUND_MS = 12 * HOUR_MS;
/** P(|V| ≤ 11) = 0.95 for the place V of the highest point of W(s) − |s| / 2 (Bai 1997). */
const BAI_95 = 11;

export interface Dated {
  readonly atMs: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * The moment that splits the level around into two means with the least squares, and its 95 % interval: 11 long-run
 * variances of the noise over the squared jump, and a point's length, to each side (Bai, Estimation of a change point in
 * multiple regression models, Review of Economics and Statistics 79, 1997). The noise is taken for an AR(1).
 */
export function dateJump({ startMs, pointMs }: ChangeSeries, level: Float64Array, aboutMs: number): Dated {
  const [first, end] = [lowerBound(startMs, aboutMs - AROUND_MS), lowerBound(startMs, aboutMs + AROUND_MS)];
  const values = level.slice(first, end);
  const sums = new Float64Array(values.length + 1);
  for (const [i, value] of values.entries()) sums[i + 1] = (sums[i] ?? 0) + value;
  const total = sums.at(-1) ?? 0;
  let [split, gain] = [0, -Infinity];
  for (let i = 1; i < values.length; i += 1) {
    if (Math.abs((startMs[first + i] ?? 0) - aboutMs) > SEARCH_MS) continue;
    const [before, after] = [sums[i] ?? 0, total - (sums[i] ?? 0)];
    // The squares that the split explains, but for a constant.
    const explained = before ** 2 / i + after ** 2 / (values.length - i);
    if (explained > gain) [split, gain] = [i, explained];
  }
  const means = [(sums[split] ?? 0) / split, (total - (sums[split] ?? 0)) / (values.length - split)] as const;
  const noise = values.map((value, i) => value - (i < split ? means[0] : means[1]));
  const steps = Math.ceil((BAI_95 * longRunVariance(noise)) / (means[1] - means[0]) ** 2) + 1;
  const atMs = startMs[first + split] ?? aboutMs;
  const reachMs = Math.min(steps * pointMs, SEARCH_MS + AROUND_MS);
  return { atMs, fromMs: atMs - reachMs, toMs: atMs + reachMs };
}

function longRunVariance(noise: Float64Array): number {
  let [squares, products] = [0, 0];
  for (const [i, value] of noise.entries()) {
    squares += value * value;
    products += value * (noise[i - 1] ?? 0);
  }
  const keeps = Math.min(0.95, Math.max(0, products / squares));
  return ((squares / noise.length) * (1 + keeps)) / (1 - keeps);
}
