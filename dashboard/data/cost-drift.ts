import type { CapacityResource } from '../../shared/model/capacity.ts';
import type { FitsAnswer, GroupCosts } from '../../shared/model/fleet-capacity.ts';

/** Of a day's costs, those on average or those at the peak. */
export type CostStatistic = 'means' | 'peaks';

/** A day on which a cost was known, cores or bytes. */
export interface DriftPoint {
  readonly atMs: number;
  readonly cost: number;
  readonly low: number;
  readonly high: number;
}

const DAY_MS = 86_400_000;

/** The days on which a group's cost was known, oldest first, in stretches without a missing day. */
export function driftOf(
  history: FitsAnswer['history'],
  group: string,
  resource: CapacityResource,
  statistic: CostStatistic,
): DriftPoint[][] {
  const stretches: DriftPoint[][] = [];
  for (const { madeMs, groups } of [...history].sort((a, b) => a.madeMs - b.madeMs)) {
    const known = groups.find(({ name }) => name === group)?.[statistic][resource];
    if (!known) continue;
    const last = stretches.at(-1);
    const lastMs = last?.at(-1)?.atMs;
    const point = { atMs: madeMs, ...known };
    // Days are made at about the same hour; one that was skipped leaves more than a day and a half.
    if (last && lastMs !== undefined && madeMs - lastMs < 1.5 * DAY_MS) last.push(point);
    else stretches.push([point]);
  }
  return stretches;
}

/** The groups of the history, those with the most crawlers on the newest day first. */
export function groupsOfHistory(history: FitsAnswer['history']): string[] {
  const newest = new Map<string, GroupCosts>();
  for (const { groups } of history) {
    for (const group of groups) if (!newest.has(group.name)) newest.set(group.name, group);
  }
  return [...newest.values()].sort((a, b) => b.presentCount - a.presentCount).map(({ name }) => name);
}
