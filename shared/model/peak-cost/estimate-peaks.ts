import type { CapacityResource, FittedSlope } from '../capacity.ts';
import type { GroupTotals, PointSet } from '../capacity-points.ts';
import type { Evidence } from '../cost-sentence.ts';
import { fromQuanta } from '../metrics.ts';
import type { Window } from '../window.ts';
import { studentT } from '../student-t.ts';
import { fitPeaks, type PeakFit, type PeakGroupFit } from './fit-peaks.ts';
import { type PeakPoint, peakPointsOf } from './peak-points.ts';
import type { PeakCost, PeakReason, PeakReport } from './peak-report.ts';
import { peakSentence, unknownPeakSentence } from './peak-sentence.ts';
import { presentPeak } from './present-peak.ts';

/** Wider than this share of the estimate to each side, and no cost is named. */
const MAX_HALF_WIDTH_SHARE = 0.5;
/** Fewer days of equal weight than this cannot tell chance from cost. */
const MIN_EFFECTIVE_DAYS = 2;

export interface PeakSettings {
  /** The quantile of the peaks that is fitted; 0.95 where not given. */
  readonly quantile?: number;
  /** Draws of the bootstrap; 200 where not given, fewer with many groups so that the time stays bounded. */
  readonly draws?: number;
}

/**
 * What one more crawler of each group adds to the peaks of CPU and memory, and where the peaks stand at present. Takes up to
 * seconds: for the daily function, whose answer is stored. The method is explained in docs/capacity.md.
 * @param windows of any length, in any order, with their peaks.
 * @param server cores, and bytes of memory.
 * @param random numbers in [0, 1) for the bootstrap; from a fixed seed the same windows give the same report.
 */
export function estimatePeaks(
  windows: readonly Window[],
  server: { readonly cores: number; readonly memoryBytes: number },
  random: () => number,
  settings: PeakSettings = {},
): PeakReport {
  const { set, points } = peakPointsOf(windows, server.cores);
  const { quantile = 0.95, draws = drawsFor(set.groups.length) } = settings;
  const capacities = { cpu: server.cores, memory: server.memoryBytes };
  const last = lastWindow(windows);
  const counts = set.groups.map(
    ({ name }) => (last && Object.hasOwn(last.groups, name) ? last.groups[name]?.count.max : 0) ?? 0,
  );
  const fit = (resource: CapacityResource): PeakFit | null => {
    const own = points[resource];
    if (!set.timeOfDay || own.length === 0) return null;
    return fitPeaks(own, resource, capacities[resource], set, counts, { quantile, draws, random });
  };
  const fits = { cpu: fit('cpu'), memory: fit('memory') };
  const each = <T>(of: (resource: CapacityResource) => T) => ({ cpu: of('cpu'), memory: of('memory') });
  return {
    quantile,
    days: set.days,
    fromMs: set.fromMs,
    toMs: set.toMs,
    capacities,
    pointsUsed: each((r) => points[r].filter((_, i) => fits[r]?.censored[i] === false && !fits[r].outlying[i]).length),
    pointsSaturated: each((r) => fits[r]?.censored.filter((left) => left).length ?? 0),
    pointsOutlying: each((r) => fits[r]?.outlying.filter((left) => left).length ?? 0),
    groups: set.groups.map((group, index) => {
      const costs = each((r) => costOf(set, points[r], fits[r], group, index, r));
      const { name, minCount, maxCount } = group;
      return { name, presentCount: counts[index] ?? 0, minCount, maxCount, costs, sentence: peakSentence(name, costs) };
    }),
    present: each((r) => presentPeak(points[r], fits[r], set.groups, counts, r)),
    filesystems: Object.entries(last?.filesystems ?? {}).map(([mount, { totalBytes, usedBytes }]) => ({
      mount,
      usedBytes: fromQuanta('filesystem_used_bytes', usedBytes.max),
      totalBytes: fromQuanta('filesystem_total_bytes', totalBytes),
    })),
  };
}

/** The time of a draw grows faster than the number of groups. */
function drawsFor(groups: number): number {
  return Math.max(40, Math.min(200, Math.round(1000 / Math.max(1, groups))));
}

/** The last window in which processes were read. */
function lastWindow(windows: readonly Window[]): Window | undefined {
  return windows.reduce<Window | undefined>((last, window) => {
    if (window.host.process_count === undefined) return last;
    return !last || window.startMs + window.lengthMs > last.startMs + last.lengthMs ? window : last;
  }, undefined);
}

function costOf(
  set: PointSet,
  points: readonly PeakPoint[],
  fit: PeakFit | null,
  group: GroupTotals,
  index: number,
  resource: CapacityResource,
): PeakCost {
  const saturated = fit ? fit.censored.filter((left) => left).length / fit.censored.length : 0;
  const evidence: Evidence = {
    set,
    group,
    resource,
    direct: group.direct[resource],
    saturatedShare: saturated,
    outlyingMs: 0,
  };
  const found: PeakGroupFit | undefined = fit?.groups[index];
  const slope = found?.kind === 'cost' ? slopeOf(found) : null;
  const unknown = (reason: PeakReason, bound: number | null = null, company: readonly number[] = []): PeakCost => {
    const names = company.flatMap((other) => set.groups[other]?.name ?? []);
    return { state: 'unknown', reason, bound, slope, sentence: unknownPeakSentence(evidence, reason, names) };
  };
  if (!found) return unknown(points.length > 0 && !set.timeOfDay ? 'too_few_days' : 'no_data');
  if (found.kind === 'entangled') return unknown('groups_move_together', null, found.entangledWith);
  if (found.kind === 'still') return unknown(found.saturated ? 'server_saturated' : 'count_hardly_varied');
  const { value, low, high, effectiveDays } = found;
  if (effectiveDays < MIN_EFFECTIVE_DAYS || high === Infinity) return unknown('count_hardly_varied');
  if (!(value > 0) || high - value > MAX_HALF_WIDTH_SHARE * value) {
    if (found.entangledWith.length > 0) return unknown('groups_move_together', high, found.entangledWith);
    return unknown(saturated > 0.5 ? 'server_saturated' : 'interval_too_wide', high);
  }
  return { state: 'known', cost: value, low, high, slope, source: 'own' };
}

/** The bound at zero stays in it: a quantile's fit without it is another program. */
function slopeOf({ value, high, freedom }: Extract<PeakGroupFit, { kind: 'cost' }>): FittedSlope | null {
  if (!(freedom > 0) || high === Infinity) return null;
  return { value, standardError: (high - value) / studentT(freedom), freedom };
}
