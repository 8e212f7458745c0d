import { capacityResources } from './capacity.ts';
import type { CrawlerPrice } from './fleet-capacity.ts';
import type { HeadroomLimits } from './headroom.ts';
import type { PeakReport } from './peak-cost/peak-report.ts';
import type { Server } from './server.ts';

/** A server with its price. */
export interface PricedServer {
  readonly serverName: string;
  readonly monthlyPrice: Server['monthlyPrice'];
  readonly peaks: Pick<PeakReport, 'groups' | 'capacities'>;
}

/**
 * The share of a server's monthly price that one crawler of a group takes: its peak cost of the resource of which it takes the
 * larger part, over what may be used of that resource. Null where the price, or the cost of either resource, is not known.
 */
export function crawlerPrice(
  { serverName, monthlyPrice, peaks }: PricedServer,
  group: string,
  limits: HeadroomLimits,
): CrawlerPrice | null {
  const costs = peaks.groups.find(({ name }) => name === group)?.costs;
  if (!monthlyPrice || !costs) return null;
  const shares = capacityResources.flatMap((resource) => {
    const cost = costs[resource];
    const usable = limits[resource] * peaks.capacities[resource];
    if (cost.state !== 'known' || !(usable > 0)) return [];
    return [{ value: cost.cost / usable, low: cost.low / usable, high: cost.high / usable }];
  });
  if (shares.length < capacityResources.length) return null;
  const most = (part: 'value' | 'low' | 'high') =>
    monthlyPrice.amount * Math.max(...shares.map((share) => share[part]));
  const { currency } = monthlyPrice;
  const [amount, low, high] = [most('value'), most('low'), most('high')];
  const [text, range] = [amount.toFixed(2), `${low.toFixed(2)}–${high.toFixed(2)}`];
  const sentence = {
    en: `One ${group} takes ${text} ${currency} a month of ${serverName}'s price (${range}).`,
    zh: `一个 ${group} 每月占 ${serverName} 价格中的 ${text} ${currency}（${range}）。`,
  };
  return { amount, low, high, currency, sentence };
}
