import type { Member } from './fleet.ts';
import type { Packing } from './packing.ts';

/** What a packing saves, by kind of money, and what breaks a tie. */
export interface Worth {
  readonly savings: ReadonlyMap<string, number>;
  readonly emptied: number;
  readonly moved: number;
  readonly routes: number;
}

export type Rates = Readonly<Record<string, number>>;

/** Currencies with a rate are one kind of money; each other currency is its own; servers without a price save none. */
export interface Value {
  readonly money: string;
  readonly amount: number;
}

const WEIGHED = 'weighed';
/** Amounts that differ by less are the same. */
const EQUAL = 1e-9;

/** What giving the server back is worth, to compare it with others. */
export function valueOf({ server: { price } }: Member, rates: Rates): Value | null {
  if (!price) return null;
  const rate = Object.hasOwn(rates, price.currency) ? rates[price.currency] : undefined;
  if (rate === undefined) return { money: `only ${price.currency}`, amount: price.monthly };
  return { money: WEIGHED, amount: price.monthly * rate };
}

export function worthOf(fleet: readonly Member[], packing: Packing, rates: Rates): Worth {
  const savings = new Map<string, number>();
  for (const member of fleet) {
    const value = packing.emptied.has(member.index) ? valueOf(member, rates) : null;
    if (value) savings.set(value.money, (savings.get(value.money) ?? 0) + value.amount);
  }
  const moved = packing.placements.reduce((sum, { count }) => sum + count, 0);
  return { savings, emptied: packing.emptied.size, moved, routes: packing.placements.length };
}

/**
 * Saves more of one kind of money and no less of any other; with the same savings, empties more servers; with as many,
 * moves fewer crawlers; with as many moved, to fewer places.
 */
export function isBetter(a: Worth, b: Worth): boolean {
  let more = false;
  for (const money of new Set([...a.savings.keys(), ...b.savings.keys()])) {
    const difference = (a.savings.get(money) ?? 0) - (b.savings.get(money) ?? 0);
    const equal = EQUAL * Math.max(1, a.savings.get(money) ?? 0);
    if (difference < -equal) return false;
    if (difference > equal) more = true;
  }
  if (more) return true;
  if (a.emptied !== b.emptied) return a.emptied > b.emptied;
  return a.moved !== b.moved ? a.moved < b.moved : a.routes < b.routes;
}

/** The kinds of money, that of most servers first; of as many, by name. */
export function moneyOrder(members: readonly Member[], rates: Rates): readonly string[] {
  const servers = new Map<string, number>();
  for (const member of members) {
    const money = valueOf(member, rates)?.money;
    if (money !== undefined) servers.set(money, (servers.get(money) ?? 0) + 1);
  }
  return [...servers].sort(([a, many], [b, few]) => few - many || (a < b ? -1 : 1)).map(([money]) => money);
}
