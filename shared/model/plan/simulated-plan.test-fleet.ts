import { type CapacityResource, capacityResources } from '../capacity.ts';
import { autocorrelated, normal, seeded } from '../simulated-server.test-fleet.ts';
import type { Plan } from './plan.ts';
import type { CrawlerCost, PlanInput, PlanServer } from './plan-input.ts';

const GIB = 2 ** 30;

interface Hardware {
  readonly name: string;
  readonly cores: number;
  readonly memoryBytes: number;
  /** Cores that one crawler takes here beside what it takes on the first. */
  readonly slowness: number;
  readonly monthly: number;
  readonly currency: string;
}

const HARDWARE: readonly Hardware[] = [
  { name: 'small', cores: 8, memoryBytes: 16 * GIB, slowness: 1, monthly: 40, currency: 'EUR' },
  { name: 'large', cores: 16, memoryBytes: 32 * GIB, slowness: 0.9, monthly: 72, currency: 'EUR' },
  { name: 'old', cores: 8, memoryBytes: 24 * GIB, slowness: 1.4, monthly: 55, currency: 'USD' },
];

export interface SimulationSize {
  readonly servers: number;
  readonly groups: number;
  /** Days that the plan sees; as many more are simulated as `heldOutDays` says. */
  readonly days: number;
  readonly heldOutDays: number;
  readonly slotMinutes: number;
  /** The most crawlers of one group on a small server. */
  readonly mostCrawlers: number;
}

interface Truth {
  readonly hardware: Hardware;
  readonly base: Readonly<Record<CapacityResource, Float64Array>>;
  readonly use: ReadonlyMap<string, Readonly<Record<CapacityResource, Float64Array>>>;
  readonly input: PlanServer;
}

/** What a plan would have led to in the days that it did not see. */
export interface Outcome {
  readonly targets: number;
  /** Targets above a limit (of the limits given to the plan) in any slot, and above the whole machine. */
  readonly overLimit: number;
  readonly overMachine: number;
  /** The same targets above a limit without the plan. */
  readonly overLimitBefore: number;
  /** Slots of the targets above a limit, of all their slots. */
  readonly slotsOverLimit: number;
  readonly slots: number;
}

/**
 * A fleet with known costs: daily and weekly rhythm, bursts, crawlers started and stopped in steps, noise that remembers;
 * costs estimated with an error of 8 % and an interval that holds the truth in 95 of 100. The same seed, the same fleet.
 */
export function simulatePlanFleet(seed: number, size: SimulationSize) {
  const random = seeded(seed);
  const perDay = Math.round(1440 / size.slotMinutes);
  const count = size.days * perDay;
  const groups = Array.from({ length: size.groups }, (_, g) => ({
    name: `scrapy:g${g}`,
    cpu: 0.05 + 0.3 * random(),
    memory: (0.06 + 0.25 * random()) * GIB,
  }));
  const truths = Array.from({ length: size.servers }, (_, s) => simulateServer(random, `s${s}`, groups, size, perDay));
  const input: PlanInput = {
    slots: { startMs: Date.UTC(2026, 10, 1), lengthMs: size.slotMinutes * 60_000, count },
    servers: truths.map((truth) => truth.input),
  };
  return { input, outcomeOf: (plan: Plan) => outcomeOf(plan, truths, count) };
}

interface Group {
  readonly name: string;
  readonly cpu: number;
  readonly memory: number;
}

function simulateServer(
  random: () => number,
  id: string,
  groups: readonly Group[],
  size: SimulationSize,
  perDay: number,
): Truth {
  const hardware = HARDWARE[Math.floor(random() * HARDWARE.length)] ?? HARDWARE[0];
  if (!hardware) throw new RangeError('there is hardware');
  const [seen, total] = [size.days * perDay, (size.days + size.heldOutDays) * perDay];
  const busy = 0.2 + 1.1 * random();
  const phase = random();
  const running = groups.filter((_, g) => g === 0 || random() < 0.6);
  const base = {
    cpu: baseSeries(random, total, perDay, phase, 0.05 * hardware.cores),
    memory: baseSeries(random, total, perDay, phase, 0.05 * hardware.memoryBytes),
  };
  const counts = new Map(
    running.map(({ name }) => [name, countSeries(random, total, perDay, size.mostCrawlers * busy)]),
  );
  const use = new Map(running.map((group) => [group.name, useSeries(random, group, hardware, counts.get(group.name))]));
  const cut = (series: Float64Array | undefined) => (series ?? new Float64Array()).slice(0, seen);
  const peaks = { cpu: base.cpu.slice(), memory: base.memory.slice() };
  for (const resource of capacityResources) {
    for (const each of use.values())
      each[resource].forEach((value, t) => (peaks[resource][t] = (peaks[resource][t] ?? 0) + value));
  }
  const input: PlanServer = {
    id,
    name: id,
    pinned: random() < 0.05,
    hardware: hardware.name,
    price: { monthly: hardware.monthly, currency: hardware.currency },
    renewalMs: Date.UTC(2026, 11, 1),
    limits: { cpu: 0.85 * hardware.cores, memory: 0.85 * hardware.memoryBytes },
    filesystems: [],
    costs: Object.fromEntries(groups.map((group) => [group.name, estimated(random, group, hardware)])),
    groups: running.map(({ name }) => ({
      name,
      peakCount: 0,
      cpu: { count: cut(counts.get(name)), use: cut(use.get(name)?.cpu) },
      memory: { count: cut(counts.get(name)), use: cut(use.get(name)?.memory) },
    })),
    peaks: { cpu: cut(peaks.cpu), memory: cut(peaks.memory) },
  };
  return { hardware, base, use, input };
}

