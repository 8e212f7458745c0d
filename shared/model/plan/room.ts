import type { CapacityResource } from '../capacity.ts';
import { BLOCK_SLOTS, type Blocked, blocked, type Demand, type Lot } from './fleet.ts';

/** The load of one resource of a server in every slot, with what was added to it. */
export interface Load extends Blocked {
  readonly limit: number;
}

/** So many of a lot's crawlers on a server where one takes `high` at most. */
export interface Share {
  readonly demand: Demand;
  readonly count: number;
  readonly of: number;
  readonly high: number;
}

/** The share of a lot for one resource on a server with these bounds. */
export function shareOf(
  lot: Lot,
  resource: CapacityResource,
  count: number,
  bounds: Readonly<Record<CapacityResource, number>>,
): Share {
  return { demand: lot[resource], count, of: lot.count, high: bounds[resource] };
}

/**
 * What a share adds in a slot: of the crawlers that ran then, its part rounded up to whole crawlers, each at the upper
 * bound of its cost or at what it used itself in that slot, whichever is larger.
 */
export function chargeAt({ demand, count, of, high }: Share, slot: number): number {
  return Math.ceil(((demand.counts.slots[slot] ?? 0) * count) / of) * Math.max(high, demand.units.slots[slot] ?? 0);
}

/** At least as much as the share adds in any slot of the block. */
function chargeBound({ demand, count, of, high }: Share, block: number): number {
  return Math.ceil(((demand.counts.blocks[block] ?? 0) * count) / of) * Math.max(high, demand.units.blocks[block] ?? 0);
}

/** Counts the comparisons made, so that a search can stop after the same work on every machine. */
export interface Work {
  done: number;
}

/** Whether the load with the share stays within the limit in every slot. */
export function fits(load: Load, share: Share, work: Work): boolean {
  const { counts, units } = share.demand;
  const most = Math.ceil((counts.highest * share.count) / share.of) * Math.max(share.high, units.highest);
  work.done += 1;
  if (load.highest + most <= load.limit) return true;
  if (!blockFits(load, share, load.hottestBlock, work)) return false;
  for (let b = 0; b < load.blocks.length; b += 1) if (!blockFits(load, share, b, work)) return false;
  return true;
}

function blockFits(load: Load, share: Share, block: number, work: Work): boolean {
  work.done += 1;
  if ((load.blocks[block] ?? 0) + chargeBound(share, block) <= load.limit) return true;
  const end = Math.min(load.slots.length, (block + 1) * BLOCK_SLOTS);
  for (let t = block * BLOCK_SLOTS; t < end; t += 1) {
    work.done += 1;
    if ((load.slots[t] ?? 0) + chargeAt(share, t) > load.limit) return false;
  }
  return true;
}

/** The load with the share. */
export function withShare(load: Load, share: Share, work: Work): Load {
  work.done += load.slots.length;
  const slots = new Float64Array(load.slots.length);
  for (let t = 0; t < slots.length; t += 1) slots[t] = (load.slots[t] ?? 0) + chargeAt(share, t);
  return { ...blocked(slots), limit: load.limit };
}

/** The highest value of a load and its slot; of equal ones the first. With a share, as if it were added. */
export function fullest(load: Load, share?: Share): { readonly slot: number; readonly value: number } {
  let [slot, value] = [0, -Infinity];
  for (let b = 0; b < load.blocks.length; b += 1) {
    if ((load.blocks[b] ?? 0) + (share ? chargeBound(share, b) : 0) <= value) continue;
    const end = Math.min(load.slots.length, (b + 1) * BLOCK_SLOTS);
    for (let t = b * BLOCK_SLOTS; t < end; t += 1) {
      const here = (load.slots[t] ?? 0) + (share ? chargeAt(share, t) : 0);
      if (here > value) [slot, value] = [t, here];
    }
  }
  return { slot, value };
}
