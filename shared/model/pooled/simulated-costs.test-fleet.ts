import { normal, seeded } from '../simulated-server.test-fleet.ts';
import { studentT } from '../student-t.ts';
import type { ServerCosts } from './server-costs.ts';

export interface SimulatedFleet {
  readonly servers: number;
  /** How far servers truly differ, as a share of the cost: a standard deviation. */
  readonly differ: number;
  /** The standard error of one server's estimate, as a share of the cost. */
  readonly error: number;
}

const COST = 0.2;
const FREEDOM = 8;
export const GROUP = 'scrapy:news';

/**
 * Servers of one hardware with estimates of a known cost. An estimate's standard error is itself estimated with eight degrees of freedom. The last server is only there for its truth.
 */
export function simulateCosts(seed: number, { servers, differ, error }: SimulatedFleet) {
  const random = seeded(seed);
  const truths = Array.from({ length: servers + 1 }, () => COST * Math.exp(differ * normal(random) - differ ** 2 / 2));
  const fleet = truths.slice(0, servers).map((truth, i): ServerCosts => {
    const chiSquare = Array.from({ length: FREEDOM }, () => normal(random) ** 2).reduce((sum, z) => sum + z, 0);
    const standardError = error * COST * Math.sqrt(chiSquare / FREEDOM);
    return server(`s${i}`, truth + error * COST * normal(random), standardError * studentT(FREEDOM));
  });
  return { fleet, mean: COST, further: truths[servers] ?? NaN };
}

/** A server of which only the mean CPU cost of one group is known, or would be if it were less wide. */
export function server(serverId: string, value: number, halfWidth: number, hardware: string | null = 'x'): ServerCosts {
  const slope = { value, standardError: halfWidth / studentT(FREEDOM), freedom: FREEDOM };
  const sentence = { en: '', zh: '' };
  const cpu =
    value > 0 && halfWidth <= 0.5 * value
      ? ({
          state: 'known',
          cost: value,
          low: value - halfWidth,
          high: value + halfWidth,
          provisional: false,
          direct: null,
          slope,
          sentence,
        } as const)
      : ({ state: 'unknown', reason: 'interval_too_wide', direct: null, slope, sentence } as const);
  const memory = { state: 'unknown', reason: 'no_data', direct: null, sentence } as const;
  const ofBoth = <T>(value_: T) => ({ cpu: value_, memory: value_ });
  return {
    serverId,
    serverName: serverId,
    hardware,
    fit: {
      means: {
        method: 'time_of_day',
        limits: ofBoth(16),
        pointsUsed: 0,
        pointsLeftOut: 0,
        days: 14,
        groups: [{ name: GROUP, meanCount: 5, minCount: 1, maxCount: 9, costs: { cpu, memory } }],
        bases: ofBoth(null),
      },
      peaks: {
        ...{ quantile: 0.95, days: 14, fromMs: 0, toMs: 1, groups: [], filesystems: [] },
        ...{ capacities: ofBoth(16), pointsUsed: ofBoth(0), pointsSaturated: ofBoth(0), present: ofBoth(null) },
      },
    },
  };
}
