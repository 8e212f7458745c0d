import type { CapacityResource, Sentence } from '../capacity.ts';
import { DAY_MS } from '../capacity-points.ts';
import { amount, range } from '../cost-amount.ts';
import type { CostChange, Level } from './cost-change.ts';

/** The moment that a sentence speaks of. */
export type Moment = Pick<CostChange, 'atMs' | 'fromMs' | 'toMs' | 'annotation'>;

/** Whose use is compared: one crawler of a group, all with as many crawlers as before, or what runs besides the crawlers. */
export type Subject = { readonly group: string } | 'same_crawlers' | 'besides_crawlers';

const RESOURCE = { cpu: { en: 'CPU', zh: ' CPU ' }, memory: { en: 'memory', zh: '内存' } } as const;

/** "After 'deploy 1.4' (14 November 10:00 UTC) one scrapy:news needs 0.31 core instead of 0.21 (0.08–0.12 more)." */
export function changedSentence(
  moment: Moment,
  subject: Subject,
  resource: CapacityResource,
  sides: { readonly before: Level; readonly after: Level } | null,
  difference: Level,
): Sentence {
  const [start, who] = [since(moment), subjectOf(subject, resource)];
  const more = moreOrLess(resource, difference);
  // A level of the whole server is no cost that people know; they see how much it moved.
  if (typeof subject === 'string' || !sides) {
    const way = difference.value > 0 ? { en: 'more', zh: '多用' } : { en: 'less', zh: '少用' };
    const size = amount(resource, sized(difference));
    return {
      en: `${start.en} ${who.en} ${subject === 'same_crawlers' ? 'uses' : 'use'} ${size.en} ${way.en} (${range(resource, sized(difference))}).`,
      zh: `${start.zh}${who.zh}${way.zh} ${size.zh}（${range(resource, sized(difference))}）。`,
    };
  }
  const digits = { low: 0, high: difference.high - difference.low };
  const before = amount(resource, { cost: Math.max(0, sides.before.value), ...digits });
  const after = amount(resource, { cost: Math.max(0, sides.after.value), ...digits });
  return {
    en: `${start.en} ${who.en} needs ${after.en} instead of ${before.en} (${more.en}).`,
    zh: `${start.zh}${who.zh}需要 ${after.zh}，之前为 ${before.zh}（${more.zh}）。`,
  };
}

/** "… as much as before (at most 0.02 core more or less)." */
export function sameSentence(
  moment: Moment,
  subject: Subject,
  resource: CapacityResource,
  difference: Level,
): Sentence {
  const [start, who] = [since(moment), subjectOf(subject, resource)];
  const most = Math.max(Math.abs(difference.low), Math.abs(difference.high));
  const bound = amount(resource, { cost: most, low: 0, high: most });
  const verb = subject === 'same_crawlers' ? 'uses' : subject === 'besides_crawlers' ? 'use' : 'needs';
  const what = RESOURCE[resource].en;
  return {
    en: `${start.en} ${who.en} ${verb} as much ${what} as before (at most ${bound.en} more or less).`,
    zh: `${start.zh}${who.zh}与之前一样（增减不超过 ${bound.zh}）。`,
  };
}

/** Why nothing can be said of a moment. */
export type NotKnown =
  | { readonly kind: 'too_short' }
  | { readonly kind: 'few_days_after'; readonly days: number; readonly knownMs: number }
  | { readonly kind: 'next_too_soon' | 'last_too_late' }
  | { readonly kind: 'few_days_before'; readonly days: number }
  | { readonly kind: 'hardly_varied' | 'too_uncertain'; readonly subject: Subject };

