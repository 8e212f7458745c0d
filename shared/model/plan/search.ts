import { capacityResources } from '../capacity.ts';
import type { Lot, Member } from './fleet.ts';
import { emptyAlso, packingOf, type Packing, type Preference } from './packing.ts';
import type { Work } from './room.ts';
import { isBetter, moneyOrder, type Rates, valueOf, type Worth, worthOf } from './worth.ts';

/** A packing and the order of candidates that led to it. */
interface Attempt {
  readonly order: readonly Member[];
  readonly packing: Packing;
  readonly worth: Worth;
}

const PREFERENCES: readonly Preference[] = ['tightest', 'roomiest'];
/**
 * Comparisons after which no further improvement is tried; under a second of one core. Work is counted, not time, so that
 * the same fleet gets the same plan on every machine.
 */
const ENOUGH_WORK = 50_000_000;

/**
 * Which of the candidates can be emptied: one after the other in several orders, then the best order is changed (one that
 * stays goes first, one or two that go wait until last) as long as that saves more. Candidates that do not fit stay.
 */
export function searchPacking(fleet: readonly Member[], candidates: readonly Member[], rates: Rates): Packing {
  const work: Work = { done: 0 };
  const attempts = startingOrders(candidates, rates).flatMap((order) =>
    PREFERENCES.map((prefer) => attempt(fleet, order, prefer, rates, work)),
  );
  const start = attempts.reduce((best, each) => (isBetter(each.worth, best.worth) ? each : best));

  return fillUp(fleet, candidates, improve(fleet, start, rates, work).packing, work);
}

/** Tries all that stay once more, so that for each there is an obstacle in the packing as it is in the end. */
function fillUp(fleet: readonly Member[], candidates: readonly Member[], before: Packing, work: Work): Packing {
  for (const member of candidates) {
    if (before.emptied.has(member.index)) continue;
    const emptying = emptyAlso(fleet, before, member, 'tightest', work);
    if (emptying.done) return fillUp(fleet, candidates, emptying.packing, work);
  }
  return before;
}

function attempt(
  fleet: readonly Member[],
  order: readonly Member[],
  prefer: Preference,
  rates: Rates,
  work: Work,
): Attempt {
  let packing = packingOf(fleet);
  for (const member of order) {
    const emptying = emptyAlso(fleet, packing, member, prefer, work);
    if (emptying.done) packing = emptying.packing;
  }
  return { order, packing, worth: worthOf(fleet, packing, rates) };
}

function improve(fleet: readonly Member[], start: Attempt, rates: Rates, work: Work): Attempt {
  let best = start;

  for (let improved = true; improved;) {
    improved = false;
    for (const order of changedOrders(best)) {
      const better = PREFERENCES.map((prefer) => attempt(fleet, order, prefer, rates, work)).find(({ worth }) =>
        isBetter(worth, best.worth),
      );

      if (work.done > ENOUGH_WORK) return better ?? best;
      if (!better) continue;
      best = better;
      improved = true;
      break;
    }
  }
  return best;
}

/** By value; by value for the load that has to be placed; the smallest load first. Each keeps the kinds of money apart. */
function startingOrders(candidates: readonly Member[], rates: Rates): readonly (readonly Member[])[] {
  const monies = moneyOrder(candidates, rates);
  const rank = (member: Member) => {
    const money = valueOf(member, rates)?.money;
    return money === undefined ? monies.length : monies.indexOf(money);
  };
  const amount = (member: Member) => valueOf(member, rates)?.amount ?? 0;
  const ordered = (key: (member: Member) => number) => {
    const keys = new Map(candidates.map((member) => [member, key(member)]));
    return [...candidates].sort(
      (a, b) => rank(a) - rank(b) || (keys.get(b) ?? 0) - (keys.get(a) ?? 0) || a.index - b.index,
    );
  };
  return [ordered(amount), ordered((member) => amount(member) / loadOf(member)), ordered((member) => -loadOf(member))];
}

/** The crawlers' part of the server's limits, the larger of the two resources; never 0. */
function loadOf(member: Member): number {
  const parts = capacityResources.map((resource) =>
    member.lots.reduce((sum, lot) => sum + meanUse(lot, member, resource), 0),
  );
  return Math.max(1e-6, ...parts);
}

function meanUse(lot: Lot, { bounds, server: { limits } }: Member, resource: 'cpu' | 'memory'): number {
  const { counts, units } = lot[resource];
  const high = bounds.get(lot.group)?.[resource] ?? 0;
  const sum = counts.slots.reduce((total, count, t) => total + count * Math.max(high, units.slots[t] ?? 0), 0);
  return sum / counts.slots.length / limits[resource];
}

/** Orders worth trying next, the likely ones first. */
function* changedOrders({ order, packing }: Attempt): Generator<readonly Member[]> {
  const staying = order.filter(({ index }) => !packing.emptied.has(index));
  const going = order.filter(({ index }) => packing.emptied.has(index)).reverse();
  for (const first of staying) yield reordered(order, [first], []);
  for (const last of going) yield reordered(order, [], [last]);
  for (const first of staying) for (const last of going) yield reordered(order, [first], [last]);
  for (const [i, one] of going.entries()) {
    for (const other of going.slice(i + 1)) yield reordered(order, [], [one, other]);
  }
}

function reordered(order: readonly Member[], first: readonly Member[], last: readonly Member[]): readonly Member[] {
  return [...first, ...order.filter((member) => !first.includes(member) && !last.includes(member)), ...last];
}
