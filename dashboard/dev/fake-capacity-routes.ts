import { HeadroomAnswer } from '../../shared/model/api.ts';
import { type CapacityResource, capacityResources } from '../../shared/model/capacity.ts';
import { FitsAnswer, FleetCapacityAnswer } from '../../shared/model/fleet-capacity.ts';
import { type FittedServer, fleetCapacityOf, fleetSentence } from '../../shared/model/fleet-headroom.ts';
import { headroomGrounds, HeadroomLimits, headroomOf } from '../../shared/model/headroom.ts';
import type { Efficiency, PooledCost } from '../../shared/model/pooled/pooled-cost.ts';
import { failure, type FakeAnswer, type FakeRequest, ok } from './fake-answer.ts';
import { fakeFit } from './fake-fits.ts';
import type { FakeRow, Registry } from './fake-registry.ts';

function settingsOf({ searchParams }: URL) {
  const share = (name: string) => (searchParams.get(name) === null ? undefined : Number(searchParams.get(name)));
  const limits = HeadroomLimits.parse({ cpu: share('cpu'), memory: share('memory'), filesystem: share('filesystem') });
  return { limits, ground: headroomGrounds.find((ground) => ground === searchParams.get('ground')) ?? 'highest' };
}

/** `GET /api/servers/{id}/headroom` */
export function headroomAnswer(row: FakeRow, url: URL, nowMs: number): FakeAnswer {
  const { id: serverId, name: serverName } = row.server;
  const found = fakeFit(row, nowMs);
  if (!found) return failure(409, 'conflict', `the peaks of ${serverName} are worked out once a day, and were not yet`);
  const settings = settingsOf(url);
  const report = found.fit.peaks;
  const groups = report.groups.map(({ name }) => headroomOf(report, name, serverName, settings));
  const { madeMs } = found;
  return ok(HeadroomAnswer, { serverId, serverName, madeMs, limits: settings.limits, groups, report });
}

/** `GET /api/servers/{id}/fits` */
export function fitsAnswer(row: FakeRow, nowMs: number): FakeAnswer {
  const { id: serverId, name: serverName } = row.server;
  const found = fakeFit(row, nowMs);
  const last = found && { madeMs: found.madeMs, fit: found.fit };
  return ok(FitsAnswer, { serverId, serverName, last, history: found?.history ?? [] });
}

/** `GET /api/capacity` */
export function fleetCapacityAnswer({ rows }: Registry, { url, nowMs }: FakeRequest): FakeAnswer {
  const settings = settingsOf(url);
  const enabled = rows.filter(({ server }) => server.enabled);
  const fitted = enabled.flatMap((row): FittedServer[] => {
    const found = fakeFit(row, nowMs);
    const { id: serverId, name: serverName, facts } = row.server;
    const hardware = facts ? `${facts.cpuModel}, ${facts.cores} cores` : null;
    return found ? [{ serverId, serverName, hardware, peaks: found.fit.peaks }] : [];
  });
  const known = new Set(fitted.map(({ serverId }) => serverId));
  const notFitted = enabled
    .filter(({ server }) => !known.has(server.id))
    .map(({ server: { id: serverId, name: serverName } }) => ({
      ...{ serverId, serverName },
      sentence: {
        en: `${serverName} is worked out once a day, and was not lately.`,
        zh: `${serverName} 每天计算一次，最近尚未计算。`,
      },
    }));
  const groups = fleetCapacityOf(fitted, comparisonOf(fitted), settings);
  const sentence = fleetSentence(groups.length, fitted.length, notFitted.length);
  return ok(FleetCapacityAnswer, { nowMs, limits: settings.limits, groups, notFitted, sentence });
}

/** Servers compared as if they were of one hardware: the pooled cost is the plain mean of theirs. */
function comparisonOf(fitted: readonly FittedServer[]): { pooled: PooledCost[]; efficiency: Efficiency[] } {
  const names = [...new Set(fitted.flatMap(({ peaks }) => peaks.groups.map(({ name }) => name)))];
  const both = names.flatMap((group) => capacityResources.map((resource) => compare(fitted, group, resource)));
  return { pooled: both.flatMap(({ pooled }) => pooled), efficiency: both.flatMap(({ efficiency }) => efficiency) };
}

function compare(fitted: readonly FittedServer[], group: string, resource: CapacityResource) {
  const costs = fitted.flatMap(({ serverId, serverName, peaks }) => {
    const cost = peaks.groups.find(({ name }) => name === group)?.costs[resource];
    return cost?.state === 'known' ? [{ serverId, serverName, cost: cost.cost, low: cost.low, high: cost.high }] : [];
  });
  if (costs.length < 2) return { pooled: [], efficiency: [] };
  const mean = (of: 'cost' | 'low' | 'high') => costs.reduce((sum, each) => sum + each[of], 0) / costs.length;
  const [cost, half] = [mean('cost'), (mean('high') - mean('low')) / 2 / Math.sqrt(costs.length)];
  const about = { group, resource, hardware: 'AMD EPYC 7543P' };
  const say = (value: number) =>
    resource === 'cpu' ? `${value.toFixed(2)} core` : `${Math.round(value / 2 ** 20)} MiB`;
  const pooled: PooledCost = {
    ...{ ...about, cost, low: cost - half, high: cost + half, servers: costs.length },
    sentence: {
      en: `On ${costs.length} servers of this kind one ${group} takes ${say(cost)}.`,
      zh: `在 ${costs.length} 台同类服务器上，一个 ${group} 需要 ${say(cost)}。`,
    },
  };
  const efficiency = costs.map((each): Efficiency => {
    const ratios = { ratio: each.cost / cost, ratioLow: each.low / cost, ratioHigh: each.high / cost };
    const verdict = ratios.ratioLow > 1 ? 'dearer' : ratios.ratioHigh < 1 ? 'cheaper' : 'like_others';
    const [en, zh] = { like_others: ['as much', '相当'], dearer: ['more', '更多'], cheaper: ['less', '更少'] }[verdict];
    return {
      ...{ ...about, ...each, ...ratios, verdict },
      sentence: {
        en: `One ${group} takes ${say(each.cost)} on ${each.serverName}: ${en ?? ''} ${verdict === 'like_others' ? 'as' : 'than'} elsewhere.`,
        zh: `一个 ${group} 在 ${each.serverName} 上需要 ${say(each.cost)}，与其他服务器相比${zh ?? ''}。`,
      },
    };
  });
  return { pooled: [pooled], efficiency };
}
