import type { CapacityResource } from '../capacity.ts';
import { type Point, type PointSet, pointsOf } from '../capacity-points.ts';
import { fromQuanta, peakMetrics } from '../metrics.ts';
import type { Peak, Window } from '../window.ts';

/** The peaks of one resource, a span each: `counts` are those of the very second, `cpu` or `memory` its value in cores or bytes. */
export interface PeakPoint extends Point {
  readonly value: number;
  readonly atMs: number;
}

export interface PeakSet {
  /** Groups, days and the like. */
  readonly set: PointSet;
  readonly points: Readonly<Record<CapacityResource, readonly PeakPoint[]>>;
}

/** The highest second of every ten minutes (of every hour for long ranges), in the order of time. Gaps are left out. */
export function peakPointsOf(windows: readonly Window[], cores: number): PeakSet {
  const set = pointsOf(windows, cores);
  const spans = set.points.filter((point) => !point.gap).sort((a, b) => a.startMs - b.startMs);
  return { set, points: { cpu: pointsOfResource('cpu'), memory: pointsOfResource('memory') } };

  function pointsOfResource(resource: CapacityResource): PeakPoint[] {
    const highest = highestPeaks(windows, set.pointMs, resource);
    return spans.flatMap((span): PeakPoint[] => {
      const peak = highest.get(span.startMs);
      if (!peak) return [];
      const value = fromQuanta(peakMetrics[resource], peak.value) * (resource === 'cpu' ? cores : 1);
      const counts = Float64Array.from(set.groups, ({ name }) => own(peak.groups, name)?.count ?? 0);
      return [{ ...span, counts, cpu: null, memory: null, [resource]: value, value, atMs: peak.atMs }];
    });
  }
}

/** The highest peak of each span; of equal ones the earlier. */
function highestPeaks(windows: readonly Window[], spanMs: number, resource: CapacityResource): Map<number, Peak> {
  const highest = new Map<number, Peak>();
  for (const window of windows) {
    const peak = window.peaks[resource];
    if (!peak || !countsWereRead(window, peak)) continue;
    const startMs = spanMs > 0 ? Math.floor(window.startMs / spanMs) * spanMs : window.startMs;
    const known = highest.get(startMs);
    const higher = !known || peak.value > known.value || (peak.value === known.value && peak.atMs < known.atMs);
    if (higher) highest.set(startMs, peak);
  }
  return highest;
}

/** A group that always ran in the window and has fewer processes in the peak's second was not read in that second. */
export function countsWereRead(window: Window, peak: Peak): boolean {
  const swept = window.host.process_count?.samples ?? 0;
  return Object.entries(window.groups).every(([name, { count }]) => {
    return count.samples < swept || (own(peak.groups, name)?.count ?? 0) >= count.min;
  });
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
