import type { Sentence } from './capacity.ts';
import { crawlerPrice, type PricedServer } from './crawler-price.ts';
import type { FitGround, GroupCapacity, GroupOnServer } from './fleet-capacity.ts';
import { headroomOf, HeadroomLimits, type HeadroomSettings } from './headroom.ts';
import type { PeakReport } from './peak-cost/peak-report.ts';
import type { Efficiency, PooledCost } from './pooled/pooled-cost.ts';

/** A server whose peaks are known. */
export interface FittedServer extends PricedServer {
  readonly serverId: string;
  readonly hardware: string | null;
  /** When it was worked out. */
  readonly madeMs: number;
  readonly peaks: PeakReport;
}

/** What the fits of all servers say together. */
export interface FleetFits {
  readonly pooled: readonly PooledCost[];
  readonly efficiency: readonly Efficiency[];
}

/**
 * For each group how many more fit on the servers where it runs, the group with the most crawlers first. Each server's room
 * is counted for that group alone: the rooms of different groups on one server are not to be had at once.
 */
export function fleetCapacityOf(
  servers: readonly FittedServer[],
  { pooled, efficiency }: FleetFits,
  settings: HeadroomSettings,
): GroupCapacity[] {
  const groups = new Map<string, GroupOnServer[]>();
  const limits = HeadroomLimits.parse(settings.limits ?? {});
  for (const server of servers) {
    const { serverId, serverName, hardware, peaks } = server;
    for (const { name, presentCount } of peaks.groups) {
      const on = groups.get(name) ?? [];
      groups.set(name, on);
      on.push({
        serverId,
        serverName,
        hardware,
        presentCount,
        headroom: headroomOf(peaks, name, serverName, settings),
        price: crawlerPrice(server, name, limits),
      });
    }
  }
  return [...groups]
    .map(([group, on]): GroupCapacity => {
      const known = on.flatMap(({ headroom }) => (headroom.state === 'known' ? [headroom] : []));
      const total = (of: (room: (typeof known)[number]) => number) => known.reduce((sum, room) => sum + of(room), 0);
      const facts = {
        group,
        presentCount: on.reduce((sum, each) => sum + each.presentCount, 0),
        more: total(({ more }) => more),
        likely: total(({ likely }) => likely),
        atMost: total(({ atMost }) => atMost),
        unknownServers: on.length - known.length,
      };
      return {
        ...facts,
        servers: on.sort((a, b) => roomOf(b) - roomOf(a) || (a.serverName < b.serverName ? -1 : 1)),
        pooled: pooled.filter((each) => each.group === group),
        efficiency: efficiency.filter((each) => each.group === group),
        sentence: groupSentence(facts, on.length),
      };
    })
    .sort((a, b) => b.presentCount - a.presentCount || (a.group < b.group ? -1 : 1));
}

/** Unknown room comes after none. */
function roomOf({ headroom }: GroupOnServer): number {
  return headroom.state === 'known' ? headroom.more : -1;
}

type GroupFacts = Pick<GroupCapacity, 'group' | 'presentCount' | 'more' | 'likely' | 'atMost' | 'unknownServers'>;

/** "120 scrapy:news run on 8 servers, and 82 more fit (likely 95, at most 110); on 2 servers it is not known." */
function groupSentence(facts: GroupFacts, servers: number): Sentence {
  const { group, presentCount, more, likely, atMost, unknownServers } = facts;
  const on = { en: `${servers} ${servers === 1 ? 'server' : 'servers'}`, zh: `${servers} 台服务器` };
  const head = { en: `${presentCount} ${group} run on ${on.en}`, zh: `${on.zh}上运行着 ${presentCount} 个 ${group}` };
  if (unknownServers === servers) {
    return {
      en: `${head.en}; how many more fit is not known yet.`,
      zh: `${head.zh}；尚不知道还能增加多少个。`,
    };
  }
  const range =
    more === atMost
      ? { en: '', zh: '' }
      : { en: ` (likely ${likely}, at most ${atMost})`, zh: `（很可能 ${likely} 个，至多 ${atMost} 个）` };
  const rest =
    unknownServers === 0
      ? { en: '.', zh: '。' }
      : { en: `; on ${unknownServers} of them it is not known.`, zh: `；其中 ${unknownServers} 台尚不清楚。` };
  return {
    en: `${head.en}, and ${more} more fit${range.en}${rest.en}`,
    zh: `${head.zh}，还能再放 ${more} 个${range.zh}${rest.zh}`,
  };
}

/** "82 more crawlers fit" is never said of groups together; this says what was looked at. */
export function fleetSentence(groups: number, servers: number, notFitted: number): Sentence {
  if (servers === 0) {
    return {
      en: 'Nothing is known yet: costs are worked out once a day, from four days of data on.',
      zh: '尚无结果：成本每天计算一次，至少需要四天的数据。',
    };
  }
  const rest =
    notFitted === 0
      ? { en: '', zh: '' }
      : {
          en: ` ${notFitted} more ${notFitted === 1 ? 'server is' : 'servers are'} not worked out yet.`,
          zh: `另有 ${notFitted} 台尚未计算。`,
        };
  return {
    en: `${groups} ${groups === 1 ? 'group' : 'groups'} of crawlers on ${servers} ${servers === 1 ? 'server' : 'servers'}.${rest.en} Each group's room is counted as if only that group grew.`,
    zh: `${servers} 台服务器上有 ${groups} 组爬虫。${rest.zh}每组的余量均按只有该组增加来计算。`,
  };
}

/** How the answer about the fleet was worked out. */
export const fleetMethod: Sentence = {
  en: 'What one more crawler adds to the 95 % quantile of the peaks of each ten minutes, beside a daily curve, over the last 14 days of each server; its interval from whole days drawn anew. What a server cannot tell is taken from servers with the same hardware.',
  zh: '以每台服务器最近 14 天每十分钟的峰值，拟合其 95 % 分位数：日变化曲线之外，每多一个爬虫增加多少；区间由整日重抽样得出。单台服务器无法判断的，取自相同硬件的服务器。',
};

/** What the numbers of a server rest on. */
export function fitGround({ serverId, serverName, madeMs, peaks }: FittedServer): FitGround {
  const { days, pointsUsed, pointsSaturated, pointsOutlying = { cpu: 0, memory: 0 } } = peaks;
  return { serverId, serverName, madeMs, days, pointsUsed, pointsSaturated, pointsOutlying };
}
