import type { CapacityResource } from '../capacity.ts';
import type { GroupTotals } from '../capacity-points.ts';
import type { Estimate, PeakFit } from './fit-peaks.ts';
import type { PeakPoint } from './peak-points.ts';
import type { Interval, PresentPeak } from './peak-report.ts';

/**
 * Where a resource's peak stands at the present counts. Every peak that was read is moved to them: up by the cost of each
 * crawler that has come since, down by that of each that has gone, and the highest counts. Its interval moves by the costs'
 * ends, so that its upper end errs to the safe side. A group whose cost is not fitted moves it by its own use.
 * @returns null when nothing was read.
 */
export function presentPeak(
  points: readonly PeakPoint[],
  fit: PeakFit | null,
  groups: readonly GroupTotals[],
  present: readonly number[],
  resource: CapacityResource,
): PresentPeak | null {
  const [first, ...rest] = points;
  if (!first) return null;
  const observed = rest.reduce((highest, point) => (point.value > highest.value ? point : highest), first);
  const costs = groups.map(({ direct }, group): Estimate => {
    const found = fit?.groups[group];
    if (found?.kind === 'cost' && found.high < Infinity) return found;
    const own = direct[resource] ?? 0;
    return { value: own, low: own, high: own };
  });
  const highest: Interval = { value: 0, low: 0, high: 0 };
  for (const point of points) {
    let { value, value: low, value: high } = point;
    for (const [group, cost] of costs.entries()) {
      const more = (present[group] ?? 0) - (point.counts[group] ?? 0);
      value += more * cost.value;
      low += more * (more > 0 ? cost.low : cost.high);
      high += more * (more > 0 ? cost.high : cost.low);
    }
    highest.value = Math.max(highest.value, value);
    highest.low = Math.max(highest.low, low);
    highest.high = Math.max(highest.high, high);
  }
  const usual = fit?.usual && fit.usual.high < Infinity ? fit.usual : null;
  return { highest, usual, observed: observed.value, observedAtMs: observed.atMs };
}
