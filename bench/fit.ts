/**
 * How often the cost's 95 % interval holds the truth, how wide it is, how often nothing is said, and how long it takes:
 * `node --import tsx bench/fit.ts [fleets]`. Servers are simulated from seeds, so that two runs print the same but for times.
 */
import type { CapacityResource } from '../shared/model/capacity.ts';
import { pointsOf } from '../shared/model/capacity-points.ts';
import { fitCosts } from '../shared/model/cost-fit.ts';
import { fitInput } from '../shared/model/cost-input.ts';
import { estimateCapacity } from '../shared/model/estimate-capacity.ts';
import { EXPERIMENT_SERVER, simulateExperiment } from '../shared/model/simulated-experiment.test-fleet.ts';
import { disturbedKinds, fleetKinds, simulateServer } from '../shared/model/simulated-fleet.test-fleet.ts';
import { SERVER } from '../shared/model/simulated-server.test-fleet.ts';
import type { Window } from '../shared/model/window.ts';

const FLEETS = Number(process.argv[2] ?? 200);
/** Minutes take longer to simulate and fit. */
const SLOW_FLEETS = Math.max(1, Math.round(FLEETS / 5));
const EXPERIMENT_STEPS = [1, 4, 2, 6, 3, 5, 1, 6];

interface Case {
  readonly windows: readonly Window[];
  readonly truth: number;
}

interface Limits {
  readonly cores: number;
  readonly memoryBytes: number;
}

/** One line of a table: many servers of a kind, each fitted once. */
function measure(resource: CapacityResource, limits: Limits, make: (seed: number) => Case, fleets = FLEETS) {
  let [intervals, covered, given, right, milliseconds] = [0, 0, 0, 0, 0];
  const widths: number[] = [];
  for (let seed = 0; seed < fleets; seed += 1) {
    const { windows, truth } = make(seed);
    const slope = slopeOf(windows, resource, limits);
    if (slope) {
      intervals += 1;
      if (Math.abs(slope.value - truth) <= slope.halfWidth) covered += 1;
      widths.push(slope.halfWidth / truth);
    }
    const startedMs = performance.now();
    const cost = estimateCapacity(windows, limits).groups[0]?.costs[resource];
    milliseconds += performance.now() - startedMs;
    if (cost?.state !== 'known') continue;
    given += 1;
    if (cost.low <= truth && truth <= cost.high) right += 1;
  }
  const percent = (part: number, whole: number) => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`);
  return {
    'interval holds the truth': percent(covered, intervals),
    'median half-width': percent(median(widths), 1),
    refused: percent(fleets - given, fleets),
    'given numbers that are right': percent(right, given),
    'ms a server (CPU and memory)': (milliseconds / fleets).toFixed(1),
  };
}

/** The slope before it is decided whether it may be shown. */
function slopeOf(windows: readonly Window[], resource: CapacityResource, limits: Limits) {
  const set = pointsOf(windows, limits.cores);
  const points = set.points.filter((point) => set.fitted.has(point) && point[resource] !== null);
  const capacity = resource === 'cpu' ? limits.cores : limits.memoryBytes;
  const fit = fitCosts(fitInput(points, resource, capacity, set)).groups[0];
  return fit?.kind === 'slope' ? fit.slope : null;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function servers(days: number, stepMinutes: number, fleets: number) {
  return Object.fromEntries(
    [...fleetKinds, ...disturbedKinds].map((kind) => {
      const make = (seed: number) => {
        const { windows, trueCores } = simulateServer(kind, seed, days, stepMinutes);
        return { windows, truth: trueCores };
      };
      return [kind, measure('cpu', SERVER, make, fleets)];
    }),
  );
}

function experiments() {
  const rows: [string, ReturnType<typeof measure>][] = [];
  for (const resource of ['cpu', 'memory'] as const) {
    for (const noise of [0.05, 0.1, 0.15]) {
      for (const keeps of resource === 'cpu' ? [0, 0.5, 0.8] : [0.8]) {
        const make = (seed: number) => {
          const experiment = simulateExperiment(seed, { steps: EXPERIMENT_STEPS, noise, keeps, idleSeconds: 0 });
          return {
            windows: experiment.windows,
            truth: resource === 'cpu' ? experiment.trueCores : experiment.trueBytes,
          };
        };
        rows.push([`${resource}, noise ${noise} core, keeps ${keeps}`, measure(resource, EXPERIMENT_SERVER, make)]);
      }
    }
  }
  return Object.fromEntries(rows);
}

/** Best of several, because the first runs are not compiled yet. */
function timed(days: number, stepMinutes: number): string {
  const { windows } = simulateServer('daily', 1, days, stepMinutes);
  const times = Array.from({ length: 10 }, () => {
    const startedMs = performance.now();
    estimateCapacity(windows, SERVER);
    return performance.now() - startedMs;
  });
  return `${median(times).toFixed(1)} ms`;
}

console.log(`\n14 days of 10 minutes, ${FLEETS} servers of each kind, CPU`);
console.table(servers(14, 10, FLEETS));
console.log(`\nProvisional: 2 days of minutes, ${SLOW_FLEETS} servers of each kind, CPU`);
console.table(servers(2, 1, SLOW_FLEETS));
console.log(`\nProvisional: 8 steps of 15–20 s, workers of 0.1 core and 34 MB, 5 s windows on 2 cores, ${FLEETS} runs`);
console.table(experiments());
console.log('\nMedian time for CPU and memory of one server');
console.table({
  '90 days of hours': timed(90, 60),
  '90 days of 10 minutes': timed(90, 10),
  '14 days of 10 minutes': timed(14, 10),
  '14 days of minutes': timed(14, 1),
  '3 days of minutes': timed(3, 1),
});
