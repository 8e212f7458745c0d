import type { CapacityResource, Sentence } from '../capacity.ts';
import { DAY_MS, DAYS_FOR_TIME_OF_DAY } from '../capacity-points.ts';
import { amountWithRange } from '../cost-amount.ts';
import { type Evidence, unknownSentence } from '../cost-sentence.ts';
import type { PeakCost, PeakReason } from './peak-report.ts';

const NAMES = { cpu: { en: 'CPU', zh: ' CPU ' }, memory: { en: 'memory', zh: '内存' } } as const;

/** "One more scrapy:news needs 0.21 core (0.18–0.24) and 148 MiB (139–157) at its peak.", or what is not known of it. */
export function peakSentence(group: string, costs: Readonly<Record<CapacityResource, PeakCost>>): Sentence {
  const { cpu, memory } = costs;
  if (cpu.state === 'unknown' && memory.state === 'unknown') {
    if (cpu.reason === memory.reason) return cpu.sentence;
    return join([aboutResource('cpu', cpu.sentence), aboutResource('memory', memory.sentence)]);
  }
  const known = (['cpu', 'memory'] as const).flatMap((resource) => {
    const cost = costs[resource];
    return cost.state === 'known' ? [amountWithRange(resource, cost)] : [];
  });
  const parts: Sentence[] = [
    {
      en: `One more ${group} needs ${known.map(({ en }) => en).join(' and ')} at its peak.`,
      zh: `每多运行一个 ${group}，峰值时需要 ${known.map(({ zh }) => zh).join('和 ')}。`,
    },
  ];
  if (cpu.state === 'unknown') parts.push(aboutResource('cpu', cpu.sentence));
  if (memory.state === 'unknown') parts.push(aboutResource('memory', memory.sentence));
  return join(parts);
}

function aboutResource(resource: CapacityResource, { en, zh }: Sentence): Sentence {
  const name = NAMES[resource];
  const capital = name.en.charAt(0).toUpperCase() + name.en.slice(1);
  return { en: `${capital}: ${en.charAt(0).toLowerCase()}${en.slice(1)}`, zh: `${name.zh.trim()}：${zh}` };
}

/** Why a peak cost is unknown and what would make it known. */
export function unknownPeakSentence(evidence: Evidence, reason: PeakReason, company: readonly string[]): Sentence {
  if (reason !== 'too_few_days') return unknownSentence(evidence, reason, company);
  const date = new Date(Math.ceil((evidence.set.fromMs + DAYS_FOR_TIME_OF_DAY * DAY_MS) / DAY_MS) * DAY_MS);
  const day = date.toISOString().slice(0, 10);
  return {
    en: `Unknown: peaks are told apart from the time of day with ${DAYS_FOR_TIME_OF_DAY} days or more; there can be an answer from ${day} on.`,
    zh: `未知：至少需要 ${DAYS_FOR_TIME_OF_DAY} 天的数据才能把峰值与钟点区分开；从 ${day} 起可以得出结果。`,
  };
}

function join(parts: readonly Sentence[]): Sentence {
  return { en: parts.map(({ en }) => en).join(' '), zh: parts.map(({ zh }) => zh).join('') };
}
