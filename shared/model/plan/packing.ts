import { type CapacityResource, capacityResources } from '../capacity.ts';
import type { Lot, Member } from './fleet.ts';
import { fits, type Load, shareOf, withShare, type Work } from './room.ts';

/** What stands on a member, by resource. */
export interface Loads extends Readonly<Record<CapacityResource, Load>> {
  /** Part of the fuller resource that is still free in its fullest slot; negative when it is above its limit. */
  readonly free: number;
}

/** So many of a lot's crawlers stand on the member of index `on`. */
export interface Placement {
  readonly lot: Lot;
  readonly on: number;
  readonly count: number;
}

/** Some servers emptied, and where their crawlers stand. Never changed: a further server makes another packing. */
export interface Packing {
  readonly emptied: ReadonlySet<number>;
  readonly placements: readonly Placement[];
  /** By member, its own load with what it takes; null when it was not measured. */
  readonly loads: readonly (Loads | null)[];
}

/** Every server with its own load alone. */
export function packingOf(fleet: readonly Member[]): Packing {
  return { emptied: new Set(), placements: [], loads: fleet.map(ownLoads) };
}

function ownLoads({ own, server: { limits } }: Member): Loads | null {
  return own && loadsOf({ ...own.cpu, limit: limits.cpu }, { ...own.memory, limit: limits.memory });
}

function loadsOf(cpu: Load, memory: Load): Loads {
  const free = Math.min(1 - cpu.highest / cpu.limit, 1 - memory.highest / memory.limit);
  return { cpu, memory, free };
}

/** Which server is filled first of those that take a whole lot: the one with the least room left, or with the most. */
export type Preference = 'tightest' | 'roomiest';

/** Whether a member may take crawlers of a group at all, whatever its room. */
export function mayTake(packing: Packing, member: Member, group: string): boolean {
  return (
    member.own !== null && !member.filesystemFull && !packing.emptied.has(member.index) && member.bounds.has(group)
  );
}

/** The crawlers of a lot, or a part of them, that have to find a place. */
export interface Waiting {
  readonly lot: Lot;
  readonly count: number;
}

/** What became of emptying one more server. Where it does not go, `stuck` found no place in the packing so far. */
export type Emptying =
  | { readonly done: true; readonly packing: Packing }
  | { readonly done: false; readonly packing: Packing; readonly stuck: Waiting };

/**
 * Empties one more server: its own crawlers and those it had taken find places on the others, the largest lots first (best
 * fit decreasing).
 */
export function emptyAlso(
  fleet: readonly Member[],
  before: Packing,
  member: Member,
  prefer: Preference,
  work: Work,
): Emptying {
  const displaced = before.placements.filter(({ on }) => on === member.index);
  const waiting = [...member.lots.map((lot) => ({ lot, count: lot.count })), ...displaced]
    .map(({ lot, count }) => ({ lot, count, size: sizeOf(lot, count, member) }))
    .sort((a, b) => b.size - a.size);
  let packing: Packing = {
    emptied: new Set([...before.emptied, member.index]),
    placements: before.placements.filter(({ on }) => on !== member.index),
    loads: before.loads.with(member.index, ownLoads(member)),
  };
  for (const { lot, count } of waiting) {
    const placed = placeLot(fleet, packing, { lot, count }, prefer, work);
    if (!placed) return { done: false, packing, stuck: { lot, count } };
    packing = placed;
  }
  return { done: true, packing };
}

/** The packing with an emptied server as it was before, and its crawlers gone from the others. */
export function restore(fleet: readonly Member[], before: Packing, index: number, work: Work): Packing {
  const placements = before.placements.filter(({ lot }) => lot.source !== index);
  const touched = new Set(before.placements.filter(({ lot }) => lot.source === index).map(({ on }) => on));
  const loads = before.loads.map((each, i) => {
    const member = fleet[i];
    if (!member || (i !== index && !touched.has(i))) return each;
    return placements
      .filter(({ on }) => on === i)
      .reduce((sum, { lot, count }) => sum && withLot(member, sum, lot, count, work), ownLoads(member));
  });
  return { emptied: new Set([...before.emptied].filter((each) => each !== index)), placements, loads };
}

