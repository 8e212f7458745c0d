import type { PlanInput, PlanServer } from './plan-input.ts';

/** 14 November 2026, 19:40 UTC. */
export const START_MS = Date.UTC(2026, 10, 14, 19, 40);
const GIB = 2 ** 30;

type Series = readonly (number | null)[];

/** What a test says of a server; the rest is an 10-core server of 10 GiB whose memory never matters. */
export interface Sketch {
  readonly id: string;
  /** The server's peak cores; by default what its crawlers use. */
  readonly cpu?: Series;
  /** By group: how many ran, and the cores that they used together (by default one each). */
  readonly groups?: Readonly<Record<string, { readonly count: Series; readonly cpu?: Series }>>;
  /** By group, the upper bound of one crawler's cores; null when unknown. The default is one core for `news`. */
  readonly high?: Readonly<Record<string, number | null>>;
  readonly cpuLimit?: number;
  readonly rest?: Partial<PlanServer>;
}

/** A fleet of `slots` spans of ten minutes. */
export function fleet(slots: number, sketches: readonly Sketch[], rates?: Readonly<Record<string, number>>): PlanInput {
  return {
    slots: { startMs: START_MS, lengthMs: 600_000, count: slots },
    servers: sketches.map((sketch) => serverOf(sketch, slots)),
    ...(rates && { rates }),
  };
}

function serverOf(
  { id, cpu, groups = {}, high = { news: 1 }, cpuLimit = 10, rest }: Sketch,
  slots: number,
): PlanServer {
  const none: Series = Array.from({ length: slots }, () => 0);
  const entries = Object.entries(groups);
  const used = none.map((_, t) => entries.reduce((sum, [, { count, cpu: use = count }]) => sum + (use[t] ?? 0), 0));
  return {
    id,
    name: id,
    pinned: false,
    hardware: null,
    price: { monthly: 40, currency: 'EUR' },
    renewalMs: null,
    limits: { cpu: cpuLimit, memory: 10 * GIB },
    filesystems: [],
    costs: Object.fromEntries(
      Object.entries(high).map(([group, bound]) => [
        group,
        {
          cpu: bound === null ? null : { cost: bound, low: bound, high: bound },
          memory: { cost: 1e6, low: 1e6, high: 1e6 },
        },
      ]),
    ),
    groups: entries.map(([name, { count, cpu: use = count }]) => ({
      name,
      peakCount: 0,
      cpu: { count, use },
      memory: { count, use: count.map((each) => (each === null ? null : each * 1e6)) },
    })),
    peaks: { cpu: cpu ?? used, memory: none.map(() => 1e9) },
    ...rest,
  };
}
