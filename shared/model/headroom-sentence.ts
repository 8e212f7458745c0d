import type { CapacityResource, Sentence } from './capacity.ts';

/** What a sentence about headroom speaks of. */
export interface HeadroomFacts {
  readonly group: string;
  readonly server: string;
  readonly binds: CapacityResource | 'filesystem';
  /** Share of the resource. */
  readonly limit: number;
  /** Given when the peak already stands at or above the limit. */
  readonly peakShare?: number;
  readonly mount?: string | undefined;
  readonly more?: number;
  readonly likely?: number;
  readonly atMost?: number;
  /** Given when far more would run than ever did. */
  readonly mostSeen?: number;
  /** Whether a cost is that of other servers with the same hardware. */
  readonly fromOthers?: boolean;
}

export const RESOURCE_NAMES = {
  cpu: { en: 'CPU', zh: 'CPU' },
  memory: { en: 'memory', zh: '内存' },
  filesystem: { en: 'disk', zh: '磁盘' },
} as const;

/** "18 more fit on crawler-3; memory binds first." and with it the range. */
export function headroomSentence(facts: HeadroomFacts): Sentence {
  const { en, zh } = roomSentence(facts);
  if (facts.fromOthers !== true) return { en, zh };
  return {
    en: `${en} What one takes is known from servers with the same hardware.`,
    zh: `${zh}单个所需资源取自相同硬件的服务器。`,
  };
}

function roomSentence(facts: HeadroomFacts): Sentence {
  const { group, server, binds, peakShare, more = 0, likely = 0, atMost = 0, mostSeen } = facts;
  const limit = percent(facts.limit);
  const name =
    binds === 'filesystem' ? { en: facts.mount ?? 'disk', zh: facts.mount ?? '磁盘' } : RESOURCE_NAMES[binds];
  if (peakShare !== undefined) {
    return {
      en: `No more ${group} fit on ${server}: ${name.en} stands at ${percent(peakShare)} at its peak, over the limit of ${limit}.`,
      zh: `${server} 上不能再增加 ${group}：${name.zh}峰值为 ${percent(peakShare)}，已超过上限 ${limit}。`,
    };
  }
  const range =
    likely === more && atMost === more
      ? { en: '', zh: '' }
      : { en: ` Likely ${likely} would, at most ${atMost}.`, zh: `很可能可以增加 ${likely} 个，至多 ${atMost} 个。` };
  if (more === 0) {
    return {
      en: `No more ${group} fit on ${server} for sure: with one more, ${name.en} could exceed ${limit}.${range.en}`,
      zh: `${server} 上无法确保再增加 ${group}：再加一个，${name.zh}可能超过 ${limit}。${range.zh}`,
    };
  }
  const beyond =
    mostSeen === undefined
      ? { en: '', zh: '' }
      : {
          en: ` Never more than ${mostSeen} ran there: start them in steps.`,
          zh: `该服务器上同时运行的从未超过 ${mostSeen} 个：请分批启动。`,
        };
  return {
    en: `${more} more ${more === 1 ? 'fits' : 'fit'} on ${server}; ${name.en} binds first.${range.en}${beyond.en}`,
    zh: `${server} 上还能再运行 ${more} 个；${name.zh}最先用满。${range.zh}${beyond.zh}`,
  };
}

/** Said where no peak was read at all. */
export function unknownHeadroomSentence(): Sentence {
  return { en: 'Unknown: nothing was measured in this range.', zh: '未知：该时间范围内没有测量数据。' };
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
