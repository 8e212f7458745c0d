import type { CapacityResource, CostEstimate, Sentence } from './capacity.ts';
import { DAY_MS, DAYS_FOR_TIME_OF_DAY, type GroupTotals, HOUR_MS, type PointSet } from './capacity-points.ts';
import { amount, amountWithRange } from './cost-amount.ts';

/** What a sentence about one group and resource may speak of. */
export interface Evidence {
  readonly set: Pick<PointSet, 'timeOfDay' | 'days' | 'fromMs' | 'toMs'>;
  readonly group: GroupTotals;
  readonly resource: CapacityResource;
  /** The group's own use divided by its count, in cores or bytes. */
  readonly direct: number | null;
  /** Share of the points that were left out because the server was full. */
  readonly saturatedShare: number;
  /** How long something else happened that was left out. */
  readonly outlyingMs: number;
}

type Reason = Extract<CostEstimate, { state: 'unknown' }>['reason'];

/** Own use further than this share of the cost from the interval is worth a sentence. */
const WORTH_SAYING = 0.2;

/** "One more scrapy:news needs 0.21 core (0.18–0.24)." and what has to be known with it. */
export function knownSentence(
  evidence: Evidence,
  interval: { readonly cost: number; readonly low: number; readonly high: number },
): Sentence {
  const { resource, group, set } = evidence;
  const parts: Sentence[] = [
    {
      en: `One more ${group.name} needs ${amountWithRange(resource, interval).en}.`,
      zh: `每多运行一个 ${group.name}，需要 ${amountWithRange(resource, interval).zh}。`,
    },
  ];
  if (!set.timeOfDay) parts.push(provisional(set));
  const beside = besideOwnUse(evidence, interval);
  if (beside) parts.push(beside);
  if (evidence.outlyingMs > 0) parts.push(withoutOutliers(evidence));
  return join(parts);
}

function provisional(set: Evidence['set']): Sentence {
  const date = isoDate(set.fromMs + DAYS_FOR_TIME_OF_DAY * DAY_MS);
  return {
    en: `Provisional: it rests on ${span(set).en} and assumes that nothing else on the server changed; from ${date} on there can be an answer that does not.`,
    zh: `暂定：仅依据${span(set).zh}的数据，并假定服务器上没有其他变化；从 ${date} 起可以给出不依赖这一假定的结果。`,
  };
}

function withoutOutliers({ outlyingMs, resource }: Evidence): Sentence {
  const { en, zh } = RESOURCE[resource];
  return {
    en: `Left out: ${duration(outlyingMs).en} in which something else (a deploy, a backup) kept ${en} far from its usual.`,
    zh: `已排除${duration(outlyingMs).zh}：其间其他活动（例如部署或备份）使${zh}远离平常。`,
  };
}

/** A word when the server's use grows otherwise than the group's own processes use. */
function besideOwnUse(
  { direct, resource }: Evidence,
  { cost, low, high }: { cost: number; low: number; high: number },
): Sentence | null {
  if (direct === null) return null;
  const own = amount(resource, { cost: direct, low, high });
  if (direct < low && cost - direct > WORTH_SAYING * cost) {
    return {
      en: `Its own processes use only ${own.en} each: something else on the server grows with the crawlers (their database, their browser).`,
      zh: `其自身进程每个只用 ${own.zh}：服务器上还有别的东西随爬虫增长（例如它们的数据库或浏览器）。`,
    };
  }
  if (direct > high && direct - cost > WORTH_SAYING * cost) {
    return {
      en: `Its own processes use ${own.en} each, more than one more adds: they share something (memory, a fixed amount of work), or take it from others.`,
      zh: `其自身进程每个用 ${own.zh}，多于每多一个所增加的量：它们共享某些东西（内存或固定的工作量），或挤占了其他进程。`,
    };
  }
  return null;
}

/** "Unknown: in 14 days the count only moved between 20 and 21. …" */
export function unknownSentence(evidence: Evidence, reason: Reason, company: readonly string[]): Sentence {
  return SENTENCES[reason](evidence, company);
}

