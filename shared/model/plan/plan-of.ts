import type { Sentence } from '../capacity.ts';
import { fleetOf, type Member } from './fleet.ts';
import type { Packing } from './packing.ts';
import type { FullestMoment, Money, Move, Plan, PlanServerName, Release, Stay, Target } from './plan.ts';
import type { PlanInput } from './plan-input.ts';
import {
  costUnknownSentence,
  gapSentence,
  noRoomSentence,
  otherLoadSentence,
  planSentence,
  releaseSentence,
  staySentences,
} from './plan-sentence.ts';
import { searchPacking } from './search.ts';
import { type Bar, barOf, fullestSpot, type Obstacle, obstacleOf, type Spot } from './stay.ts';

/** What the parts of the plan are made of. */
interface Found {
  readonly slots: PlanInput['slots'];
  readonly fleet: readonly Member[];
  readonly packing: Packing;
}

/**
 * Which servers can be emptied into the others, so that in every slot of the past every server that takes crawlers would
 * have stayed within its limits. What moves is charged with the upper bound of its cost on the server it goes to, or with
 * what it used itself in that slot, whichever is larger; a server's other load ends with it. The search is a heuristic: it
 * may miss a plan that saves more, but never makes one that does not fit. The same input gives the same plan.
 * @throws RangeError when a series is not as long as the slots, or two servers have one id.
 */
export function planOf(input: PlanInput): Plan {
  const fleet = fleetOf(input);
  const bars = new Map(fleet.map((member) => [member, barOf(member)]));
  const candidates = fleet.filter((member) => bars.get(member) === null);
  const packing = searchPacking(fleet, candidates, input.rates ?? {});
  const found = { slots: input.slots, fleet, packing };
  const going = fleet.filter(({ index }) => packing.emptied.has(index));
  const releases = going.map((member) => releaseOf(found, member)).sort(bySaving);
  const unpriced = releases.filter(({ saving }) => saving === null).length;
  const savings = totals(releases.flatMap(({ saving }) => saving ?? []));
  return {
    slots: input.slots,
    releases,
    savings,
    unpriced,
    targets: fleet.flatMap((member) => targetOf(found, member) ?? []),
    stays: fleet
      .filter(({ index }) => !packing.emptied.has(index))
      .flatMap((member) => stayOf(found, member, bars.get(member) ?? obstacleOf(fleet, packing, member)) ?? []),
    gaps: fleet
      .filter(({ gaps, own }) => gaps > 0 && own !== null)
      .map((member) => ({
        server: nameOf(member),
        slots: member.gaps,
        sentence: gapSentence(nameOf(member), member.gaps, input.slots.count),
      })),
    sentence: planSentence({ releases, savings, unpriced }, fleet.length),
  };
}

function nameOf({ server }: Member): PlanServerName {
  return { id: server.id, name: server.name };
}

function memberAt(fleet: readonly Member[], index: number): Member {
  const member = fleet[index];
  if (!member) throw new RangeError(`no server has the index ${index}`);
  return member;
}

/** A renewal before the last measured moment is past, and says nothing. */
function releaseOf(found: Found, member: Member): Release {
  const { fleet, packing, slots } = found;
  const moves = movesOf(found, member);
  const spots = [...new Set(packing.placements.filter(({ lot }) => lot.source === member.index).map(({ on }) => on))]
    .sort((a, b) => a - b)
    .map((on) => spotOf(packing, memberAt(fleet, on)));
  const spot = spots.reduce((most, each) => (each.ratio > most.ratio ? each : most));
  const { price, renewalMs } = member.server;
  const past = renewalMs === null || renewalMs <= slots.startMs + slots.count * slots.lengthMs;
  const facts = {
    server: nameOf(member),
    moves,
    saving: price,
    renewalMs: past ? null : renewalMs,
    fullest: momentOf(found, spot),
  };
  return { ...facts, sentence: releaseSentence(facts) };
}

/** One move for each group and place, the most first. */
function movesOf({ fleet, packing }: Found, member: Member): Move[] {
  return member.lots.flatMap((lot) => {
    const counts = new Map<number, number>();
    for (const { lot: placed, on, count } of packing.placements) {
      if (placed === lot) counts.set(on, (counts.get(on) ?? 0) + count);
    }
    return [...counts]
      .sort(([a, many], [b, few]) => few - many || a - b)
      .map(([on, count]) => ({ group: lot.group, from: nameOf(member), to: nameOf(memberAt(fleet, on)), count }));
  });
}

function spotOf(packing: Packing, member: Member): Spot {
  const spot = fullestSpot(packing, member);
  if (!spot) throw new RangeError(`${member.server.id} takes crawlers and was never measured`);
  return spot;
}

function momentOf({ fleet, slots }: Found, { on, resource, slot, value, ratio }: Spot): FullestMoment {
  const member = memberAt(fleet, on);
  return {
    server: nameOf(member),
    startMs: slots.startMs + slot * slots.lengthMs,
    lengthMs: slots.lengthMs,
    resource,
    value,
    limit: member.server.limits[resource],
    ratio,
  };
}

function targetOf(found: Found, member: Member): Target | null {
  const takes = found.packing.placements
    .filter(({ on }) => on === member.index)
    .reduce((sum, { count }) => sum + count, 0);
  if (takes === 0) return null;
  return { server: nameOf(member), takes, fullest: momentOf(found, spotOf(found.packing, member)) };
}

function stayOf(found: Found, member: Member, why: Bar | Obstacle | null): Stay | null {
  const server = nameOf(member);
  const stay = <Facts extends object>(facts: Facts, sentence: Sentence) => ({ server, ...facts, sentence });
  switch (why?.reason) {
    case undefined:
      return null;
    case 'pinned':
    case 'not_measured':
    case 'no_crawlers':
    case 'no_other_server':
    case 'filesystems_full':
      return stay({ reason: why.reason }, staySentences[why.reason](server));
    case 'mostly_other_load':
      return stay(why, otherLoadSentence(server, why.resource, why.share));
    case 'cost_unknown':
      return stay({ reason: why.reason, groups: [...why.groups] }, costUnknownSentence(server, why.groups));
    case 'no_room': {
      const { spot, ...facts } = why;
      const moment = momentOf(found, spot);
      return stay({ ...facts, moment }, noRoomSentence(server, why.group, why.count, moment));
    }
  }
}

/** The largest saving first within a currency; servers without a price last. */
function bySaving(a: Release, b: Release): number {
  const [left, right] = [a.saving?.currency ?? '\uffff', b.saving?.currency ?? '\uffff'];
  if (left !== right) return left < right ? -1 : 1;
  return (b.saving?.monthly ?? 0) - (a.saving?.monthly ?? 0) || (a.server.id < b.server.id ? -1 : 1);
}

function totals(savings: readonly Money[]): Money[] {
  const sums = new Map<string, number>();
  for (const { monthly, currency } of savings) sums.set(currency, (sums.get(currency) ?? 0) + monthly);
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, monthly]) => ({ currency, monthly }));
}