/** The larger of the lot's shares of the two resources of the server it leaves. */
function sizeOf(lot: Lot, count: number, { bounds, server: { limits } }: Member): number {
  const parts = capacityResources.map((resource) => {
    const unit = lot[resource].units.blocks.reduce((most, value) => Math.max(most, value), 0);
    return (count * Math.max(bounds.get(lot.group)?.[resource] ?? 0, unit)) / limits[resource];
  });
  return Math.max(...parts);
}

interface Place {
  readonly member: Member;
  readonly loads: Loads;
}

function placeLot(
  fleet: readonly Member[],
  packing: Packing,
  waiting: Waiting,
  prefer: Preference,
  work: Work,
): Packing | null {
  work.done += 20 * fleet.length;
  const sign = prefer === 'tightest' ? 1 : -1;
  const places = placesFor(fleet, packing, waiting.lot.group).sort(
    (a, b) => sign * (a.loads.free - b.loads.free) || a.member.index - b.member.index,
  );
  const whole = places.find((place) => fitsOn(place, waiting.lot, waiting.count, work));
  if (whole) return placeOn(packing, whole, waiting.lot, waiting.count, work);
  return split(packing, places, waiting, work);
}

/** Over as few servers as hold it: those that take the most first. */
function split(packing: Packing, places: readonly Place[], { lot, count }: Waiting, work: Work): Packing | null {
  const takers = places
    .map((place) => ({ place, most: mostOn(place, lot, count - 1, work) }))
    .filter(({ most }) => most > 0)
    .sort((a, b) => b.most - a.most);
  if (takers.reduce((sum, { most }) => sum + most, 0) < count) return null;
  let [next, left] = [packing, count];
  for (const { place, most } of takers) {
    if (left === 0) break;
    next = placeOn(next, place, lot, Math.min(left, most), work);
    left -= Math.min(left, most);
  }
  return next;
}

/** The servers that may take crawlers of the group and have any room, in the order of the fleet. */
function placesFor(fleet: readonly Member[], packing: Packing, group: string): Place[] {
  const places: Place[] = [];
  for (const member of fleet) {
    const loads = mayTake(packing, member, group) ? packing.loads[member.index] : null;
    if (loads && loads.free >= 0) places.push({ member, loads });
  }
  return places;
}

function fitsOn({ member, loads }: Place, lot: Lot, count: number, work: Work): boolean {
  const bounds = member.bounds.get(lot.group);
  return (
    bounds !== undefined &&
    capacityResources.every((resource) => fits(loads[resource], shareOf(lot, resource, count, bounds), work))
  );
}

/** The most crawlers of the lot that fit, found by halving: what they take grows with their number. */
function mostOn(place: Place, lot: Lot, atMost: number, work: Work): number {
  if (atMost < 1 || !fitsOn(place, lot, 1, work)) return 0;
  let [fit, over] = [1, atMost + 1];
  while (over - fit > 1) {
    const middle = Math.floor((fit + over) / 2);
    if (fitsOn(place, lot, middle, work)) fit = middle;
    else over = middle;
  }
  return fit;
}

function placeOn(packing: Packing, { member, loads }: Place, lot: Lot, count: number, work: Work): Packing {
  return {
    ...packing,
    placements: [...packing.placements, { lot, on: member.index, count }],
    loads: packing.loads.with(member.index, withLot(member, loads, lot, count, work)),
  };
}

/** @throws RangeError when the cost of the lot's group on the member is not known. */
function withLot(member: Member, { cpu, memory }: Loads, lot: Lot, count: number, work: Work): Loads {
  const bounds = member.bounds.get(lot.group);
  if (!bounds) throw new RangeError(`the cost of ${lot.group} on ${member.server.id} is not known`);
  return loadsOf(
    withShare(cpu, shareOf(lot, 'cpu', count, bounds), work),
    withShare(memory, shareOf(lot, 'memory', count, bounds), work),
  );
}
