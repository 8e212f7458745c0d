import { capacityResources } from '../capacity.ts';
import type { Lot, Member } from './fleet.ts';
import { emptyAlso, type Packing, packingOf, type Preference, restore } from './packing.ts';
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
 * Comparisons after which no further improvement is tried; about a second of one core. Work is counted, not time, so that
 * the same fleet gets the same plan on every machine.
 */
const ENOUGH_WORK = 40_000_000;

/**
 * Which of the candidates can be emptied: one after the other in several orders. The best is then improved as long as that
 * saves more: one or two that go are kept and others tried in their place; then the order itself is changed (one that stays
 * goes first, one or two that go wait until last). Candidates that do not fit stay.
 */
export function searchPacking(fleet: readonly Member[], candidates: readonly Member[], rates: Rates): Packing {
  const work: Work = { done: 0 };
  const attempts = startingOrders(candidates, rates).flatMap((order) =>
    PREFERENCES.map((prefer) => attempt(fleet, order, prefer, rates, work)),
  );
  const start = attempts.reduce((best, each) => (isBetter(each.worth, best.worth) ? each : best));
  const exchanged = exchange(fleet, start, rates, work);
  const reordered = reorder(fleet, start, rates, work);
  const best = isBetter(reordered.worth, exchanged.worth) ? exchange(fleet, reordered, rates, work) : exchanged;
  return fillUp(fleet, best.order, best.packing, work);
}

/** Empties of these what still fits, so that in the end each that stays has an obstacle in the packing as it is. */
function fillUp(fleet: readonly Member[], order: readonly Member[], before: Packing, work: Work): Packing {
  let packing = before;
  for (let filled = true; filled;) {
    filled = false;
    for (const member of order) {
      if (packing.emptied.has(member.index)) continue;
      const emptying = emptyAlso(fleet, packing, member, 'tightest', work);
      if (!emptying.done) continue;
      packing = emptying.packing;
      filled = true;
    }
  }
  return packing;
}

/** Keeps one or two that go, so that another goes and whatever else then fits; again as long as that is better. */
function exchange(fleet: readonly Member[], start: Attempt, rates: Rates, work: Work): Attempt {
  let best = start;
  for (let improved = true; improved && work.done < ENOUGH_WORK;) {
    improved = false;
    for (const kept of keptSets(best)) {
      if (work.done > ENOUGH_WORK) return best;
      const better = betterWithout(fleet, best, kept, rates, work);
      if (!better) continue;
      best = better;
      improved = true;
      break;
    }
  }
  return best;
}

function betterWithout(
  fleet: readonly Member[],
  best: Attempt,
  kept: readonly Member[],
  rates: Rates,
  work: Work,
): Attempt | null {
  const room = kept.reduce((packing, { index }) => restore(fleet, packing, index, work), best.packing);
  for (const first of best.order) {
    if (best.packing.emptied.has(first.index)) continue;
    if (work.done > ENOUGH_WORK) return null;
    const emptying = emptyAlso(fleet, room, first, 'tightest', work);
    if (!emptying.done) continue;
    const packing = fillUp(fleet, best.order, emptying.packing, work);
    const worth = worthOf(fleet, packing, rates);
    if (isBetter(worth, best.worth)) return { order: best.order, packing, worth };
  }
  return null;
}

/** One that goes, the last placed first; then two. */
function* keptSets({ order, packing }: Attempt): Generator<readonly Member[]> {
  const going = order.filter(({ index }) => packing.emptied.has(index)).reverse();
  for (const one of going) yield [one];
  for (const [i, one] of going.entries()) for (const other of going.slice(i + 1)) yield [one, other];
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

function reorder(fleet: readonly Member[], start: Attempt, rates: Rates, work: Work): Attempt {
  let best = start;
  for (let improved = true; improved && work.done < ENOUGH_WORK;) {
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
