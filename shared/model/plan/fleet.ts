import { type CapacityResource, capacityResources } from '../capacity.ts';
import type { CrawlerCost, PlanInput, PlanServer, SlotSeries } from './plan-input.ts';

/** Slots whose maxima are kept beside them, so that most of a series is compared a block at a time. */
export const BLOCK_SLOTS = 24;

/** Numbers by slot with the maximum of each block, and of all: the first block that holds it is the hottest. */
export interface Blocked {
  readonly slots: Float64Array;
  readonly blocks: Float64Array;
  readonly highest: number;
  readonly hottestBlock: number;
}

/** A group's crawlers in each slot (at least one where anything was used) and what each used itself. */
export interface Demand {
  readonly counts: Blocked;
  readonly units: Blocked;
}

/** All crawlers of one group on one server: what has to find a place when the server goes. */
export interface Lot extends Readonly<Record<CapacityResource, Demand>> {
  readonly source: number;
  readonly group: string;
  readonly count: number;
}

/** A server with its gaps filled. */
export interface Member {
  readonly index: number;
  readonly server: PlanServer;
  /** Its own load; null when one of the resources was never measured. */
  readonly own: Readonly<Record<CapacityResource, Blocked>> | null;
  readonly lots: readonly Lot[];
  /** Slots in which something was missing. */
  readonly gaps: number;
  /** The upper bound of one crawler's peak, by group, where known for both resources. */
  readonly bounds: ReadonlyMap<string, Readonly<Record<CapacityResource, number>>>;
  readonly filesystemFull: boolean;
}

/**
 * The servers in the order of their ids, with typed series without gaps: a gap holds the highest known value.
 * @throws RangeError when a series is not as long as the slots, or two servers have one id.
 */
export function fleetOf({ slots, servers }: PlanInput): readonly Member[] {
  const sorted = [...servers].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  if (new Set(sorted.map(({ id }) => id)).size < sorted.length) throw new RangeError('two servers have the same id');
  const pooled = pooledBounds(sorted);
  return sorted.map((server, index) => {
    const missing = new Uint8Array(slots.count);
    const peaks = {
      cpu: filled(server.peaks.cpu, slots.count, missing),
      memory: filled(server.peaks.memory, slots.count, missing),
    };
    const { cpu, memory } = peaks;
    const lots = server.groups
      .map((group) => lotOf(group, index, slots.count, missing))
      .filter(({ count }) => count > 0)
      .sort((a, b) => (a.group < b.group ? -1 : 1));
    return {
      index,
      server,
      own: cpu && memory && { cpu: blocked(cpu), memory: blocked(memory) },
      lots,
      gaps: missing.reduce((sum, gap) => sum + gap, 0),
      bounds: boundsOf(server, pooled),
      filesystemFull: server.filesystems.some(({ usedBytes, limitBytes }) => usedBytes > limitBytes),
    };
  });
}

/** A series with its maxima. */
export function blocked(slots: Float64Array): Blocked {
  const blocks = new Float64Array(Math.ceil(slots.length / BLOCK_SLOTS));
  let hottestBlock = 0;
  for (let b = 0; b < blocks.length; b += 1) {
    blocks[b] = blockMaximum(slots, b);
    if ((blocks[b] ?? 0) > (blocks[hottestBlock] ?? 0)) hottestBlock = b;
  }
  return { slots, blocks, highest: blocks[hottestBlock] ?? 0, hottestBlock };
}

/** The highest of one block's slots. */
function blockMaximum(slots: Float64Array, block: number): number {
  let highest = -Infinity;
  const end = Math.min(slots.length, (block + 1) * BLOCK_SLOTS);
  for (let t = block * BLOCK_SLOTS; t < end; t += 1) highest = Math.max(highest, slots[t] ?? 0);
  return highest;
}

/** The series with its gaps at its highest known value, each gap marked; null when nothing is known. */
function filled(series: SlotSeries, count: number, missing: Uint8Array): Float64Array | null {
  if (series.length !== count) throw new RangeError(`a series has ${series.length} slots, not ${count}`);
  const values = new Float64Array(count);
  let highest = -Infinity;
  let gaps = 0;
  for (let t = 0; t < count; t += 1) {
    const value = series[t] ?? NaN;
    values[t] = value;
    if (value > highest) highest = value;
    else if (Number.isNaN(value)) gaps += 1;
  }
  for (let t = 0; gaps > 0 && t < count; t += 1) {
    if (!Number.isNaN(values[t])) continue;
    values[t] = highest;
    missing[t] = 1;
  }
  return highest === -Infinity ? null : values;
}

function lotOf(group: PlanServer['groups'][number], source: number, slots: number, missing: Uint8Array): Lot {
  const series = capacityResources.map((resource) => ({
    count: filled(group[resource].count, slots, missing),
    use: filled(group[resource].use, slots, missing),
  }));
  const highest = series.map(({ count }) => count?.reduce((most, value) => Math.max(most, value), 0) ?? 0);
  const count = Math.ceil(Math.max(group.peakCount, ...highest));
  const [cpu, memory] = series.map((each) => demandOf(each.count, each.use, count, slots));
  if (!cpu || !memory) throw new RangeError('a group has a series of each resource');
  return { source, group: group.name, count, cpu, memory };
}

/** A count that is never known counts as the peak count; use that is never known is left to the cost. */
function demandOf(count: Float64Array | null, use: Float64Array | null, peakCount: number, slots: number): Demand {
  const counts = count ?? new Float64Array(slots).fill(peakCount);
  const units = new Float64Array(slots);
  for (let t = 0; t < slots; t += 1) {
    const used = use?.[t] ?? 0;
    if (used <= 0) continue;
    const ran = Math.max(1, counts[t] ?? 0);
    counts[t] = ran;
    units[t] = used / ran;
  }
  return { counts: blocked(counts), units: blocked(units) };
}

type Pool = ReadonlyMap<string, Readonly<Record<CapacityResource, number | null>>>;

/** By hardware and group, the highest upper bound that any server of the hardware knows. */
function pooledBounds(servers: readonly PlanServer[]): ReadonlyMap<string, Pool> {
  const pools = new Map<string, Map<string, Record<CapacityResource, number | null>>>();
  for (const { hardware, costs } of servers) {
    if (hardware === null) continue;
    const pool = pools.get(hardware) ?? new Map<string, Record<CapacityResource, number | null>>();
    pools.set(hardware, pool);
    for (const [group, cost] of Object.entries(costs)) {
      const known = pool.get(group);
      pool.set(group, {
        cpu: higher(known?.cpu ?? null, cost.cpu?.high ?? null),
        memory: higher(known?.memory ?? null, cost.memory?.high ?? null),
      });
    }
  }
  return pools;
}

/** The server's own bound where it knows one, else that of its hardware. */
function boundsOf({ hardware, costs }: PlanServer, pools: ReadonlyMap<string, Pool>): Member['bounds'] {
  const pool: Pool = (hardware === null ? undefined : pools.get(hardware)) ?? new Map();
  const own = new Map<string, CrawlerCost>(Object.entries(costs));
  const bounds = new Map<string, Readonly<Record<CapacityResource, number>>>();
  for (const group of new Set([...own.keys(), ...pool.keys()])) {
    const cpu = own.get(group)?.cpu?.high ?? pool.get(group)?.cpu ?? null;
    const memory = own.get(group)?.memory?.high ?? pool.get(group)?.memory ?? null;
    if (cpu !== null && memory !== null) bounds.set(group, { cpu, memory });
  }
  return bounds;
}

function higher(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b);
}
