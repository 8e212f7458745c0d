import type { Sentence } from '../capacity.ts';
import { studentT, twoSidedTail } from '../student-t.ts';
import type { Efficiency } from './pooled-cost.ts';
import { combine } from './random-effects.ts';
import { costSubjects, type CostSubject, type ServerCost, type ServerCosts } from './server-costs.ts';

/** A little below the 5 % that are promised: the others' errors are estimates, too (bench/pooled.ts). */
const ERROR_RATE = 0.03;

/**
 * For each group the mean cost on each server against that of all others, whatever their hardware: where a crawler runs
 * cheapest. Only servers whose own cost is known are compared. The ratio's interval is that of its logarithm (the delta method); servers are
 * named by Holm's procedure (1979), so that of a hundred fleets without differences at most five have one named.
 */
export function compareServers(servers: readonly ServerCosts[]): Efficiency[] {
  return costSubjects(servers)
    .filter(({ statistic }) => statistic === 'mean')
    .flatMap((subject) => {
      const known = subject.costs.filter((cost) => cost.known);
      const compared = known.flatMap(
        (cost) =>
          compare(
            cost,
            known.filter((other) => other !== cost),
          ) ?? [],
      );
      const named = holm(compared.map(({ tail }) => tail));
      return compared.map((found, i) => present(subject, found, named.has(i)));
    });
}

interface Compared {
  readonly cost: ServerCost;
  readonly logRatio: number;
  readonly halfWidth: number;
  /** How likely so large a difference is by chance. */
  readonly tail: number;
}

function compare(cost: ServerCost, others: readonly ServerCost[]): Compared | null {
  // One other server has no mean of its own: its own error counts.
  const [only] = others;
  const together =
    combine(others) ?? (only && { mean: only.value, standardError: only.standardError, freedom: only.freedom });
  if (!together || !(together.mean > 0) || !(cost.value > 0)) return null;
  const parts = [
    { variance: (cost.standardError / cost.value) ** 2, freedom: cost.freedom },
    { variance: (together.standardError / together.mean) ** 2, freedom: together.freedom },
  ];
  const variance = parts.reduce((sum, part) => sum + part.variance, 0);
  // Welch and Satterthwaite's freedom of a sum of variances.
  const freedom = variance ** 2 / parts.reduce((sum, part) => sum + part.variance ** 2 / part.freedom, 0);
  const logRatio = Math.log(cost.value / together.mean);
  const deviation = Math.sqrt(variance);
  const tail = twoSidedTail(Math.abs(logRatio) / deviation, freedom);
  return { cost, logRatio, halfWidth: studentT(freedom) * deviation, tail };
}

/** Places of the comparisons that hold when all are looked at together. */
function holm(tails: readonly number[]): ReadonlySet<number> {
  const order = [...tails.keys()].sort((a, b) => (tails[a] ?? 1) - (tails[b] ?? 1));
  const held = new Set<number>();
  for (const [rank, place] of order.entries()) {
    if ((tails[place] ?? 1) > ERROR_RATE / (tails.length - rank)) break;
    held.add(place);
  }
  return held;
}

function present({ group, resource }: CostSubject, found: Compared, isNamed: boolean): Efficiency {
  const { server, value, standardError, freedom } = found.cost;
  const half = standardError * studentT(freedom);
  const [ratio, ratioLow, ratioHigh] = [0, -1, 1].map((side) => Math.exp(found.logRatio + side * found.halfWidth));
  const facts = {
    ...{ group, resource, serverId: server.serverId, serverName: server.serverName },
    hardware: server.hardware ?? 'unknown',
    ...{ cost: value, low: Math.max(0, value - half), high: value + half },
    ...{ ratio: ratio ?? 1, ratioLow: ratioLow ?? 0, ratioHigh: ratioHigh ?? Infinity },
    verdict: !isNamed ? 'like_others' : found.logRatio > 0 ? 'dearer' : 'cheaper',
  } as const;
  return { ...facts, sentence: efficiencySentence(facts) };
}

const RESOURCE = { cpu: { en: 'CPU', zh: ' CPU' }, memory: { en: 'memory', zh: '内存' } } as const;

/** "One scrapy:news needs 1.4 times as much CPU on crawler-3 as elsewhere (1.2–1.6)." */
function efficiencySentence(facts: Omit<Efficiency, 'sentence'>): Sentence {
  const { group, serverName, ratio, ratioLow, ratioHigh, verdict } = facts;
  const name = RESOURCE[facts.resource];
  const range = `${ratioLow.toFixed(2)}–${ratioHigh.toFixed(2)}`;
  if (verdict === 'like_others') {
    return {
      en: `One ${group} needs about as much ${name.en} on ${serverName} as elsewhere (${range} times).`,
      zh: `一个 ${group} 在 ${serverName} 上所需的${name.zh}与其他服务器相近（${range} 倍）。`,
    };
  }
  return {
    en: `One ${group} needs ${ratio.toFixed(2)} times as much ${name.en} on ${serverName} as elsewhere (${range}).`,
    zh: `一个 ${group} 在 ${serverName} 上所需的${name.zh}是其他服务器的 ${ratio.toFixed(2)} 倍（${range}）。`,
  };
}
