import { type CapacityResource, capacityResources } from '../capacity.ts';
import type { HeadroomLimits } from '../headroom.ts';
import { fromQuanta, peakMetrics } from '../metrics.ts';
import { countsWereRead } from '../peak-cost/peak-points.ts';
import type { PeakReport } from '../peak-cost/peak-report.ts';
import type { Server } from '../server.ts';
import type { Window } from '../window.ts';
import type { CrawlerCost, GroupSlots, PlanGroup, PlanInput, PlanServer } from './plan-input.ts';

const GROUP_METRICS = { cpu: 'group_cpu_cores', memory: 'group_memory_bytes' } as const;
const GROUP_FIELDS = { cpu: 'cpuCores', memory: 'memoryBytes' } as const;

/** What the registry says of a server that a plan needs. */
export type PlannedServer = Pick<Server, 'id' | 'name' | 'pinned' | 'monthlyPrice' | 'renewsOn'> & {
  readonly cores: number;
  readonly memoryBytes: number;
  readonly hardware: string | null;
};

/**
 * A server as the plan sees it, from its windows (one for each slot at most; those outside are left out) and the fit of its peaks. A slot
 * without a window, or in whose highest second processes were not read, is a gap.
 */
export function planServerOf(
  server: PlannedServer,
  windows: readonly Window[],
  report: PeakReport | null,
  slots: PlanInput['slots'],
  limits: HeadroomLimits,
): PlanServer {
  const capacities = { cpu: server.cores, memory: server.memoryBytes };
  const each = <T>(of: (resource: CapacityResource) => T) => ({ cpu: of('cpu'), memory: of('memory') });
  const names = new Set(windows.flatMap(({ groups }) => Object.keys(groups)));
  const series = () => new Float64Array(slots.count).fill(NaN);
  const peaks = each(series);
  const groups = new Map([...names].map((name) => [name, each(() => ({ count: series(), use: series() }))]));
  const peakCounts = new Map<string, number>();
  for (const window of windows) {
    const slot = Math.floor((window.startMs - slots.startMs) / slots.lengthMs);
    if (slot < 0 || slot >= slots.count) continue;
    for (const [name, { count }] of Object.entries(window.groups)) {
      peakCounts.set(name, Math.max(peakCounts.get(name) ?? 0, count.max));
    }
    for (const resource of capacityResources) {
      const peak = window.peaks[resource];
      if (!peak) continue;
      peaks[resource][slot] = fromQuanta(peakMetrics[resource], peak.value) * (resource === 'cpu' ? server.cores : 1);
      if (window.host.process_count === undefined || !countsWereRead(window, peak)) continue;
      const readings = new Map(Object.entries(peak.groups));
      for (const [name, of] of groups) {
        const reading = readings.get(name);
        of[resource].count[slot] = fromQuanta('group_process_count', reading?.count ?? 0);
        of[resource].use[slot] = fromQuanta(GROUP_METRICS[resource], reading?.[GROUP_FIELDS[resource]] ?? 0);
      }
    }
  }
  return {
    id: server.id,
    name: server.name,
    pinned: server.pinned,
    hardware: server.hardware,
    price: server.monthlyPrice && { monthly: server.monthlyPrice.amount, currency: server.monthlyPrice.currency },
    renewalMs: server.renewsOn === null ? null : Date.parse(server.renewsOn),
    limits: each((resource) => limits[resource] * capacities[resource]),
    filesystems: (report?.filesystems ?? []).map(({ usedBytes, totalBytes }) => ({
      usedBytes,
      limitBytes: limits.filesystem * totalBytes,
    })),
    costs: Object.fromEntries(
      (report?.groups ?? []).map(({ name, costs }) => [name, each((r) => knownCost(costs[r]))]),
    ),
    groups: [...groups].map(([name, of]): PlanGroup => {
      const both: Record<CapacityResource, GroupSlots> = of;
      return { name, peakCount: fromQuanta('group_process_count', peakCounts.get(name) ?? 0), ...both };
    }),
    peaks,
  };
}

/** Where the upper end is known and nothing else, it is what a plan needs. */
function knownCost(cost: PeakReport['groups'][number]['costs'][CapacityResource]): CrawlerCost[CapacityResource] {
  if (cost.state === 'known') return { cost: cost.cost, low: cost.low, high: cost.high };
  return cost.bound === null ? null : { cost: cost.bound, low: 0, high: cost.bound };
}
