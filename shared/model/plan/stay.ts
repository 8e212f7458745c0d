import { type CapacityResource, capacityResources } from '../capacity.ts';
import type { Member } from './fleet.ts';
import { emptyAlso, mayTake, type Packing } from './packing.ts';
import { fullest, shareOf } from './room.ts';

/** Why a server is not even a candidate, found before any packing. */
export type Bar =
  | { readonly reason: 'pinned' | 'not_measured' | 'no_crawlers' }
  | { readonly reason: 'mostly_other_load'; readonly resource: CapacityResource; readonly share: number };

/** Where a value would have been, in slots and members. */
export interface Spot {
  readonly on: number;
  readonly resource: CapacityResource;
  readonly slot: number;
  readonly value: number;
  readonly ratio: number;
}

/** Why a candidate could not be emptied. */
export type Obstacle =
  | { readonly reason: 'cost_unknown'; readonly groups: readonly string[] }
  | { readonly reason: 'filesystems_full' | 'no_other_server' }
  | { readonly reason: 'no_room'; readonly group: string; readonly count: number; readonly spot: Spot };

/** A load that is more than this share not the crawlers' is what the server is for. */
const MOSTLY = 0.5;
/** Every server uses so much of its limits for itself, and is not for that: a quiet system's daemons, its kernel. */
const SYSTEM_SHARE: Readonly<Record<CapacityResource, number>> = { cpu: 0.1, memory: 0.25 };

/** What bars a server from going at all; null for a candidate. */
export function barOf(member: Member): Bar | null {
  if (member.server.pinned) return { reason: 'pinned' };
  if (!member.own) return { reason: 'not_measured' };
  if (member.lots.length === 0) return { reason: 'no_crawlers' };
  for (const resource of capacityResources) {
    const { load, others } = meanLoads(member, resource);
    const share = load > 0 ? others / load : 0;
    if (share > MOSTLY && others > SYSTEM_SHARE[resource] * member.server.limits[resource]) {
      return { reason: 'mostly_other_load', resource, share };
    }
  }
  return null;
}

/** The crawlers' part is what they used themselves or their cost times their count, whichever is larger. */
function meanLoads({ own, lots, server }: Member, resource: CapacityResource): { load: number; others: number } {
  const slots = own?.[resource].slots ?? new Float64Array();
  const parts = lots.map((lot) => ({ ...lot[resource], cost: server.costs[lot.group]?.[resource]?.cost ?? 0 }));
  let [load, others] = [0, 0];
  for (let t = 0; t < slots.length; t += 1) {
    let crawlers = 0;
    for (const { counts, units, cost } of parts) {
      crawlers += (counts.slots[t] ?? 0) * Math.max(cost, units.slots[t] ?? 0);
    }
    load += slots[t] ?? 0;
    others += Math.max(0, (slots[t] ?? 0) - crawlers);
  }
  return { load: load / slots.length, others: others / slots.length };
}

/** Why a candidate stays when the rest of the packing stands; null when it need not. */
export function obstacleOf(fleet: readonly Member[], packing: Packing, member: Member): Obstacle | null {
  const emptying = emptyAlso(fleet, packing, member, 'tightest', { done: 0 });
  if (emptying.done) return null;
  const { lot, count } = emptying.stuck;
  const others = fleet.filter((other) => other !== member && other.own && !packing.emptied.has(other.index));
  if (others.length === 0) return { reason: 'no_other_server' };
  const displaced = packing.placements.filter(({ on }) => on === member.index).map((placement) => placement.lot);
  const groups = [...new Set([...member.lots, ...displaced].map(({ group }) => group))].sort();
  const unknown = groups.filter((group) => !others.some(({ bounds }) => bounds.has(group)));
  if (unknown.length > 0) return { reason: 'cost_unknown', groups: unknown };
  const spot = leastFull(others, emptying.packing, lot, count);
  return spot ? { reason: 'no_room', group: lot.group, count, spot } : { reason: 'filesystems_full' };
}

/** The place where all of a lot would have overflowed least; null when none may take it. */
function leastFull(others: readonly Member[], packing: Packing, lot: Member['lots'][number], count: number) {
  let least: Spot | null = null;
  for (const other of others) {
    if (!mayTake(packing, other, lot.group)) continue;
    const spot = fullestSpot(packing, other, { lot, count });
    if (spot && (!least || spot.ratio < least.ratio)) least = spot;
  }
  return least;
}

/** The fullest slot of a member with what it takes, of the resource that is nearer its limit; with more, as if it were there too. */
export function fullestSpot(
  packing: Packing,
  member: Member,
  more?: { readonly lot: Member['lots'][number]; readonly count: number },
): Spot | null {
  const loads = packing.loads[member.index];
  const bounds = more && member.bounds.get(more.lot.group);
  if (!loads) return null;
  const spots = capacityResources.map((resource) => {
    const share = bounds && shareOf(more.lot, resource, more.count, bounds);
    const { slot, value } = fullest(loads[resource], share);
    return { on: member.index, resource, slot, value, ratio: value / loads[resource].limit };
  });
  return spots.reduce((most, spot) => (spot.ratio > most.ratio ? spot : most));
}
