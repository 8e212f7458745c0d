import { type CapacityResource, type CostEstimate } from '../capacity.ts';
import type { MeanReport } from '../fleet-capacity.ts';
import { peakSentence } from '../peak-cost/peak-sentence.ts';
import { amountWithRange } from '../cost-amount.ts';
import type { PeakCost, PeakReport } from '../peak-cost/peak-report.ts';
import type { CostStatistic, PooledCost } from './pooled-cost.ts';

/** Reasons for which others know better. A full server is told apart from the others just by being full. */
const FILLED: ReadonlySet<string> = new Set([
  'no_data',
  'too_few_days',
  'count_hardly_varied',
  'groups_move_together',
  'interval_too_wide',
]);
/** As for one server: what is wider is not named. */
const MAX_HALF_WIDTH_SHARE = 0.5;

/** The pool of one hardware. */
type Pool = (statistic: CostStatistic, group: string, resource: CapacityResource) => PooledCost | undefined;

function poolOf(pooled: readonly PooledCost[], hardware: string | null): Pool {
  return (statistic, group, resource) =>
    pooled.find(
      (each) =>
        each.hardware === hardware &&
        each.statistic === statistic &&
        each.group === group &&
        each.resource === resource &&
        each.serverHigh - each.cost <= MAX_HALF_WIDTH_SHARE * each.cost,
    );
}

/** The mean costs with what servers of the same hardware know where this one does not, `source` then being `pooled`. */
export function meansWithPooled<Report extends Pick<MeanReport, 'groups' | 'bases'>>(
  report: Report,
  hardware: string | null,
  pooled: readonly PooledCost[],
): Report {
  const pool = poolOf(pooled, hardware);
  const fill = (group: string, resource: CapacityResource, cost: CostEstimate): CostEstimate => {
    const found = pool('mean', group, resource);
    if (cost.state === 'known' || !FILLED.has(cost.reason) || !found) return cost;
    const { direct, slope } = cost;
    const sentence = fromOthers(found);
    return { state: 'known', ...serverInterval(found), provisional: false, direct, slope, source: 'pooled', sentence };
  };
  const groups = report.groups.map(({ costs, ...group }) => ({
    ...group,
    costs: { cpu: fill(group.name, 'cpu', costs.cpu), memory: fill(group.name, 'memory', costs.memory) },
  }));
  // The base is what the groups of known cost leave: the lines of the others must stay where they are.
  const base = (resource: CapacityResource) => {
    const taken = groups.flatMap(({ costs, meanCount }) => {
      const cost = costs[resource];
      return cost.state === 'known' && cost.source === 'pooled' ? [cost.cost * meanCount] : [];
    });
    const own = report.bases[resource];
    return own === null ? null : taken.reduce((rest, use) => rest - use, own);
  };
  return { ...report, groups, bases: { cpu: base('cpu'), memory: base('memory') } };
}

/** The same for what one more crawler adds to the peaks. */
export function peaksWithPooled(
  report: PeakReport,
  hardware: string | null,
  pooled: readonly PooledCost[],
): PeakReport {
  const pool = poolOf(pooled, hardware);
  const fill = (group: string, resource: CapacityResource, cost: PeakCost): PeakCost => {
    const found = pool('peak', group, resource);
    if (cost.state === 'known' || !FILLED.has(cost.reason) || !found) return cost;
    return { state: 'known', ...serverInterval(found), slope: cost.slope, source: 'pooled' };
  };
  const groups = report.groups.map(({ costs, ...group }) => {
    const filled = { cpu: fill(group.name, 'cpu', costs.cpu), memory: fill(group.name, 'memory', costs.memory) };
    const isSame = filled.cpu === costs.cpu && filled.memory === costs.memory;
    return { ...group, costs: filled, sentence: isSame ? group.sentence : peakSentence(group.name, filled) };
  });
  return { ...report, groups };
}

/** What to expect on a further server, not only of the mean. */
function serverInterval({ cost, serverLow: low, serverHigh: high }: PooledCost) {
  return { cost, low, high };
}

function fromOthers(found: PooledCost) {
  const amount = amountWithRange(found.resource, serverInterval(found));
  return {
    en: `One more ${found.group} needs ${amount.en}, as ${found.servers} servers with the same hardware show together; this one alone cannot tell.`,
    zh: `每多运行一个 ${found.group}，需要 ${amount.zh}：由 ${found.servers} 台相同硬件的服务器得出，仅凭本机无法判断。`,
  };
}
