import type { CapacityReport, CapacityResource } from './capacity.ts';

/** A point of a group's fitted line with the edges of its band, in cores or bytes. */
export interface CostLinePoint {
  readonly count: number;
  readonly low: number;
  readonly value: number;
  readonly high: number;
}

/**
 * The fitted line of one group over the counts that were seen, all other groups at their means: at the lowest count, at
 * the mean and at the highest, for straight pieces between them. The band is what the cost's interval spans when the line
 * turns about the mean count: there the data fix it, and away from it the slope's doubt grows.
 * @param group the group's name.
 * @returns null when the cost is unknown: no line is drawn that the data do not carry.
 */
export function costLine(
  report: CapacityReport,
  group: string,
  resource: CapacityResource,
): readonly CostLinePoint[] | null {
  const found = report.groups.find(({ name }) => name === group);
  const cost = found?.costs[resource];
  const base = report.bases[resource];
  if (!found || base === null || cost?.state !== 'known') return null;
  const pivot = report.groups.reduce((use, { meanCount, costs }) => {
    return costs[resource].state === 'known' ? use + costs[resource].cost * meanCount : use;
  }, base);
  const counts = [...new Set([found.minCount, found.meanCount, found.maxCount])].sort((a, b) => a - b);
  return counts.map((count) => {
    const along = (slope: number) => pivot + slope * (count - found.meanCount);
    const edges = [along(cost.low), along(cost.high)];
    return { count, low: Math.min(...edges), value: along(cost.cost), high: Math.max(...edges) };
  });
}
