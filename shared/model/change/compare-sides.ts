import { absorb } from '../absorb.ts';
import { DAY_MS } from '../capacity-points.ts';
import { type Slope, slopesWithIntervals } from '../slope.ts';
import { studentT } from '../student-t.ts';
import type { ChangeSeries } from './change-series.ts';
import type { Level } from './cost-change.ts';

/** A cost or the base on both sides of a moment. */
export interface Sides {
  readonly before: Level;
  readonly after: Level;
  /** Of all costs and the base the intervals hold together with 95 % (Bonferroni): many groups make no change by chance. */
  readonly difference: Level;
}

export interface Comparison {
  /** By group; those whose count tells enough on both sides. */
  readonly costs: ReadonlyMap<number, Sides>;
  /**
   * Where no cost changed, the server's use with as many crawlers as before; where one did, its use besides all crawlers.
   * Null where it tells nothing.
   */
  readonly base: Sides | null;
}

/** A stretch of the series with a moment inside, and what is known to hold on both sides of it. */
export interface Stretch {
  readonly inside: readonly number[];
  readonly isAfter: (point: number) => boolean;
  readonly daysBefore: number;
  readonly daysAfter: number;
}

/** Fewer days on a side cannot be told from chance. */
export const DAYS_A_SIDE = 3;
/** A UTC day counts when it holds at least this much of its points. */
export const WHOLE_DAY_SHARE = 0.5;
/** Fewer days of equal weight than this do not carry a slope. */
const MIN_EFFECTIVE_DAYS = 2;

/** The points from `fromMs` to before `toMs`, without the one that the moment cuts. */
export function stretchOf(series: ChangeSeries, fromMs: number, atMs: number, toMs: number): Stretch {
  const { startMs, pointMs } = series;
  const inside = [...startMs.keys()].filter((i) => {
    const start = startMs[i] ?? 0;
    return start >= fromMs && start < toMs && (start >= atMs || start + pointMs <= atMs);
  });
  const isAfter = (i: number) => (startMs[i] ?? 0) >= atMs;
  const daysOf = (after: boolean) => {
    const covered = new Map<number, number>();
    for (const i of inside) {
      const day = series.days[i] ?? 0;
      if (isAfter(i) === after) covered.set(day, (covered.get(day) ?? 0) + pointMs / DAY_MS);
    }
    return [...covered.values()].filter((share) => share >= WHOLE_DAY_SHARE).length;
  };
  return { inside, isAfter, daysBefore: daysOf(false), daysAfter: daysOf(true) };
}

/**
 * The costs and the base before and after a moment in one joint fit: each group's count enters once for each side, a step
 * is the base's, the base is free for each time of day, and whole days are left out for the intervals.
 */
export function compareSides(series: ChangeSeries, stretch: Stretch): Comparison {
  if (Math.min(stretch.daysBefore, stretch.daysAfter) < DAYS_A_SIDE) return { costs: new Map(), base: null };
  const design = designOf(series, stretch);
  const { own, early, late } = design;
  const told = [...own.keys()].filter((k) => series.told.includes(series.active[k] ?? -1));
  const lateOf = (k: number) => own.length + k;
  const levels = fit(design, [...early, ...late, design.step], [...told, ...told.map(lateOf)]);
  const changes = fit(design, [...own, ...late, design.step], told.map(lateOf));
  const known = told.flatMap((k) => {
    const [before, after, difference] = [levels.get(k), levels.get(lateOf(k)), changes.get(lateOf(k))];
    return carries(before) && carries(after) && carries(difference) ? [{ k, before, after, difference }] : [];
  });
  const together = known.length + 1;
  const sides = known.map(({ k, before, after, difference }) => ({
    k,
    sides: { before: levelOf(before), after: levelOf(after), difference: levelOf(difference, together) },
  }));
  const changed = sides.filter((each) => isChanged(each.sides.difference)).map(({ k }) => k);
  return {
    costs: new Map(sides.map((each) => [series.active[each.k] ?? 0, each.sides])),
    base: compareBases(design, changed, together),
  };
}

