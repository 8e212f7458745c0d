import { HOUR_MS } from '../capacity-points.ts';
import type { ChangeSeries } from './change-series.ts';
import { type Comparison, compareSides, isChanged, type Stretch, stretchOf } from './compare-sides.ts';
import { differenceAt, findJumps, type FoundJump, wanders } from './find-jumps.ts';

/** A series with every moment at which something may have changed. */
export interface Moments {
  readonly series: ChangeSeries;
  /** The noted moments and the jumps, in order. */
  readonly momentsMs: readonly number[];
  /** The jumps that nobody noted. */
  readonly jumps: readonly FoundJump[];
  /** Whether the base moves by itself from day to day. */
  readonly wandering: boolean;
}

/** A found jump belongs to a noted moment that is this near to its interval: a deploy takes its time. */
const NEAR_MS = HOUR_MS;

export function momentsOf(series: ChangeSeries, notedMs: readonly number[]): Moments {
  const jumps = findJumps(series).filter(
    ({ fromMs, toMs }) => !notedMs.some((ms) => ms >= fromMs - NEAR_MS && ms <= toMs + NEAR_MS),
  );
  const momentsMs = [...new Set([...notedMs, ...jumps.map(({ atMs }) => atMs)])].sort((a, b) => a - b);
  return { series, momentsMs, jumps, wandering: wanders(series, momentsMs) };
}

/** The stretch around a moment up to the moments beside it. */
export function stretchAround({ series, momentsMs }: Moments, atMs: number): Stretch {
  const fromMs = momentsMs.findLast((ms) => ms < atMs) ?? -Infinity;
  const toMs = momentsMs.find((ms) => ms > atMs) ?? Infinity;
  return stretchOf(series, fromMs, atMs, toMs);
}

/**
 * The costs and the base before and after one of the moments. A base that wanders is only compared from one day to the next,
 * for what is further apart differs anyway.
 */
export function compareAt(moments: Moments, atMs: number): Comparison {
  const { series, momentsMs, wandering } = moments;
  const found = compareSides(series, stretchAround(moments, atMs));
  if (!wandering || !found.base) return found;
  if ([...found.costs.values()].some(({ difference }) => isChanged(difference))) return { ...found, base: null };
  const others = momentsMs.filter((ms) => ms !== atMs);
  const difference = differenceAt(series, atMs, others, found.costs.size + 1);
  return { ...found, base: Number.isFinite(difference.low) ? { ...found.base, difference } : null };
}
