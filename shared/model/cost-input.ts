import type { CapacityResource } from './capacity.ts';
import { DAY_MS, HOUR_MS, type Point, type PointSet } from './capacity-points.ts';
import type { FitInput } from './fit-input.ts';

/** From so long a range on, use that lags up to an hour behind the count is told apart. */
const LAG_SPAN_MS = 6 * HOUR_MS;
/** Without clock terms, what moves as slowly as this is left to the base. */
const SLOW_MS = 6 * HOUR_MS;

/** The arrays of one resource's fit. All points must have the resource read and be in the order of time. */
export function fitInput(
  points: readonly Point[],
  resource: CapacityResource,
  capacity: number,
  { timeOfDay, pointMs, groups, fromMs, toMs }: Omit<PointSet, 'points'>,
): FitInput {
  const spanMs = toMs - fromMs;
  const counts = groups.map((_, group) => Float64Array.from(points, (point) => point.counts[group] ?? 0));
  return {
    counts,
    lags: spanMs >= LAG_SPAN_MS && pointMs <= HOUR_MS ? counts.map((column) => sinceLastHour(points, column)) : [],
    drift: timeOfDay ? [] : slowWaves(points, fromMs, spanMs),
    use: Float64Array.from(points, (point) => point[resource] ?? 0),
    slots: Int32Array.from(points, (point) => (timeOfDay ? clockSlot(point.startMs, pointMs) : 0)),
    times: timeOfDay ? null : Float64Array.from(points, ({ startMs, lengthMs }) => (startMs + lengthMs / 2) / pointMs),
    blocks: timeOfDay ? dayBlocks(points) : spanBlocks(points),
    capacity,
  };
}

/** A base of its own for each step of the UTC clock, and another for Saturdays and Sundays. */
function clockSlot(startMs: number, pointMs: number): number {
  const slots = DAY_MS / pointMs;
  // 1 January 1970 was a Thursday.
  const weekday = (Math.floor(startMs / DAY_MS) + 4) % 7;
  const weekend = weekday === 0 || weekday === 6;
  return Math.floor((startMs % DAY_MS) / pointMs) + (weekend ? slots : 0);
}

function dayBlocks(points: readonly Point[]): Int32Array {
  const first = Math.floor((points[0]?.startMs ?? 0) / DAY_MS);
  return Int32Array.from(points, (point) => Math.floor(point.startMs / DAY_MS) - first);
}

/** Spans between changes of any count. */
function spanBlocks(points: readonly Point[]): Int32Array {
  let block = 0;
  return Int32Array.from(points, (point, i) => {
    const before = points[i - 1];
    if (before && point.counts.some((count, group) => count !== before.counts[group])) block += 1;
    return block;
  });
}

/** How far a count stands from its mean over the hour before; 0 where that hour was not seen. */
function sinceLastHour(points: readonly Point[], column: Float64Array): Float64Array {
  let [oldest, sum] = [0, 0];
  return column.map((count, i) => {
    const startMs = points[i]?.startMs ?? 0;
    while (oldest < i && (points[oldest]?.startMs ?? 0) < startMs - HOUR_MS) sum -= column[oldest++] ?? 0;
    const lag = oldest < i ? count - sum / (i - oldest) : 0;
    sum += count;
    return lag;
  });
}

/**
 * Cosines over the whole span with periods down to `SLOW_MS`: a base that moves as slowly as a day does takes no part in
 * the costs. None for spans below half of it.
 */
function slowWaves(points: readonly Point[], fromMs: number, spanMs: number): Float64Array[] {
  const waves = Math.floor((2 * spanMs) / SLOW_MS);
  return Array.from({ length: waves }, (_, k) =>
    Float64Array.from(points, ({ startMs, lengthMs }) =>
      Math.cos((Math.PI * (k + 1) * (startMs + lengthMs / 2 - fromMs)) / spanMs),
    ),
  );
}
