import { type CapacityPoint, MAX_REPORTED_POINTS } from './capacity.ts';
import type { Point } from './capacity-points.ts';

/** The points for the picture: all, or evenly thinned to the bound, with every group's and resource's extremes kept. */
export function reportedPoints(
  points: readonly Point[],
  saturated: ReadonlySet<Point>,
  outlying: ReadonlySet<Point>,
): CapacityPoint[] {
  return thin(points).map((point) => ({
    startMs: point.startMs,
    lengthMs: point.lengthMs,
    counts: Array.from(point.counts, (count) => Number(count.toFixed(3))),
    cpu: point.cpu,
    memory: point.memory,
    censored: saturated.has(point),
    ...(outlying.has(point) ? { outlier: true } : {}),
  }));
}

function thin(points: readonly Point[]): readonly Point[] {
  if (points.length <= MAX_REPORTED_POINTS) return points;
  const readings = [(p: Point) => p.cpu, (p: Point) => p.memory];
  const groups = points[0]?.counts.length ?? 0;
  for (let group = 0; group < groups; group += 1) readings.push((point) => point.counts[group] ?? null);
  const kept = new Set(readings.flatMap((reading) => extremes(points, reading)).slice(0, MAX_REPORTED_POINTS / 2));
  const room = MAX_REPORTED_POINTS - kept.size;
  for (let i = 0; i < room; i += 1) {
    const point = points[Math.floor((i * points.length) / room)];
    if (point) kept.add(point);
  }
  return points.filter((point) => kept.has(point));
}

function extremes(points: readonly Point[], reading: (point: Point) => number | null): Point[] {
  let [lowest, highest]: (Point | undefined)[] = [];
  for (const point of points) {
    const value = reading(point);
    if (value === null) continue;
    if (lowest === undefined || value < (reading(lowest) ?? Infinity)) lowest = point;
    if (highest === undefined || value > (reading(highest) ?? -Infinity)) highest = point;
  }
  return [lowest, highest].filter((point) => point !== undefined);
}
