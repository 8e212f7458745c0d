import type { CapacityReport, CapacityResource } from '../../shared/model/capacity.ts';

/** A point of the fitted line, with the edges of its band, in cores or bytes. */
export interface LinePoint {
  readonly count: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The line `base + cost · count` of a group over the counts that were seen, with the band that the cost's interval spans.
 * The band turns about the mean count: there the data fix the line, and away from it the slope's doubt grows.
 * @returns null when the cost is unknown: no line is drawn that the data do not carry.
 */
export function fittedLine(report: CapacityReport, groupIndex: number, resource: CapacityResource): LinePoint[] | null {
  const group = report.groups[groupIndex];
  const base = report.bases[resource];
  const cost = group?.costs[resource];
  if (!group || base === null || cost?.state !== 'known') return null;
  const at = (count: number): LinePoint => {
    const pivot = base + cost.cost * group.meanCount;
    const edges = [cost.low, cost.high].map((slope) => pivot + slope * (count - group.meanCount));
    return { count, value: base + cost.cost * count, low: Math.min(...edges), high: Math.max(...edges) };
  };
  return [group.minCount, group.meanCount, group.maxCount].map(at);
}