const SENTENCES: Record<Reason, (evidence: Evidence, company: readonly string[]) => Sentence> = {
  no_data: () => ({
    en: 'Unknown: nothing was measured in this range.',
    zh: '未知：该时间范围内没有测量数据。',
  }),
  count_hardly_varied: (evidence) => {
    const { set, group } = evidence;
    const [few, still] = [experiment(evidence), group.minCount === group.maxCount];
    const moved = still
      ? { en: `there were always ${group.minCount}`, zh: `数量始终为 ${group.minCount}` }
      : group.maxCount - group.minCount <= Math.max(1, 0.1 * group.maxCount)
        ? {
            en: `the count only moved between ${group.minCount} and ${group.maxCount}`,
            zh: `数量只在 ${group.minCount} 与 ${group.maxCount} 之间变化`,
          }
        : set.timeOfDay
          ? {
              en: 'the count hardly moved but with the clock, or only on one day',
              zh: '数量几乎只随钟点变化，或只在一天内变化',
            }
          : { en: 'the count changed too seldom', zh: '数量变化次数太少' };
    return {
      en: `Unknown: in ${span(set).en} ${moved.en}. ${few.en}`,
      zh: `未知：在${span(set).zh}内，${moved.zh}。${few.zh}`,
    };
  },
  groups_move_together: ({ group }, company) => ({
    en: `Unknown: ${group.name} rises and falls together with ${list(company).en}, so only their sum is seen. Change the count of one without the other.`,
    zh: `未知：${group.name} 与 ${list(company).zh} 同增同减，只能看到它们的总和。请只改变其中一个的数量。`,
  }),
  interval_too_wide: (evidence) => {
    const few = experiment(evidence);
    return {
      en: `Unknown: ${RESOURCE[evidence.resource].en} moved so much for other reasons in ${span(evidence.set).en} that the part of ${evidence.group.name} is lost in it. ${few.en}`,
      zh: `未知：在${span(evidence.set).zh}内，${RESOURCE[evidence.resource].zh}因其他原因波动太大，看不出 ${evidence.group.name} 的部分。${few.zh}`,
    };
  },
  server_saturated: ({ resource, saturatedShare, group }) => ({
    en: `Unknown: the server's ${RESOURCE[resource].en} was full ${percent(saturatedShare)} of the time, and on a full server one more ${group.name} slows the others down instead of showing its need. Run fewer for a while.`,
    zh: `未知：服务器的${RESOURCE[resource].zh}有 ${percent(saturatedShare)} 的时间已满；此时再加一个 ${group.name} 只会拖慢其他进程，看不出它的需要。请暂时减少数量。`,
  }),
};

const RESOURCE = { cpu: { en: 'CPU', zh: ' CPU ' }, memory: { en: 'memory', zh: '内存' } } as const;

/** What would make it known. */
function experiment({ set, group }: Evidence): Sentence {
  const few = Math.max(1, Math.round(group.meanCount / 4));
  const [stop, stopZh] =
    group.meanCount >= 2 ? [`Stop ${few}`, `停掉 ${few} 个`] : [`Start ${few} more`, `多启动 ${few} 个`];
  return set.timeOfDay
    ? {
        en: `${stop} for an hour on each of five days, at different times, and Peakwatch can tell.`,
        zh: `请在五天中、每天不同的时间${stopZh}一小时，Peakwatch 就能得出结果。`,
      }
    : {
        en: `${stop} for some minutes, then go back, and do so five times or more, and Peakwatch can tell.`,
        zh: `请${stopZh}几分钟再恢复，如此重复五次以上，Peakwatch 就能得出结果。`,
      };
}

function span({ days, fromMs, toMs }: Evidence['set']): Sentence {
  return duration(Math.min(days * DAY_MS, toMs - fromMs));
}

function duration(ms: number): Sentence {
  if (ms >= 2 * DAY_MS) return { en: `${Math.round(ms / DAY_MS)} days`, zh: ` ${Math.round(ms / DAY_MS)} 天` };
  if (ms >= 2 * HOUR_MS) return { en: `${Math.round(ms / HOUR_MS)} hours`, zh: ` ${Math.round(ms / HOUR_MS)} 小时` };
  const minutes = Math.max(1, Math.round(ms / 60_000));
  return { en: `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`, zh: ` ${minutes} 分钟` };
}

function list(names: readonly string[]): Sentence {
  const last = names.at(-1) ?? '';
  const head = names.slice(0, -1);
  return {
    en: head.length === 0 ? last : `${head.join(', ')} and ${last}`,
    zh: names.join('、'),
  };
}

function percent(share: number): string {
  return `${Math.max(1, Math.round(share * 100))} %`;
}

/** UTC, as all times of day here. */
function isoDate(ms: number): string {
  return new Date(Math.ceil(ms / DAY_MS) * DAY_MS).toISOString().slice(0, 10);
}

function join(parts: readonly Sentence[]): Sentence {
  return { en: parts.map((part) => part.en).join(' '), zh: parts.map((part) => part.zh).join('') };
}
