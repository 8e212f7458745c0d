import type { CapacityResource, Sentence } from '../capacity.ts';
import type { FullestMoment, Money, Move, Plan, PlanServerName } from './plan.ts';

const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];
const RESOURCE = { cpu: { en: 'CPU', zh: ' CPU ' }, memory: { en: 'memory', zh: '内存' } } as const;

/** What the sentence about a released server speaks of. */
export interface ReleaseFacts {
  readonly server: PlanServerName;
  readonly moves: readonly Move[];
  readonly saving: Money | null;
  readonly renewalMs: number | null;
  readonly fullest: FullestMoment;
}

/** "crawler-3 can be given back: its 12 scrapy:news fit on crawler-1 (7) and crawler-2 (5). Saves 40 EUR a month. …" */
export function releaseSentence({ server, moves, saving, renewalMs, fullest }: ReleaseFacts): Sentence {
  const groups = [...new Set(moves.map(({ group }) => group))].map((group) =>
    groupPart(moves.filter((move) => move.group === group)),
  );
  const parts: Sentence[] = [
    {
      en: `${server.name} can be given back: ${list(groups).en}.`,
      zh: `${server.name} 可以退还：${groups.map(({ zh }) => zh).join('；')}。`,
    },
    saving
      ? { en: `Saves ${money(saving)} a month.`, zh: `每月节省 ${money(saving)}。` }
      : { en: 'Its price is not known.', zh: '其价格未知。' },
    {
      en: `The fullest moment would have been ${slotWords(fullest).en}: ${momentWords(fullest).en}.`,
      zh: `最满的时刻会是 ${slotWords(fullest).zh}：${momentWords(fullest).zh}。`,
    },
  ];
  if (renewalMs !== null) {
    const day = date(renewalMs, true);
    parts.push({ en: `It is renewed on ${day.en}: act before.`, zh: `它将于 ${day.zh}续费：请在此之前处理。` });
  }
  return join(parts);
}

function groupPart(moves: readonly Move[]): Sentence {
  const count = moves.reduce((sum, move) => sum + move.count, 0);
  const group = moves[0]?.group ?? '';
  const alone = moves.length === 1;
  const places = list(
    moves.map(({ to, count: part }) => ({
      en: alone ? to.name : `${to.name} (${part})`,
      zh: alone ? ` ${to.name} ` : ` ${to.name}（${part} 个）`,
    })),
  );
  return {
    en: `its ${count} ${group} ${count === 1 ? 'fits' : 'fit'} on ${places.en}`,
    zh: `其 ${count} 个 ${group} 可放到${places.zh.trimEnd()}`,
  };
}

/** "14 November 20:00–20:10 UTC" */
function slotWords({ startMs, lengthMs }: FullestMoment): Sentence {
  const [from, to] = [startMs, startMs + lengthMs].map((ms) => new Date(ms).toISOString().slice(11, 16));
  const day = date(startMs, false);
  return { en: `${day.en} ${from ?? ''}–${to ?? ''} UTC`, zh: `${day.zh} ${from ?? ''}–${to ?? ''} UTC` };
}

/** "crawler-1 at 78 % of its CPU limit" */
function momentWords({ server, resource, ratio }: FullestMoment): Sentence {
  return {
    en: `${server.name} at ${percent(ratio)} of its ${RESOURCE[resource].en} limit`,
    zh: `${server.name} 达到其${RESOURCE[resource].zh}上限的 ${percent(ratio)}`,
  };
}

/** Why a server stays, where the server alone has to be named. */
export const staySentences = {
  pinned: ({ name }: PlanServerName): Sentence => ({
    en: `${name} stays: it is pinned.`,
    zh: `${name} 保留：已固定。`,
  }),
  not_measured: ({ name }: PlanServerName): Sentence => ({
    en: `${name} stays: its CPU or memory was never measured in this time.`,
    zh: `${name} 保留：该时间内从未测量到其 CPU 或内存。`,
  }),
  no_crawlers: ({ name }: PlanServerName): Sentence => ({
    en: `${name} stays: no crawler ran on it, and what else it is for is not known here. If nothing needs it, it can be given back.`,
    zh: `${name} 保留：其上没有运行过爬虫，它另作何用在此无从得知。若无他用，即可退还。`,
  }),
  no_other_server: ({ name }: PlanServerName): Sentence => ({
    en: `${name} stays: no other server is left to take its crawlers.`,
    zh: `${name} 保留：没有其他服务器可接收其爬虫。`,
  }),
  filesystems_full: ({ name }: PlanServerName): Sentence => ({
    en: `${name} stays: every server that could take its crawlers has a filesystem above its limit.`,
    zh: `${name} 保留：所有可接收其爬虫的服务器都有文件系统超过上限。`,
  }),
} as const;

