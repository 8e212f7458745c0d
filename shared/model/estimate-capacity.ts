import { type CapacityReport, type CapacityResource, capacityResources, type CostEstimate } from './capacity.ts';
import { type Point, type PointSet, pointsOf } from './capacity-points.ts';
import { type CostFit, fitCosts } from './cost-fit.ts';
import { fitInput } from './cost-input.ts';
import { type Evidence, knownSentence, unknownSentence } from './cost-sentence.ts';
import { reportedPoints } from './reported-points.ts';
import type { Window } from './window.ts';

type Costs = Record<CapacityResource, CostEstimate>;

/**
 * What one more crawler of each group costs, from a server's windows of any length and in any order. Pure: the same
 * windows give the same report. The method and what it refuses are explained in docs/capacity.md.
 * @param server cores, and bytes of memory: where the resources end.
 */
export function estimateCapacity(
  windows: readonly Window[],
  server: { readonly cores: number; readonly memoryBytes: number },
): CapacityReport {
  const set = pointsOf(windows, server.cores);
  const limits = { cpu: server.cores, memory: server.memoryBytes };
  const fits = { cpu: fitResource(set, 'cpu', limits.cpu), memory: fitResource(set, 'memory', limits.memory) };
  const groups = set.groups.map(({ name, meanCount, minCount, maxCount }, group) => {
    const costs: Costs = {
      cpu: estimate(set, fits.cpu, 'cpu', group),
      memory: estimate(set, fits.memory, 'memory', group),
    };
    return { name, meanCount, minCount, maxCount, costs };
  });
  const saturated = new Set(capacityResources.flatMap((resource) => fits[resource]?.saturated ?? []));
  const ofAny = new Set(capacityResources.flatMap((resource) => fits[resource]?.outlying ?? []));
  const outlying = new Set([...ofAny].filter((point) => !saturated.has(point)));
  const gaps = set.points.filter((point) => point.gap).length;
  const changing = set.points.filter((point) => !point.gap && !set.fitted.has(point)).length;
  const method = set.fitted.size === 0 ? 'none' : set.timeOfDay ? 'time_of_day' : 'constant_base';
  return {
    method,
    limits,
    pointsUsed: set.fitted.size - saturated.size - outlying.size,
    pointsLeftOut: set.points.length - set.fitted.size + saturated.size + outlying.size,
    leftOut: { saturated: saturated.size, outliers: outlying.size, changing, gaps },
    days: set.days,
    groups,
    bases: { cpu: baseOf(groups, 'cpu', fits.cpu), memory: baseOf(groups, 'memory', fits.memory) },
    points: reportedPoints(set.points, saturated, outlying),
  };
}

interface ResourceFit {
  readonly fit: CostFit;
  readonly points: readonly Point[];
  readonly saturated: readonly Point[];
  readonly outlying: readonly Point[];
}

function fitResource(set: PointSet, resource: CapacityResource, capacity: number): ResourceFit | null {
  const points = set.points.filter((point) => set.fitted.has(point) && point[resource] !== null);
  if (points.length === 0) return null;
  const fit = fitCosts(fitInput(points, resource, capacity, set));
  const marked = (marks: readonly boolean[]) => points.filter((_, i) => marks[i]);
  return { fit, points, saturated: marked(fit.censored), outlying: marked(fit.outlying) };
}

/** Wider than this share of the estimate to each side, and nothing is said. */
const MAX_HALF_WIDTH_SHARE = 0.5;
/** Fewer blocks of equal weight than this cannot tell chance from cost. */
const MIN_EFFECTIVE_BLOCKS = 2;

function estimate(set: PointSet, found: ResourceFit | null, resource: CapacityResource, group: number): CostEstimate {
  const totals = set.groups[group];
  if (!totals) throw new RangeError(`no group ${group}`);
  const direct = totals.direct[resource];
  const saturatedShare = found ? found.saturated.length / found.points.length : 0;
  const evidence: Evidence = {
    set,
    group: totals,
    resource,
    direct,
    saturatedShare,
    outlyingMs: (found?.outlying.length ?? 0) * set.pointMs,
  };
  const of = found?.fit.groups[group];
  const slope = of?.kind === 'slope' && of.slope.unbounded.freedom > 0 ? of.slope.unbounded : null;
  const unknown = (reason: Extract<CostEstimate, { state: 'unknown' }>['reason'], company: readonly number[] = []) => {
    const names = company.flatMap((other) => set.groups[other]?.name ?? []);
    return { state: 'unknown', reason, direct, slope, sentence: unknownSentence(evidence, reason, names) } as const;
  };
  if (!found) return unknown('no_data');
  if (saturatedShare === 1) return unknown('server_saturated');
  if (!of) return unknown('no_data');
  if (of.kind === 'entangled') return unknown('groups_move_together', of.entangledWith);
  if (of.kind === 'still') return unknown(of.saturated ? 'server_saturated' : 'count_hardly_varied');
  const { value, halfWidth, effectiveBlocks } = of.slope;
  if (effectiveBlocks < MIN_EFFECTIVE_BLOCKS) return unknown('count_hardly_varied');
  if (!(value > 0) || halfWidth > MAX_HALF_WIDTH_SHARE * value) {
    if (of.entangledWith.length > 0) return unknown('groups_move_together', of.entangledWith);
    return unknown(saturatedShare > 0.5 ? 'server_saturated' : 'interval_too_wide');
  }
  const [low, high] = [Math.max(0, value - halfWidth), value + halfWidth];
  return {
    state: 'known',
    cost: value,
    low,
    high,
    provisional: !set.timeOfDay,
    direct,
    slope,
    source: 'own',
    sentence: knownSentence(evidence, { cost: value, low, high }),
  };
}

/** The mean use of the points of the fit, less what the crawlers of the groups with known cost took on average. */
function baseOf(
  groups: readonly { costs: Costs }[],
  resource: CapacityResource,
  found: ResourceFit | null,
): number | null {
  let base = found?.fit.mean.use ?? 0;
  let known = false;
  for (const [group, { costs }] of groups.entries()) {
    const cost = costs[resource];
    if (cost.state !== 'known') continue;
    base -= cost.cost * (found?.fit.mean.counts[group] ?? 0);
    known = true;
  }
  return known ? base : null;
}
