import { absorb, type Design } from '../absorb.ts';
import { DAY_MS, DAYS_FOR_TIME_OF_DAY, HOUR_MS } from '../capacity-points.ts';
import { type Slope, slopesWithIntervals } from '../slope.ts';
import { factorize, inverseColumn } from '../symmetric.ts';
import type { Window } from '../window.ts';
import type { Leak } from './leak.ts';
import { hourly, type LeakPoint, leakPoints } from './leak-points.ts';
import { growingSentence, steadySentence, unknownSentence } from './leak-sentence.ts';

/** Caches fill within hours; these curves together come near to any in between. */
const WARM_UP_HOURS = [0.7, 2, 6];
const AGE = 0;
const INVERSE_COUNT = 1;
const COLD = 2;
/** What the ages vary by beside everything else, as a standard deviation in hours, before they can tell anything. */
const MIN_AGE_SPREAD_HOURS = 0.5;
/** Below this spread the inverse of the count is the same as the level. */
const MIN_INVERSE_SPREAD = 1e-3;
/** Growth of less than this share of a crawler's memory in a day is nothing worth naming. */
const SHARE_WORTH_NAMING = 0.05;
/** Blocks that must carry the growth, as many as if all told alike. */
const MIN_EFFECTIVE_BLOCKS = 2;
/** From so many days on two are left out together: the crawlers of two days are often the same ones. */
const DAYS_FOR_PAIRS = 8;

/**
 * How the crawlers of each group grow with their age: least squares of a crawler's mean memory on its mean age, beside a level
 * for each hour of the day, what the group holds whatever its count, and caches that fill. For the interval every two days
 * (every one of fewer than eight) are left out once. Pure: the same windows give the same answer.
 * @param windows of one length, of one server.
 */
export function estimateLeaks(windows: readonly Window[]): Leak[] {
  const sorted = [...windows].sort((a, b) => a.startMs - b.startMs);
  const names = [...new Set(sorted.flatMap((window) => Object.keys(window.groups)))].sort();
  return names.map((group) => leakOf(sorted, group));
}

function leakOf(windows: readonly Window[], group: string): Leak {
  const { points, ran } = leakPoints(windows, group, WARM_UP_HOURS);
  const unknown = (reason: Extract<Leak, { state: 'unknown' }>['reason'], slope?: Slope): Leak => ({
    state: 'unknown',
    group,
    reason,
    sentence: unknownSentence(group, reason, slope && intervalOf(slope)),
  });
  if (!ran) return unknown('no_data');
  if (points.length === 0) return unknown('no_ages');
  if (daysOf(points) < DAYS_FOR_TIME_OF_DAY) return unknown('too_short');
  const slope = growth(designOf(points));
  if (!slope || slope.effectiveBlocks < MIN_EFFECTIVE_BLOCKS) return unknown('ages_hardly_varied');
  const held = points.reduce((sum, point) => sum + point.bytes, 0) / points.length;
  const interval = intervalOf(slope);
  if (interval.high * 24 < SHARE_WORTH_NAMING * held)
    return { state: 'known', group, ...interval, grows: false, sentence: steadySentence(group, interval.high) };
  if (slope.halfWidth > slope.value / 2) return unknown('interval_too_wide', slope);
  return { state: 'known', group, ...interval, grows: true, sentence: growingSentence(group, interval) };
}

/** Growth in bytes an hour; null where the ages hardly vary beside the rest. */
export function growthOf(windows: readonly Window[], group: string): Slope | null {
  return growth(designOf(leakPoints(windows, group, WARM_UP_HOURS).points));
}

function growth(design: Design): Slope | null {
  const absorbed = absorb(design);
  const points = design.blocks.length;
  const spread = (column: number) => Math.sqrt((absorbed.gram[column]?.[column] ?? 0) / Math.max(points, 1));
  const beside = spread(INVERSE_COUNT) >= MIN_INVERSE_SPREAD ? [INVERSE_COUNT] : [];
  const columns = [...beside, ...WARM_UP_HOURS.map((_, i) => COLD + i), AGE];
  const factor = factorize(absorbed.gram, columns, 1e-9);
  if (!factor.taken.includes(AGE)) return null;
  // The inverse's diagonal is the reciprocal of what is left of the column beside the others.
  const left = 1 / (inverseColumn(factor, AGE)[AGE] ?? Infinity);
  if (Math.sqrt(left / points) < MIN_AGE_SPREAD_HOURS) return null;
  return slopesWithIntervals(absorbed, { columns: [...factor.taken], bounded: new Set() }, [AGE]).get(AGE) ?? null;
}

/** How many days have any point, counted from the first point on. */
function daysOf(points: readonly LeakPoint[]): number {
  const fromMs = points[0]?.startMs ?? 0;
  return new Set(points.map(({ startMs }) => Math.floor((startMs - fromMs) / DAY_MS))).size;
}

/** Columns age, inverse count, cold shares, memory; a slot is an hour of the day (UTC). */
function designOf(windowPoints: readonly LeakPoint[]): Design {
  const points = hourly(windowPoints);
  const blockMs = (daysOf(points) >= DAYS_FOR_PAIRS ? 2 : 1) * DAY_MS;
  const column = (of: (point: LeakPoint) => number) => Float64Array.from(points, of);
  return {
    columns: [
      column((point) => point.ageHours),
      column((point) => 1 / point.count),
      ...WARM_UP_HOURS.map((_, i) => column((point) => point.cold[i] ?? 0)),
      column((point) => point.bytes),
    ],
    slots: Int32Array.from(points, ({ startMs }) => Math.floor((startMs % DAY_MS) / HOUR_MS)),
    blocks: Int32Array.from(points, ({ startMs }) => Math.floor((startMs - (points[0]?.startMs ?? 0)) / blockMs)),
  };
}

function intervalOf({ value, halfWidth }: Slope): { bytesPerHour: number; low: number; high: number } {
  return { bytesPerHour: value, low: value - halfWidth, high: value + halfWidth };
}
