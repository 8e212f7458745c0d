import { type CapacityResource, capacityResources } from '../capacity.ts';
import type { ServerFit } from '../fleet-capacity.ts';
import { type CostStatistic, costStatistics } from './pooled-cost.ts';
import type { Effect } from './random-effects.ts';

/** A server with what was worked out of it last. */
export interface ServerCosts {
  readonly serverId: string;
  readonly serverName: string;
  readonly hardware: string | null;
  readonly fit: Pick<ServerFit, 'means' | 'peaks'>;
}

/** What one server says of one group's cost, also where it says too little for a cost to be named. */
export interface ServerCost extends Effect {
  readonly server: ServerCosts;
  readonly known: boolean;
}

/** The costs of one group, statistic and resource on all servers. */
export interface CostSubject {
  readonly group: string;
  readonly statistic: CostStatistic;
  readonly resource: CapacityResource;
  readonly costs: readonly ServerCost[];
}

/** A full server shows what it has instead of what is needed, and of groups that move together only the sum is seen. */
const MISLEADING: ReadonlySet<string> = new Set(['server_saturated', 'groups_move_together']);

/** All that servers say, by group, statistic and resource. A cost that came from other servers is none of a server's own. */
export function costSubjects(servers: readonly ServerCosts[]): CostSubject[] {
  return costStatistics.flatMap((statistic) =>
    capacityResources.flatMap((resource) => {
      const byGroup = new Map<string, ServerCost[]>();
      for (const server of servers) {
        const report = statistic === 'mean' ? server.fit.means : server.fit.peaks;
        for (const { name, costs } of report.groups) {
          const cost = costs[resource];
          if (!cost.slope || (cost.state === 'unknown' && MISLEADING.has(cost.reason))) continue;
          const list = byGroup.get(name) ?? [];
          byGroup.set(name, list);
          list.push({ server, ...cost.slope, known: cost.state === 'known' });
        }
      }
      return [...byGroup].map(([group, costs]) => ({ group, statistic, resource, costs }));
    }),
  );
}