export function otherLoadSentence({ name }: PlanServerName, resource: CapacityResource, share: number): Sentence {
  return {
    en: `${name} stays: ${percent(share)} of the ${RESOURCE[resource].en} it uses is not its crawlers', so it is there for something else.`,
    zh: `${name} 保留：其所用${RESOURCE[resource].zh}中有 ${percent(share)} 不属于爬虫，说明它另有用途。`,
  };
}

export function costUnknownSentence({ name }: PlanServerName, groups: readonly string[]): Sentence {
  return {
    en: `${name} stays: what one ${groups.join(' or ')} takes on any other server that stays is not known.`,
    zh: `${name} 保留：尚不知道一个 ${groups.join('、')} 在其他保留的服务器上需要多少资源。`,
  };
}

export function noRoomSentence(
  { name }: PlanServerName,
  group: string,
  count: number,
  moment: FullestMoment,
): Sentence {
  return {
    en: `${name} stays: there is no room elsewhere for the ${count} ${group} that it runs or takes. With all of them, ${momentWords(moment).en} (${slotWords(moment).en}) would have been the least overfull.`,
    zh: `${name} 保留：它运行或接收的 ${count} 个 ${group} 别处放不下。若全部放到一台，超出最少的也会是 ${momentWords(moment).zh}（${slotWords(moment).zh}）。`,
  };
}

export function gapSentence({ name }: PlanServerName, slots: number, of: number): Sentence {
  return {
    en: `In ${slots} of ${of} spans something of ${name} was not measured; its highest known load was assumed there.`,
    zh: `${of} 个时段中有 ${slots} 个缺少 ${name} 的部分测量数据；这些时段按其已知最高负载计算。`,
  };
}

/** How a plan was worked out. */
export const planMethod: Sentence = {
  en: 'The last 14 days are gone through span by span: a crawler that moves is charged with the upper bound of what one takes at its peak, or with what it used itself then, whichever is larger. A server takes crawlers only if it would have stayed within its limits in every span.',
  zh: '逐时段回看最近 14 天：迁移的爬虫按单个爬虫峰值需求的上界计，或按其当时实际用量计，取较大者。只有在每个时段都不会超过上限的服务器才接收爬虫。',
};

/** "2 of 8 servers can be given back: crawler-3 and crawler-7. Saves 40 EUR and 30 USD a month." */
export function planSentence(plan: Pick<Plan, 'releases' | 'savings' | 'unpriced'>, servers: number): Sentence {
  const { releases, savings, unpriced } = plan;
  if (releases.length === 0) return { en: 'No server can be given back.', zh: '没有可以退还的服务器。' };
  const names = list(releases.map(({ server }) => ({ en: server.name, zh: ` ${server.name} ` })));
  const amounts = list(savings.map((saving) => ({ en: money(saving), zh: money(saving) })));
  const parts: Sentence[] = [
    {
      en: `${releases.length} of ${servers} servers can be given back: ${names.en}.`,
      zh: `${servers} 台服务器中有 ${releases.length} 台可以退还：${names.zh.trim()}。`,
    },
  ];
  if (savings.length > 0) parts.push({ en: `Saves ${amounts.en} a month.`, zh: `每月节省 ${amounts.zh}。` });
  if (unpriced > 0) {
    parts.push({ en: `The price of ${unpriced} of them is not known.`, zh: `其中 ${unpriced} 台价格未知。` });
  }
  return join(parts);
}

function money({ monthly, currency }: Money): string {
  return `${Number(monthly.toFixed(2))} ${currency}`;
}

/** A ratio above 1 is never rounded down to 100 %, nor one below it up. */
function percent(ratio: number): string {
  const rounded = Math.round(ratio * 100);
  if (rounded === 100 && ratio !== 1)
    return `${ratio > 1 ? Math.ceil(ratio * 1000) / 10 : Math.floor(ratio * 1000) / 10} %`;
  return `${rounded} %`;
}

/** UTC, as all times here. */
function date(ms: number, withYear: boolean): Sentence {
  const [year, month, day] = [new Date(ms).getUTCFullYear(), new Date(ms).getUTCMonth(), new Date(ms).getUTCDate()];
  return {
    en: `${day} ${MONTHS[month] ?? ''}${withYear ? ` ${year}` : ''}`,
    zh: `${withYear ? `${year} 年 ` : ''}${month + 1} 月 ${day} 日`,
  };
}

function list(parts: readonly Sentence[]): Sentence {
  const names = parts.map(({ en }) => en);
  const last = names.pop() ?? '';
  return {
    en: names.length === 0 ? last : `${names.join(', ')} and ${last}`,
    zh: parts.map(({ zh }) => zh).join('和'),
  };
}

function join(parts: readonly Sentence[]): Sentence {
  return { en: parts.map(({ en }) => en).join(' '), zh: parts.map(({ zh }) => zh).join('') };
}
