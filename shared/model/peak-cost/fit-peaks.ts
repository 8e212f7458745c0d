import type { CapacityResource } from '../capacity.ts';
import { HOUR_MS, type PointSet } from '../capacity-points.ts';
import { type CostFit, fitCosts, type GroupFit } from '../cost-fit.ts';
import { fitInput } from '../cost-input.ts';
import type { FitInput } from '../fit-input.ts';
import { studentT } from '../student-t.ts';
import { clockColumns, clockTerms } from './clock-curve.ts';
import { bootstrapDays } from './day-bootstrap.ts';
import type { PeakPoint } from './peak-points.ts';
import { coefficientsAt, type PreparedQuantile, prepareQuantile, solvePrepared } from './quantile-regression.ts';
import type { Vertex } from './descend.ts';

export interface PeakOptions {
  /** The quantile of the peaks that is fitted. */
  readonly quantile: number;
  /** Draws of the bootstrap. */
  readonly draws: number;
  readonly random: () => number;
}

export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export type PeakGroupFit =
  | (Estimate & {
      readonly kind: 'cost';
      readonly effectiveDays: number;
      /** Degrees of freedom of the interval. */
      readonly freedom: number;
      readonly entangledWith: readonly number[];
    })
  | Exclude<GroupFit, { kind: 'slope' }>;

export interface PeakFit {
  readonly groups: readonly PeakGroupFit[];
  /** For each point whether it was left out because the server was full. */
  readonly censored: readonly boolean[];
  /** For each point whether it was left out because something else happened. */
  readonly outlying: readonly boolean[];
  /** The quantile at the present counts, at the time of day and week at which it is highest; null when all was full. */
  readonly usual: Estimate | null;
}

/** A fitted quantile that comes this near to the capacity is cut off by it. */
const FULL_SHARE = 0.98;
const MAX_ROUNDS = 20;
/** With more groups their delays are not fitted: the time grows with the cube of the columns. */
const MOST_LAGGED_GROUPS = 16;

/**
 * One resource's peak costs. The quantile of the peaks is a smooth daily curve plus cost · count; the interval is that of
 * whole days drawn anew. Which groups can be told apart is judged as for the mean, beside a base free for each time of day.
 */
export function fitPeaks(
  points: readonly PeakPoint[],
  resource: CapacityResource,
  capacity: number,
  set: PointSet,
  present: readonly number[],
  options: PeakOptions,
): PeakFit {
  const all = fitInput(points, resource, Infinity, set);
  const input = set.groups.length > MOST_LAGGED_GROUPS ? { ...all, lags: [] } : all;
  const first = fitCosts(input, { widths: false });
  const told = first.groups;
  const { prepared, vertex, censored, outlying, seen } = ordinaryPoints(
    points,
    input,
    first,
    capacity,
    options.quantile,
  );
  if (!prepared || !vertex) return { groups: told.map(full), censored, outlying, usual: null };
  const days = input.blocks.filter((_, i) => !censored[i] && !outlying[i]);
  const whole = coefficientsAt(prepared, vertex);
  const draws = bootstrapDays(prepared, vertex, days, options.draws, options.random);
  const dayCount = new Set(days).size;
  const freedomOf = (effectiveDays: number) => (dayCount < 2 ? 0 : (effectiveDays * (dayCount - 1)) / dayCount);
  const interval = (value: number, drawn: readonly number[], effectiveDays: number): Estimate => {
    const freedom = freedomOf(effectiveDays);
    const half = freedom > 0 ? studentT(freedom) * deviationOf(drawn, dayCount) : Infinity;
    return { value, low: Math.max(0, value - half), high: value + half };
  };
  const groups = told.map((before, group): PeakGroupFit => {
    const after = seen[group] ?? before;
    if (before.kind !== 'slope') return before;
    if (after.kind !== 'slope') return { kind: 'still', saturated: true };
    const { effectiveBlocks } = after.slope;
    const drawn = draws.map((coefficients) => coefficients[1 + group] ?? 0);
    const estimate = interval(whole[1 + group] ?? 0, drawn, effectiveBlocks);
    const freedom = freedomOf(effectiveBlocks);
    return { kind: 'cost', ...estimate, effectiveDays: effectiveBlocks, freedom, entangledWith: after.entangledWith };
  });
  const highest = (coefficients: Float64Array) => highestOfWeek(coefficients, input, present);
  return { groups, censored, outlying, usual: interval(highest(whole), draws.map(highest), dayCount) };
}

function full(before: GroupFit): PeakGroupFit {
  return before.kind === 'slope' ? { kind: 'still', saturated: true } : before;
}

/** Columns: the constant, the counts (zeros where the group is still), the lags, the rest of the daily curve. */
function columnsOf(points: readonly PeakPoint[], input: FitInput, told: readonly GroupFit[]): Float64Array[] {
  const moving = (column: Float64Array, group: number) =>
    told[group]?.kind === 'still' ? new Float64Array(column.length) : column;
  const [constant, ...curve] = clockColumns(points.map(({ startMs, lengthMs }) => startMs + lengthMs / 2));
  return [constant ?? new Float64Array(), ...input.counts.map(moving), ...input.lags.map(moving), ...curve];
}

