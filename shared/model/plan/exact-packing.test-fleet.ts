import { type CapacityResource, capacityResources } from '../capacity.ts';
import { fleetOf, type Lot, type Member } from './fleet.ts';
import type { PlanInput } from './plan-input.ts';
import { chargeAt, fits, type Load, shareOf, withShare } from './room.ts';
import { barOf } from './stay.ts';

/** Splits looked at for one set of servers before it is given up. */
const MOST_SPLITS = 20_000;

/**
 * The largest sum of prices (of whatever currency) that any plan of the fleet reaches, found by trying every set of servers
 * and every whole-number split of their crawlers; null when a set had to be given up. For a few servers only.
 */
export function exactSaving(input: PlanInput): number | null {
  const fleet = fleetOf(input);
  const candidates = fleet.filter((member) => barOf(member) === null);
  const sets = Array.from({ length: 2 ** candidates.length }, (_, bits) => {
    const set = candidates.filter((_, i) => bits & (1 << i));
    return { set, saving: set.reduce((sum, { server }) => sum + (server.price?.monthly ?? 0), 0) };
  }).sort((a, b) => b.saving - a.saving);
  for (const { set, saving } of sets) {
    const splits = { left: MOST_SPLITS };
    const targets = fleet
      .filter((member) => !set.includes(member) && member.own && !member.filesystemFull)
      .flatMap((member) => targetOf(member) ?? []);
    const lots = set.flatMap((member) => member.lots).sort((a, b) => b.count - a.count);
    if (place(lots, 0, 0, lots[0]?.count ?? 0, targets, splits)) return saving;
    if (splits.left <= 0) return null;
  }
  return 0;
}

interface Target {
  readonly member: Member;
  readonly loads: Readonly<Record<CapacityResource, Load>>;
}

function targetOf(member: Member): Target | null {
  const { own, server } = member;
  if (!own) return null;
  return {
    member,
    loads: { cpu: { ...own.cpu, limit: server.limits.cpu }, memory: { ...own.memory, limit: server.limits.memory } },
  };
}

/** Whether the `left` crawlers of the lot, from target `t` on, and all lots after it find places. */
function place(
  lots: readonly Lot[],
  index: number,
  t: number,
  left: number,
  targets: readonly Target[],
  splits: { left: number },
): boolean {
  const lot = lots[index];
  if (!lot) return true;
  if (t === 0 && !mayFit(lots.slice(index), targets)) return false;
  if (left === 0) return place(lots, index + 1, 0, lots[index + 1]?.count ?? 0, targets, splits);
  const target = targets[t];
  if (!target || splits.left <= 0) return false;
  const bounds = target.member.bounds.get(lot.group);
  for (let count = bounds ? left : 0; count >= 0; count -= 1) {
    splits.left -= 1;
    const next = count > 0 && bounds ? withCrawlers(target, lot, count, bounds) : target;
    if (!next) continue;
    const others = targets.map((each, i) => (i === t ? next : each));
    if (place(lots, index, t + 1, left - count, others, splits)) return true;
    if (splits.left <= 0) return false;
  }
  return false;
}

/** False where it is sure that the lots do not fit: one alone does not, or their sum is more than all that is free. */
function mayFit(lots: readonly Lot[], targets: readonly Target[]): boolean {
  if (lots.some((lot) => !fitsAtAll(lot, targets))) return false;
  return capacityResources.every((resource) => {
    const free = new Float64Array(lots[0]?.[resource].counts.slots.length ?? 0);
    for (const { loads } of targets) {
      const { slots, limit } = loads[resource];
      if (loads.cpu.highest > loads.cpu.limit || loads.memory.highest > loads.memory.limit) continue;
      slots.forEach((value, t) => (free[t] = (free[t] ?? 0) + limit - value));
    }
    for (const lot of lots) {
      const highs = targets.flatMap(({ member }) => member.bounds.get(lot.group)?.[resource] ?? []);
      const share = { demand: lot[resource], count: lot.count, of: lot.count, high: Math.min(...highs) };
      free.forEach((left, t) => (free[t] = left - chargeAt(share, t)));
    }
    return free.every((left) => left > -1e-9);
  });
}

/** Whether the lot alone would find places on the targets as they are; if not, no split of the others helps. */
function fitsAtAll(lot: Lot, targets: readonly Target[]): boolean {
  let left = lot.count;
  for (const target of targets) {
    const bounds = target.member.bounds.get(lot.group);
    for (let count = bounds ? left : 0; count > 0 && bounds; count -= 1) {
      if (!withCrawlers(target, lot, count, bounds)) continue;
      left -= count;
      break;
    }
  }
  return left === 0;
}

/** The target with so many crawlers more; null when they do not fit. */
function withCrawlers(
  { member, loads }: Target,
  lot: Lot,
  count: number,
  bounds: Readonly<Record<CapacityResource, number>>,
): Target | null {
  const shares = {
    cpu: shareOf(lot, 'cpu', count, bounds),
    memory: shareOf(lot, 'memory', count, bounds),
  };
  if (!capacityResources.every((resource) => fits(loads[resource], shares[resource], { done: 0 }))) return null;
  return {
    member,
    loads: {
      cpu: withShare(loads.cpu, shares.cpu, { done: 0 }),
      memory: withShare(loads.memory, shares.memory, { done: 0 }),
    },
  };
}
