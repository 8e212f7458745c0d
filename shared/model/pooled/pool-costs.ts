import { amountWithRange } from '../cost-amount.ts';
import type { Sentence } from '../capacity.ts';
import type { PooledCost } from './pooled-cost.ts';
import { combine, halfWidths } from './random-effects.ts';
import { costSubjects, type CostSubject, type ServerCost, type ServerCosts } from './server-costs.ts';

/** Wider than this share of the estimate to each side, and nothing is said: as for one server. */
const MAX_HALF_WIDTH_SHARE = 0.5;

/**
 * What one crawler takes on servers of the same hardware together. Servers that say too little alone take part: ten that
 * say little each may say enough together.
 */
export function poolCosts(servers: readonly ServerCosts[]): PooledCost[] {
  return costSubjects(servers).flatMap((subject) => {
    const byHardware = new Map<string, ServerCost[]>();
    for (const cost of subject.costs) {
      const { hardware } = cost.server;
      if (hardware !== null) byHardware.set(hardware, [...(byHardware.get(hardware) ?? []), cost]);
    }
    return [...byHardware].flatMap(([hardware, costs]) => pooled(subject, hardware, costs) ?? []);
  });
}

function pooled({ group, statistic, resource }: CostSubject, hardware: string, costs: ServerCost[]): PooledCost | null {
  const combined = combine(costs);
  if (!combined || !(combined.mean > 0)) return null;
  const { mean: cost } = combined;
  const half = halfWidths(combined);
  if (half.mean > MAX_HALF_WIDTH_SHARE * cost) return null;
  const around = (width: number) => [Math.max(0, cost - width), cost + width] as const;
  const [[low, high], [serverLow, serverHigh]] = [around(half.mean), around(half.server)];
  const found = {
    group,
    statistic,
    resource,
    hardware,
    cost,
    low,
    high,
    serverLow,
    serverHigh,
    servers: combined.servers,
  };
  return { ...found, sentence: pooledSentence(found) };
}

function pooledSentence(found: Omit<PooledCost, 'sentence'>): Sentence {
  const amount = amountWithRange(found.resource, found);
  const peak = found.statistic === 'peak' ? { en: ' at its peak', zh: '峰值时' } : { en: '', zh: '' };
  return {
    en: `On ${found.servers} servers with ${found.hardware}, one more ${found.group} needs ${amount.en}${peak.en}.`,
    zh: `在 ${found.servers} 台 ${found.hardware} 的服务器上，每多运行一个 ${found.group}，${peak.zh}需要 ${amount.zh}。`,
  };
}
