import type { Sentence } from '../capacity.ts';
import { DAYS_FOR_TIME_OF_DAY } from '../capacity-points.ts';
import { amount, range } from '../cost-amount.ts';
import { formatValue } from '../format.ts';
import type { Leak } from './leak.ts';

interface Growth {
  readonly bytesPerHour: number;
  readonly low: number;
  readonly high: number;
}
type Reason = Extract<Leak, { state: 'unknown' }>['reason'];

const HOURS = 24;

/** "One scrapy:news grows by 3.0 MiB an hour (2.6–3.4): …" */
export function growingSentence(group: string, { bytesPerHour, low, high }: Growth): Sentence {
  const interval = { cost: bytesPerHour, low, high };
  const [hourly, band] = [amount('memory', interval), range('memory', interval)];
  const daily = amount('memory', { cost: HOURS * bytesPerHour, low: HOURS * low, high: HOURS * high });
  return {
    en: `One ${group} grows by ${hourly.en} an hour (${band}): each day that it runs, it holds ${daily.en} more. Restart it regularly or look for a leak.`,
    zh: `每个 ${group} 每小时增长 ${hourly.zh}（${band}）：每运行一天，占用就多 ${daily.zh}。请定期重启，或查找内存泄漏。`,
  };
}

/** `high` is the most that it may grow, in bytes an hour. */
export function steadySentence(group: string, high: number): Sentence {
  const most = formatValue('bytes', Math.max(0, HOURS * high));
  return {
    en: `${group} does not grow with its age: at most ${most} in a day.`,
    zh: `${group} 不随运行时间增长：一天最多 ${most}。`,
  };
}

/** Why it is unknown, and what would make it known. */
export function unknownSentence(group: string, reason: Reason, growth?: Growth): Sentence {
  const { en, zh } = WHY[reason];
  const most = growth ? formatValue('bytes', Math.max(0, growth.high)) : '';
  return {
    en: `Whether ${group} grows is unknown: ${en}${most && ` It may be up to ${most} an hour.`}`,
    zh: `${group} 是否增长未知：${zh}${most && `最多可能每小时 ${most}。`}`,
  };
}

const WHY: Record<Reason, Sentence> = {
  no_data: { en: 'none of it ran.', zh: '没有运行过。' },
  no_ages: {
    en: 'its server’s agent did not report ages. A newer agent does.',
    zh: '该服务器的代理没有报告进程的运行时长。请升级代理。',
  },
  too_short: {
    en: `there are fewer than ${DAYS_FOR_TIME_OF_DAY} days of ages, so its daily rhythm cannot be told apart. It will show by itself.`,
    zh: `运行时长的数据不足 ${DAYS_FOR_TIME_OF_DAY} 天，无法与每日的起伏区分。过几天会自动得出。`,
  },
  ages_hardly_varied: {
    en: 'at the same time of day its crawlers were always of about the same age. Restart some at another hour, or let some run for two days, and Peakwatch can tell.',
    zh: '每天同一时刻，其爬虫的运行时长几乎相同。换个时间重启一部分，或让一部分连续运行两天，Peakwatch 就能判断。',
  },
  interval_too_wide: {
    en: 'its memory moves too much for other reasons. More days, or letting some crawlers run longer, would tell.',
    zh: '其内存因其他原因变动太大。积累更多天的数据，或让部分爬虫运行更久，就能判断。',
  },
};
