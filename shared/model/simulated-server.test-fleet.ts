import { fromQuanta, type MetricName } from './metrics.ts';
import type { Stat } from './stat.ts';
import type { Window } from './window.ts';

/** A seeded source of numbers in [0, 1): mulberry32 by Tommy Ettinger (public domain). */
export function seeded(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A standard normal number (Box and Muller). */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Noise that remembers: an AR(1) of the given deviation; `keeps` is its correlation from one step to the next. */
export function autocorrelated(
  random: () => number,
  deviation: number,
  keeps: number,
  shock: () => number = () => normal(random),
): () => number {
  let state = deviation * normal(random);
  return () => (state = keeps * state + Math.sqrt(1 - keeps * keeps) * deviation * shock());
}

/** Cores and memory of every simulated server. */
export const SERVER = { cores: 64, memoryBytes: 64 * 2 ** 30 } as const;

export interface SimulatedSpan {
  readonly startMs: number;
  readonly lengthMs: number;
  /** Cores busy and bytes used on the whole server; absent is not read. */
  readonly cpu?: number;
  readonly memory?: number;
  /** Mean, least and most processes of each group, and its own mean use. */
  readonly groups: Readonly<Record<string, SimulatedGroup>>;
}

export interface SimulatedGroup {
  readonly count: number;
  readonly min?: number;
  readonly max?: number;
  readonly cpuCores?: number;
  readonly memoryBytes?: number;
}

/** The window that an agent would have made of the span, one sample a second. */
export function simulatedWindow(span: SimulatedSpan, cores: number = SERVER.cores): Window {
  const samples = Math.max(1, Math.round(span.lengthMs / 1000));
  const stat = (mean: number, min = Math.floor(mean), max = Math.ceil(mean)): Stat => {
    const sum = Math.min(max * samples, Math.max(min * samples, Math.round(Math.max(0, mean) * samples)));
    return { samples, sum, min, max };
  };
  const exact = (metric: MetricName, value: number) => {
    return stat(Math.max(0, value) / fromQuanta(metric, 1));
  };
  return {
    startMs: span.startMs,
    lengthMs: span.lengthMs,
    samples,
    host: {
      process_count: stat(200),
      ...(span.cpu === undefined ? {} : { cpu_busy_ratio: exact('cpu_busy_ratio', Math.min(1, span.cpu / cores)) }),
      ...(span.memory === undefined ? {} : { memory_used_bytes: exact('memory_used_bytes', span.memory) }),
    },
    filesystems: {},
    groups: Object.fromEntries(
      Object.entries(span.groups).map(([name, group]) => [
        name,
        {
          count: stat(group.count, group.min, group.max),
          cpuCores: exact('group_cpu_cores', group.cpuCores ?? 0),
          memoryBytes: exact('group_memory_bytes', group.memoryBytes ?? 0),
        },
      ]),
    ),
    peaks: {},
  };
}
