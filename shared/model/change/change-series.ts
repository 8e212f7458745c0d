import type { CapacityResource } from '../capacity.ts';
import { DAY_MS, type PointSet } from '../capacity-points.ts';
import { absorb } from '../absorb.ts';
import { fitCosts, type FitInput } from '../cost-fit.ts';
import { fitInput } from '../cost-input.ts';
import { nonNegativeSolution } from '../non-negative.ts';

/** The points of one resource that speak of changes, in the order of time: all but the gaps and those of a full server. */
export interface ChangeSeries {
  readonly resource: CapacityResource;
  readonly pointMs: number;
  readonly startMs: Float64Array;
  readonly counts: readonly Float64Array[];
  readonly lags: readonly Float64Array[];
  readonly use: Float64Array;
  readonly slots: Int32Array;
  readonly days: Int32Array;
  /** Groups whose count varies beside the clock, and those of them whose cost is told apart from the others'. */
  readonly active: readonly number[];
  readonly told: readonly number[];
}

/** Null where nothing can be told: too short a range for the time of day, or nothing read. */
export function changeSeries(set: PointSet, resource: CapacityResource, capacity: number): ChangeSeries | null {
  const points = set.points.filter((point) => set.fitted.has(point) && point[resource] !== null);
  if (!set.timeOfDay || points.length === 0) return null;
  const input = fitInput(points, resource, capacity, set);
  const { censored, groups } = fitCosts(input);
  const kept = [...points.keys()].filter((i) => !censored[i]);
  if (kept.length === 0) return null;
  const has = (...kinds: string[]) => [...groups.keys()].filter((g) => kinds.includes(groups[g]?.kind ?? ''));
  return {
    resource,
    pointMs: set.pointMs,
    startMs: Float64Array.from(kept, (i) => points[i]?.startMs ?? 0),
    ...pickPoints(input, kept),
    active: has('slope', 'entangled'),
    told: has('slope'),
  };
}

type Columns = Pick<ChangeSeries, 'counts' | 'lags' | 'use' | 'slots' | 'days'>;

function pickPoints(input: FitInput, kept: readonly number[]): Columns {
  const floats = (column: Float64Array) => Float64Array.from(kept, (i) => column[i] ?? 0);
  const ints = (column: Int32Array) => Int32Array.from(kept, (i) => column[i] ?? 0);
  return {
    counts: input.counts.map(floats),
    lags: input.lags.map(floats),
    use: floats(input.use),
    slots: ints(input.slots),
    days: ints(input.blocks),
  };
}

/** The base may wander between knots this far apart while the costs and the rhythm of the day are found. */
const KNOT_MS = 3.5 * DAY_MS;

/**
 * What is left of the use without the crawlers and the rhythm of the day and week: the base's level, wander and noise. It
 * may have jumped at the moments given.
 */
export function baseLevel(series: ChangeSeries, jumpsMs: readonly number[]): Float64Array {
  const { counts, lags, use, active } = series;
  const steps = jumpsMs.map((atMs) => series.startMs.map((ms) => (ms < atMs ? 0 : 1)));
  const waves = [...hats(series.startMs), ...steps];
  const plain = [...active.map((g) => counts[g] ?? use), ...(lags.length > 0 ? active.map((g) => lags[g] ?? use) : [])];
  const columns = [...plain, ...waves, use];
  const { gram } = absorb({ columns, slots: series.slots, blocks: series.days });
  const solution = nonNegativeSolution(gram, [...columns.keys()].slice(0, -1), new Set(active.keys()));
  const part = (of: readonly Float64Array[], first: number, i: number) =>
    of.reduce((sum, column, k) => sum + (solution[first + k] ?? 0) * (column[i] ?? 0), 0);
  const level = use.map((value, i) => value - part(plain, 0, i));
  const still = level.map((value, i) => value - part(waves, plain.length, i));
  const means = slotMeans(still, series.slots);
  return level.map((value, i) => value - (means[series.slots[i] ?? 0] ?? 0));
}

/** Piecewise linear functions of time, 1 at their knot and 0 at all others; the first is left to the base. */
function hats(startMs: Float64Array): Float64Array[] {
  const [fromMs, toMs] = [startMs[0] ?? 0, startMs.at(-1) ?? 0];
  const knots = Math.max(1, Math.round((toMs - fromMs) / KNOT_MS));
  const gapMs = (toMs - fromMs) / knots;
  return Array.from({ length: knots }, (_, k) =>
    startMs.map((ms) => Math.max(0, 1 - Math.abs((ms - fromMs) / gapMs - (k + 1)))),
  );
}

function slotMeans(values: Float64Array, slots: Int32Array): Float64Array {
  const size = slots.reduce((most, slot) => Math.max(most, slot), 0) + 1;
  const [sums, sizes] = [new Float64Array(size), new Float64Array(size)];
  for (const [i, slot] of slots.entries()) {
    sums[slot] = (sums[slot] ?? 0) + (values[i] ?? 0);
    sizes[slot] = (sizes[slot] ?? 0) + 1;
  }
  return sums.map((sum, slot) => sum / Math.max(1, sizes[slot] ?? 1));
}
