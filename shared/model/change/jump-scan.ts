import { DAY_MS, HOUR_MS } from '../capacity-points.ts';
import type { ChangeSeries } from './change-series.ts';

/** A moment at which the level jumped, by `difference` ± `deviation`. */
export interface Jump {
  readonly atMs: number;
  readonly difference: number;
  readonly deviation: number;
}

/**
 * How many times the usual difference a jump must be at each reach, in a range of two weeks: over hours, which slow wander is
 * not, and over a day, which one day's odd rhythm is not. Found by simulation; see docs/changes.md.
 */
const REACHES = [
  { reachMs: 6 * HOUR_MS, threshold: 2.5 },
  { reachMs: DAY_MS, threshold: 5 },
] as const;
/** In longer ranges more, because there are more moments for chance: this share for each time that a range is e times as long. */
const THRESHOLD_RISES = 0.05;
const THRESHOLD_MS = 14 * DAY_MS;
const GRID_MS = HOUR_MS;
/** Of the points that a reach could hold, at least this share must be there. */
const FULL_SHARE = 0.5;
/** Of the points of a reach so many are left out at each end, so that bursts do not count. */
const TRIMMED_SHARE = 0.1;
/** The deviation of a normal number whose median absolute value is 1. */
const DEVIATIONS = 1.4826;
/** Differences count as at most so many deviations where it is worked out what is usual: jumps not found yet must not hide each other. */
const CLIP = 3;

/** The strongest jump away from the moments already known; null when nothing stands out. */
export function strongestJump(series: ChangeSeries, level: Float64Array, knownMs: readonly number[]): Jump | null {
  const gridMs = gridOf(series);
  const scans = REACHES.map(({ reachMs }) => scanOf(series, level, reachMs, gridMs, knownMs));
  const spanMs = (gridMs.at(-1) ?? 0) - (gridMs[0] ?? 0);
  const least = 1 + THRESHOLD_RISES * Math.log(Math.max(1, spanMs / THRESHOLD_MS));
  let best: (Jump & { strength: number }) | null = null;
  for (const [i, atMs] of gridMs.entries()) {
    if (knownMs.some((ms) => Math.abs(ms - atMs) < DAY_MS)) continue;
    const [ratios, last] = [scans.map((scan, k) => scan.ratio(i) / (REACHES[k]?.threshold ?? 1)), scans.at(-1)];
    const sign = Math.sign(ratios[0] ?? 0);
    const strength = Math.min(...ratios.map((ratio) => sign * ratio));
    if (!last || !(strength > (best?.strength ?? least))) continue;
    best = { atMs, strength, difference: last.differences[i] ?? NaN, deviation: last.usual(i) };
  }
  return best && { atMs: best.atMs, difference: best.difference, deviation: best.deviation };
}

/** The difference of the level over a day after and before the moment, and its usual deviation away from the known moments. */
export function localDifference(
  series: ChangeSeries,
  level: Float64Array,
  atMs: number,
  knownMs: readonly number[],
): Omit<Jump, 'atMs'> {
  const scan = scanOf(series, level, DAY_MS, [...gridOf(series), atMs], [...knownMs, atMs]);
  const last = scan.differences.length - 1;
  return { difference: scan.differences[last] ?? NaN, deviation: scan.usual(last) };
}

function gridOf({ startMs }: ChangeSeries): number[] {
  const fromMs = Math.ceil((startMs[0] ?? 0) / GRID_MS) * GRID_MS;
  const steps = Math.max(0, Math.floor(((startMs.at(-1) ?? 0) - fromMs) / GRID_MS) + 1);
  return Array.from({ length: steps }, (_, i) => fromMs + i * GRID_MS);
}

interface Scan {
  /** Of the level after and before each moment; NaN where too few points are beside it. */
  readonly differences: readonly number[];
  /** What such a difference usually is, the neighbourhood of the moment and of the known ones left out. */
  readonly usual: (i: number) => number;
  readonly ratio: (i: number) => number;
}

function scanOf(
  series: ChangeSeries,
  level: Float64Array,
  reachMs: number,
  gridMs: readonly number[],
  knownMs: readonly number[],
): Scan {
  const enough = FULL_SHARE * (reachMs / series.pointMs);
  const typical = (fromMs: number, toMs: number) => {
    const inside = level.slice(lowerBound(series.startMs, fromMs), lowerBound(series.startMs, toMs));
    return inside.length < enough ? NaN : trimmedMean(inside);
  };
  const differences = gridMs.map((ms) => typical(ms, ms + reachMs) - typical(ms - reachMs, ms));
  const counted = differences.map(
    (d, i) => Number.isFinite(d) && knownMs.every((ms) => Math.abs((gridMs[i] ?? 0) - ms) >= reachMs),
  );
  const sizes = Float64Array.from(
    differences.filter((_, i) => counted[i]),
    Math.abs,
  ).sort();
  const most = CLIP * DEVIATIONS * medianOfSorted(sizes);
  // Running sums, so that each moment's own neighbourhood can be taken out.
  const [squares, numbers] = [new Float64Array(gridMs.length + 1), new Float64Array(gridMs.length + 1)];
  for (const [i, d] of differences.entries()) {
    squares[i + 1] = (squares[i] ?? 0) + (counted[i] ? Math.min(Math.abs(d), most) ** 2 : 0);
    numbers[i + 1] = (numbers[i] ?? 0) + (counted[i] ? 1 : 0);
  }
  const steps = Math.ceil(reachMs / GRID_MS);
  const usual = (i: number) => {
    const [from, to] = [Math.max(0, i - steps + 1), Math.min(gridMs.length, i + steps)];
    const without = (sums: Float64Array) => (sums.at(-1) ?? 0) - (sums[to] ?? 0) + (sums[from] ?? 0);
    return Math.sqrt(without(squares) / without(numbers));
  };
  return { differences, usual, ratio: (i) => (differences[i] ?? NaN) / usual(i) };
}

/** Index of the first value that is not below the bound. */
export function lowerBound(sorted: Float64Array, bound: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

function trimmedMean(values: Float64Array): number {
  const cut = Math.floor(TRIMMED_SHARE * values.length);
  const kept = values.sort().subarray(cut, values.length - cut);
  return kept.reduce((sum, value) => sum + value, 0) / kept.length;
}

function medianOfSorted(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}