/** "Not known yet: …" with what would make it known. */
export function notKnownSentence(moment: Moment, resource: CapacityResource, why: NotKnown): Sentence {
  const name = nameOf(moment);
  const [what, whatZh] = [RESOURCE[resource].en, RESOURCE[resource].zh];
  switch (why.kind) {
    case 'too_short':
      return {
        en: `Not known yet: what changed with ${name.en} in ${what} can be told once there are four days or more.`,
        zh: `尚不清楚：${name.zh}给${whatZh}带来的变化需要至少四天的数据才能判断。`,
      };
    case 'few_days_after': {
      const date = day(Math.ceil(why.knownMs / DAY_MS) * DAY_MS);
      return {
        en: `Not known yet: since ${name.en} there ${count(why.days)} of ${what}; from ${date.en} on there can be an answer.`,
        zh: `尚不清楚：${name.zh}之后只有 ${why.days} 个整天的${whatZh}数据；从${date.zh}起可以给出结果。`,
      };
    }
    case 'few_days_before':
      return {
        en: `Not known: before ${name.en} there ${count(why.days)} of ${what}, too few to compare with.`,
        zh: `无法得知：${name.zh}之前只有 ${why.days} 个整天的${whatZh}数据，不足以比较。`,
      };
    case 'next_too_soon':
      return {
        en: `Not known: the next change came too soon after ${name.en}. Three days between two changes are needed.`,
        zh: `无法得知：${name.zh}之后很快又有变化。两次变化之间需要相隔三天。`,
      };
    case 'last_too_late':
      return {
        en: `Not known: the change before came too shortly before ${name.en}. Three days between two changes are needed.`,
        zh: `无法得知：${name.zh}之前不久已有变化。两次变化之间需要相隔三天。`,
      };
    case 'hardly_varied':
      return {
        en: `Not known: around ${name.en} the number of ${subjectName(why.subject)} hardly changed on one of the sides, so what one needs cannot be compared. Change it for an hour on some days, at different times.`,
        zh: `无法得知：${name.zh}前后有一侧 ${subjectName(why.subject)} 的数量几乎没有变化，无法比较单个的用量。请在几天中、每天不同的时间改变其数量一小时。`,
      };
    case 'too_uncertain': {
      const who = subjectOf(why.subject, resource);
      return {
        en: `Not known: ${what} moved so much for other reasons that a change with ${name.en} of what ${who.en} ${why.subject === 'besides_crawlers' ? 'need' : 'needs'} would be lost in it.`,
        zh: `无法得知：${whatZh}因其他原因波动太大，看不出${name.zh}前后${who.zh}的变化。`,
      };
    }
  }
}

function subjectName(subject: Subject): string {
  return typeof subject === 'string' ? '' : subject.group;
}

function subjectOf(subject: Subject, resource: CapacityResource): Sentence {
  const whatZh = RESOURCE[resource].zh;
  if (subject === 'same_crawlers')
    return { en: 'the server, with as many crawlers as before,', zh: `爬虫数量相同时服务器的${whatZh}` };
  if (subject === 'besides_crawlers') return { en: `the server's other processes`, zh: `服务器上其他进程的${whatZh}` };
  return { en: `one ${subject.group}`, zh: `每个 ${subject.group} 的${whatZh}` };
}

/** "After 'deploy 1.4' (14 November 10:00 UTC)", or "At about 14 November 10:00 UTC (…) something changed that no annotation names:" */
function since({ atMs, fromMs, toMs, annotation }: Moment): Sentence {
  if (annotation) {
    const name = nameOf({ atMs, fromMs, toMs, annotation });
    return { en: `After ${name.en}`, zh: `${name.zh}之后，` };
  }
  const [at, from, to] = [clock(atMs), clock(fromMs), clock(toMs)];
  return {
    en: `At ${at.en} UTC (between ${from.en} and ${to.en}) something changed that no annotation names: since then`,
    zh: `${at.zh} UTC（介于 ${from.zh} 与 ${to.zh} 之间）发生了没有标注的变化：此后，`,
  };
}

function nameOf({ atMs, annotation }: Moment): Sentence {
  const at = clock(atMs);
  const text = annotation?.text ?? '';
  return { en: `“${text}” (${at.en} UTC)`, zh: `“${text}”（${at.zh} UTC）` };
}

function moreOrLess(resource: CapacityResource, difference: Level): Sentence {
  const span = range(resource, sized(difference));
  return difference.value > 0 ? { en: `${span} more`, zh: `多 ${span}` } : { en: `${span} less`, zh: `少 ${span}` };
}

/** A difference without its sign, as an interval of sizes. */
function sized({ value, low, high }: Level): { cost: number; low: number; high: number } {
  return value >= 0 ? { cost: value, low, high } : { cost: -value, low: -high, high: -low };
}

function count(days: number): string {
  return days === 0 ? 'is no whole day' : days === 1 ? 'is only 1 whole day' : `are only ${days} whole days`;
}

/** UTC, as all times here. */
function day(ms: number): Sentence {
  const date = new Date(ms);
  const month = new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' }).format(date);
  return {
    en: `${date.getUTCDate()} ${month}`,
    zh: ` ${date.getUTCMonth() + 1} 月 ${date.getUTCDate()} 日`,
  };
}

function clock(ms: number): Sentence {
  const [date, time] = [day(ms), new Date(ms).toISOString().slice(11, 16)];
  return { en: `${date.en} ${time}`, zh: `${date.zh.trim()} ${time}` };
}
