import { autocorrelated, normal, seeded, simulatedWindow } from './simulated-server.test-fleet.ts';
import type { Window } from './window.ts';

/**
 * Kinds of server. `plain`: counts in steps, nothing else moves. `daily`: the rest breathes with the day and so do the
 * counts, for other reasons. `rough`: the same with heavy tails and bursts. `steps`: counts that hold for a day or longer.
 * `lagged`: use follows the count with 20 minutes of delay. `drift`: the base wanders and climbs. `curve`: the count is itself
 * a daily curve, a little higher or lower from day to day.
 */
export const fleetKinds = ['plain', 'daily', 'rough', 'steps', 'lagged', 'drift', 'curve'] as const;

/**
 * `daily` servers to which something happens in the first two weeks. `deploy`: on one day, for some hours, builds take 2 to 6 cores, and now and then
 * all crawlers are stopped for ten minutes. `backup`: twice, an hour takes 3 to 10 cores more.
 */
export const disturbedKinds = ['deploy', 'backup'] as const;
export type FleetKind = (typeof fleetKinds)[number] | (typeof disturbedKinds)[number];

export interface SimulatedServer {
  readonly windows: Window[];
  /** What one more crawler truly takes: cores, and bytes. */
  readonly trueCores: number;
  readonly trueBytes: number;
}

export const GROUP = 'scrapy:news';
const MINUTE_MS = 60_000;
/** A Monday. */
const FROM_MS = 1_700_438_400_000;
const LAG_MINUTES = 20;
const BYTES_PER_CORE = 1e9;

/** One server of a kind; the same seed gives the same server. `stepMinutes` is the length of its windows. */
export function simulateServer(of: FleetKind, seed: number, days = 14, stepMinutes = 10): SimulatedServer {
  const disturb = disturbances(of, seed, days, stepMinutes);
  const kind = of === 'deploy' || of === 'backup' ? 'daily' : of;
  const random = seeded(seed);
  const perDay = 1440 / stepMinutes;
  const rhythm = kind !== 'plain' && kind !== 'steps';
  const trueCores = 0.1 + 0.3 * random();
  const firstDay = Math.floor(random() * 7);
  const phase = 2 * Math.PI * random();
  const counts = countSource(kind, random, perDay, rhythm ? phase : null);
  const load = dailyLoad(random, perDay, firstDay, rhythm ? phase : null);
  const shock = kind === 'rough' ? () => heavyTailed(random) : () => normal(random);
  const noise = autocorrelated(random, 0.15, (kind === 'plain' ? 0.7 : 0.9) ** (stepMinutes / 10), shock);
  const climb = ((random() - 0.5) * 0.2) / perDay;
  let [drift, felt] = [0, counts(0)];
  const windows: Window[] = [];
  for (let i = 0; i < days * perDay; i += 1) {
    const { stopped, more } = disturb(i);
    const usual = counts(i);
    const count = stopped ? 0 : usual;
    felt += (count - felt) * (1 - Math.exp(-stepMinutes / LAG_MINUTES));
    drift += climb + 0.02 * Math.sqrt(stepMinutes / 10) * normal(random);
    const burst = kind === 'rough' && random() < 0.005 ? 2 * random() : 0;
    const own = trueCores * (kind === 'lagged' ? felt : count);
    const cpu = 3 + own + load(i) + (kind === 'drift' ? drift : 0) + noise() + burst + more;
    windows.push(
      simulatedWindow({
        startMs: FROM_MS + (firstDay * perDay + i) * stepMinutes * MINUTE_MS,
        lengthMs: stepMinutes * MINUTE_MS,
        cpu,
        memory: BYTES_PER_CORE * cpu,
        groups: { [GROUP]: { count, cpuCores: own, memoryBytes: BYTES_PER_CORE * own } },
      }),
    );
  }
  return { windows, trueCores, trueBytes: BYTES_PER_CORE * trueCores };
}

/** What happens to a disturbed server at each step, asked in order. It has its own chance: the rest is the `daily` server's. */
function disturbances(kind: FleetKind, seed: number, days: number, stepMinutes: number) {
  const random = seeded(seed + 500_009);
  const perHour = 60 / stepMinutes;
  const spans = { deploy: 1, backup: 2 }[kind as string] ?? 0;
  const [shortest, longest] = kind === 'deploy' ? [5, 10] : [1, 1];
  const starts = Array.from({ length: spans }, () => {
    const hours = shortest + (longest - shortest) * random();
    return {
      from: Math.floor(random() * (24 * Math.min(days, 14) - hours) * perHour),
      steps: hours * perHour,
      cores: 3 + 7 * random(),
    };
  });
  let [builds, stopped] = [0, false];
  return (i: number): { stopped: boolean; more: number } => {
    const inside = starts.find(({ from, steps }) => i >= from && i < from + steps);
    if (!inside) return { stopped: false, more: 0 };
    if (kind === 'backup') return { stopped: false, more: inside.cores };
    if (random() < stepMinutes / 30 || i === inside.from) builds = random() < 0.3 ? 0 : 2 + 4 * random();
    if (i % Math.max(1, perHour / 6) === 0) stopped = random() < 0.1;
    return { stopped, more: builds };
  };
}

/** A count for each step, asked in order. */
function countSource(
  kind: FleetKind,
  random: () => number,
  perDay: number,
  phase: number | null,
): (i: number) => number {
  const level = 5 + 20 * random();
  const swing = kind === 'curve' ? 6 : phase === null ? 0 : 4;
  const holds = kind === 'steps' ? perDay : perDay / 4;
  let step = 0;
  return (i) => {
    if (kind === 'curve') step = i % perDay === 0 ? 0.7 * normal(random) : step;
    else if (random() < 1 / holds) step = Math.round(3 * normal(random));
    const daily = swing * Math.sin((2 * Math.PI * i) / perDay + (phase ?? 0));
    return Math.max(0, Math.round(level + step + daily));
  };
}

/**
 * What the rest of the server takes through the day, in cores: a curve with corners, weaker at weekends, never twice the
 * same. It runs about with the counts' own daily swing, as work of the day does, and has nothing to do with them.
 */
function dailyLoad(
  random: () => number,
  perDay: number,
  firstDay: number,
  phase: number | null,
): (i: number) => number {
  const size = phase === null ? 0 : 0.5 + 1.5 * random();
  const shift = (phase ?? 0) + 2 * (random() - 0.5);
  let today = 1;
  return (i) => {
    if (i % perDay === 0) today = 1 + 0.15 * normal(random);
    const angle = (2 * Math.PI * i) / perDay;
    const weekend = (firstDay + Math.floor(i / perDay)) % 7 >= 5;
    return size * today * (weekend ? 0.6 : 1) * (Math.sin(angle + shift) + 0.5 * Math.max(0, Math.sin(3 * angle + 1)));
  };
}

/** Student's t with 2 degrees of freedom, cut at ±15: its variance is far above 1. */
function heavyTailed(random: () => number): number {
  const t = normal(random) / Math.sqrt(-Math.log(1 - random()));
  return Math.max(-15, Math.min(15, t));
}