/** Daily rhythm, noise that remembers, and a burst in one slot of a hundred. */
function baseSeries(random: () => number, total: number, perDay: number, phase: number, level: number): Float64Array {
  const noise = autocorrelated(random, 0.25, 0.9);
  return Float64Array.from({ length: total }, (_, t) => {
    const rhythm = 1 + 0.6 * Math.sin(2 * Math.PI * (t / perDay + phase));
    return level * Math.max(0.2, rhythm + noise() + (random() < 0.01 ? 1.5 : 0));
  });
}

/** Steps of some hours around a daily curve, fewer at weekends. */
function countSeries(random: () => number, total: number, perDay: number, most: number): Float64Array {
  const phase = random();
  let step = random();
  return Float64Array.from({ length: total }, (_, t) => {
    if (random() < 6 / perDay) step = random();
    const weekend = Math.floor(t / perDay) % 7 >= 5 ? 0.7 : 1;
    const level = 0.5 + 0.2 * Math.sin(2 * Math.PI * (t / perDay + phase)) + 0.3 * step;
    return Math.round(most * weekend * level);
  });
}

function useSeries(random: () => number, group: Group, hardware: Hardware, counts: Float64Array = new Float64Array()) {
  const [cpu, memory] = [autocorrelated(random, 0.1, 0.7), autocorrelated(random, 0.05, 0.98)];
  return {
    cpu: counts.map((count) => count * group.cpu * hardware.slowness * Math.max(0.3, 1 + cpu())),
    memory: counts.map((count) => count * group.memory * Math.max(0.3, 1 + memory())),
  };
}

/** The truth with an error of 8 %, and the interval of 95 % that belongs to it. */
function estimated(random: () => number, group: Group, hardware: Hardware): CrawlerCost {
  const around = (truth: number) => {
    const cost = truth * (1 + 0.08 * normal(random));
    return { cost, low: cost - 1.96 * 0.08 * truth, high: cost + 1.96 * 0.08 * truth };
  };
  return { cpu: around(group.cpu * hardware.slowness), memory: around(group.memory) };
}

function outcomeOf(plan: Plan, truths: readonly Truth[], from: number): Outcome {
  const byId = new Map(truths.map((truth) => [truth.input.id, truth]));
  const moves = plan.releases.flatMap((release) => release.moves);
  const moved = (group: string, id: string) =>
    moves.filter((move) => move.group === group && move.from.id === id).reduce((sum, { count }) => sum + count, 0);
  const outcome = { targets: 0, overLimit: 0, overMachine: 0, overLimitBefore: 0, slotsOverLimit: 0, slots: 0 };
  for (const target of plan.targets) {
    const truth = byId.get(target.server.id);
    if (!truth) continue;
    const over = { limit: 0, machine: 0, before: 0 };
    for (const resource of capacityResources) {
      const limit = truth.input.limits[resource];
      const own = ownLoad(truth, resource);
      const load = own.slice();
      for (const move of moves.filter(({ to }) => to.id === truth.input.id)) {
        const source = byId.get(move.from.id);
        const slower = resource === 'cpu' && source ? truth.hardware.slowness / source.hardware.slowness : 1;
        const part = (slower * move.count) / moved(move.group, move.from.id);
        source?.use.get(move.group)?.[resource].forEach((value, t) => (load[t] = (load[t] ?? 0) + part * value));
      }
      over.limit += above(load, limit, from);
      over.machine += above(load, limit / 0.85, from);
      over.before += above(own, limit, from);
      outcome.slots += load.length - from;
    }
    outcome.targets += 1;
    outcome.slotsOverLimit += over.limit;
    outcome.overLimit += Number(over.limit > 0);
    outcome.overMachine += Number(over.machine > 0);
    outcome.overLimitBefore += Number(over.before > 0);
  }
  return outcome;
}

function ownLoad({ base, use }: Truth, resource: CapacityResource): Float64Array {
  const load = base[resource].slice();
  for (const each of use.values()) each[resource].forEach((value, t) => (load[t] = (load[t] ?? 0) + value));
  return load;
}

function above(load: Float64Array, limit: number, from: number): number {
  return load.subarray(from).reduce((slots, value) => slots + Number(value > limit), 0);
}
