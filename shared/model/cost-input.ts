import type { CapacityResource } from './capacity.ts';
import { DAY_MS, HOUR_MS, type Point, type PointSet } from './capacity-points.ts';
import type { FitInput } from './cost-fit.ts';

/** The arrays of one resource's fit. All points must have the resource read and be in the order of time. */
export function fitInput(
  points: readonly Point[],
  resource: CapacityResource,
  capacity: number,
  { timeOfDay, pointMs, groups }: Pick<PointSet, 'timeOfDay' | 'pointMs' | 'groups'>,
): FitInput {
  const counts = groups.map((_, group) => Float64Array.from(points, (point) => point.counts[group] ?? 0));
  return {
    counts,
    lags: timeOfDay && pointMs <= HOUR_MS ? counts.map((column) => sinceLastHour(points, column)) : [],
    use: Float64Array.from(points, (point) => point[resource] ?? 0),
    slots: Int32Array.from(points, (point) => (timeOfDay ? clockSlot(point.startMs, pointMs) : 0)),
    blocks: timeOfDay ? dayBlocks(points) : spanBlocks(points),
    capacity,
    freedomLost: timeOfDay ? 1 : 0,
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