/**
 * The fit without what is out of the ordinary, judged as for the mean: a quantile does not mind a few high points, but the draws
 * that hold their day twice or three times do.
 */
function ordinaryPoints(
  points: readonly PeakPoint[],
  input: FitInput,
  first: CostFit,
  capacity: number,
  quantile: number,
) {
  const none = points.map(() => false);
  const fit = (outlying: readonly boolean[]) => uncensored(points, input, first.groups, outlying, capacity, quantile);
  const all = fit(none);
  const kept = [...points.keys()].filter((i) => !all.censored[i]);
  const seen = kept.length < points.length ? fitCosts(pick(input, all.censored), { widths: false }) : first;
  if (!seen.outlying.includes(true)) return { ...all, outlying: none, seen: seen.groups };
  const out = new Set(kept.filter((_, i) => seen.outlying[i]));
  const outlying = points.map((_, i) => out.has(i));
  return { ...fit(outlying), outlying, seen: seen.groups };
}

/**
 * Leaves out the points whose fitted quantile reaches the capacity, and fits again until the set no longer changes (Powell
 * 1986, Buchinsky 1994): below the capacity the cut changes no quantile, above it the reading says nothing.
 */
function uncensored(
  points: readonly PeakPoint[],
  input: FitInput,
  told: readonly GroupFit[],
  outlying: readonly boolean[],
  capacity: number,
  quantile: number,
): { prepared: PreparedQuantile | null; vertex: Vertex | null; censored: readonly boolean[] } {
  const columns = columnsOf(points, input, told);
  const bounded = new Set(told.flatMap((group, i) => (group.kind === 'slope' ? [1 + i] : [])));
  let censored: readonly boolean[] = points.map(() => false);
  for (let round = 0; ; round += 1) {
    const keep = (_: number, i: number) => !censored[i] && !outlying[i];
    const kept = columns.map((column) => column.filter(keep));
    if ((kept[0]?.length ?? 0) <= columns.length) return { prepared: null, vertex: null, censored };
    const prepared = prepareQuantile({ columns: kept, response: input.use.filter(keep), quantile, bounded });
    const vertex = solvePrepared(prepared);
    const coefficients = coefficientsAt(prepared, vertex);
    const next = points.map((_, i) => {
      const fitted = columns.reduce((sum, column, k) => sum + (coefficients[k] ?? 0) * (column[i] ?? 0), 0);
      if (outlying[i]) return false;
      return fitted >= FULL_SHARE * capacity || (round > MAX_ROUNDS / 2 && censored[i] === true);
    });
    if (round >= MAX_ROUNDS || next.every((value, i) => value === censored[i])) return { prepared, vertex, censored };
    censored = next;
  }
}

function pick(input: FitInput, censored: readonly boolean[]): FitInput {
  const floats = (column: Float64Array) => column.filter((_, i) => !censored[i]);
  const ints = (column: Int32Array) => column.filter((_, i) => !censored[i]);
  const [counts, lags, use] = [input.counts.map(floats), input.lags.map(floats), floats(input.use)];
  return { ...input, counts, lags, use, slots: ints(input.slots), blocks: ints(input.blocks) };
}

/** Shares of a normal law below one deviation under its middle and above it. */
const DEVIATION = [0.1587, 0.8413] as const;

/**
 * Student's t on the draws' deviation, which is that of their middle two thirds: draws in which a quantile jumps far are
 * rare, and with them the intervals held the truth in 99 of 100 instead of 96. Few days vary too little about their own mean.
 */
function deviationOf(drawn: readonly number[], days: number): number {
  const sorted = [...drawn].sort((a, b) => a - b);
  const [below, above] = DEVIATION.map((share) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
  const deviation = ((above ?? 0) - (below ?? 0)) / 2;
  return deviation * Math.sqrt(days / (days - 1));
}

/** The curve's terms, without the constant, at every hour of the week. */
const WEEK = Array.from({ length: 7 * 24 }, (_, hour) => clockTerms(hour * HOUR_MS).slice(1));

function highestOfWeek(coefficients: Float64Array, input: FitInput, present: readonly number[]): number {
  const curveFrom = 1 + input.counts.length + input.lags.length;
  const counts = input.counts.reduce(
    (sum, _, group) => sum + (coefficients[1 + group] ?? 0) * (present[group] ?? 0),
    0,
  );
  let highest = -Infinity;
  for (const terms of WEEK) {
    let curve = 0;
    for (const [k, term] of terms.entries()) curve += term * (coefficients[curveFrom + k] ?? 0);
    highest = Math.max(highest, curve);
  }
  return (coefficients[0] ?? 0) + counts + highest;
}