/** Whether zero lies outside the interval. */
export function isChanged(difference: Level): boolean {
  return difference.low > 0 || difference.high < 0;
}

interface Design {
  /** The counts of the active groups; before the moment only; after it only. */
  readonly own: readonly Float64Array[];
  readonly early: readonly Float64Array[];
  readonly late: readonly Float64Array[];
  /** 0 before the moment and 1 after. */
  readonly step: Float64Array;
  readonly lags: readonly Float64Array[];
  readonly use: Float64Array;
  readonly slots: Int32Array;
  readonly days: Int32Array;
}

function designOf(series: ChangeSeries, { inside, isAfter }: Stretch): Design {
  const pick = (column: Float64Array | undefined) => Float64Array.from(inside, (i) => column?.[i] ?? 0);
  const step = Float64Array.from(inside, (i) => (isAfter(i) ? 1 : 0));
  const own = series.active.map((group) => pick(series.counts[group]));
  return {
    own,
    early: own.map((column) => column.map((value, i) => (step[i] === 1 ? 0 : value))),
    late: own.map((column) => column.map((value, i) => (step[i] === 1 ? value : 0))),
    step,
    lags: series.lags.length === 0 ? [] : series.active.map((group) => pick(series.lags[group])),
    use: pick(series.use),
    slots: Int32Array.from(inside, (i) => series.slots[i] ?? 0),
    days: Int32Array.from(inside, (i) => series.days[i] ?? 0),
  };
}

function fit({ lags, use, slots, days }: Design, columns: readonly Float64Array[], wanted: readonly number[]) {
  const absorbed = absorb({ columns: [...columns, ...lags, use], slots, blocks: days });
  const all = Array.from({ length: columns.length + lags.length }, (_, column) => column);
  return slopesWithIntervals(absorbed, { columns: all, bounded: new Set() }, wanted);
}

/** Costs that did not change are one for both sides: else the base would be what the line gives far from the counts that ran. */
function compareBases(design: Design, changed: readonly number[], together: number): Sides | null {
  const { own, late, use } = design;
  const columns = [...own, ...changed.flatMap((k) => late[k] ?? []), design.step];
  const slopes = fit(design, columns, [...columns.keys()]);
  const step = slopes.get(columns.length - 1);
  if (!carries(step)) return null;
  const means = columns.map(meanOf);
  const share = means.at(-1) ?? 0;
  const before = columns.reduce((left, _, k) => left - (slopes.get(k)?.value ?? 0) * (means[k] ?? 0), meanOf(use));
  // The mean use is as good as known; what is uncertain is how much of it the crawlers took, and the step.
  const crawlers = own.reduce((sum, _, k) => sum + (finite(slopes.get(k)?.halfWidth) * (means[k] ?? 0)) ** 2, 0);
  const level = (value: number, weight: number): Level => {
    const halfWidth = Math.sqrt(crawlers + (weight * step.halfWidth) ** 2);
    return { value, low: value - halfWidth, high: value + halfWidth };
  };
  return {
    before: level(before, share),
    after: level(before + step.value, 1 - share),
    difference: levelOf(step, together),
  };
}

function finite(value: number | undefined): number {
  return value !== undefined && Number.isFinite(value) ? value : 0;
}

function meanOf(column: Float64Array): number {
  return column.reduce((sum, value) => sum + value, 0) / column.length;
}

function carries(slope: Slope | undefined): slope is Slope {
  if (!slope || slope.effectiveBlocks < MIN_EFFECTIVE_DAYS) return false;
  return Number.isFinite(slope.halfWidth) && slope.halfWidth > 0;
}

/** The interval that holds with 95 %, or as one of several that hold all together with 95 %. */
function levelOf({ value, halfWidth, effectiveBlocks }: Slope, together = 1): Level {
  const wide = halfWidth * widening(effectiveBlocks - 1, together);
  return { value, low: value - wide, high: value + wide };
}

/** How much wider an interval of so many degrees of freedom is when it is one of several. */
function widening(freedom: number, together: number): number {
  const sure = Math.max(1, freedom);
  return together === 1 ? 1 : studentT(sure, 1 - 0.05 / together) / studentT(sure);
}
