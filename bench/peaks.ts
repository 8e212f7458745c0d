/**
 * How often the peak cost's 95 % interval holds the truth, how often nothing is said, whether the headroom promises more than
 * fits, and how long it takes: `npm run bench:peaks [servers] [first seed] [kinds]`, the kinds with commas between them. Servers
 * are simulated from seeds, so that two runs print the same but for times, and a table can be made in parts;
 * with kinds given only that is printed.
 */
import { headroomOf } from '../shared/model/headroom.ts';
import { estimatePeaks } from '../shared/model/peak-cost/estimate-peaks.ts';
import { fitPeaks } from '../shared/model/peak-cost/fit-peaks.ts';
import { peakPointsOf } from '../shared/model/peak-cost/peak-points.ts';
import { seededRandom } from '../shared/model/peak-cost/seeded-random.ts';
import { simulatePeaks } from '../shared/model/peak-cost/simulated-peaks.test-fleet.ts';
import { disturbedKinds, type FleetKind, fleetKinds, GROUP } from '../shared/model/simulated-fleet.test-fleet.ts';
import { SERVER } from '../shared/model/simulated-server.test-fleet.ts';
import type { Window } from '../shared/model/window.ts';

const SERVERS = Number(process.argv[2] ?? 50);
const FIRST_SEED = Number(process.argv[3] ?? 0);
const SEEDS = Array.from({ length: SERVERS }, (_, i) => FIRST_SEED + i);
const WANTED = process.argv[4]?.split(',');
const KINDS = [...fleetKinds, ...disturbedKinds].filter((kind) => WANTED?.includes(kind) ?? true);
const DAYS = 14;
/** Days after the report in which the promise is kept or broken. */
const DAYS_AFTER = 7;
const DRAWS = 100;
/** The server is so large that its highest peak stands at this share of it. */
const HIGHEST_SHARE = 0.75;
const LIMIT = 0.85;
const FIRST_HOUR_MS = 1_700_438_400_000;

interface Peaks {
  readonly cores: number;
  readonly before: readonly Window[];
  readonly after: readonly Window[];
  readonly truth: number;
}

const peakRatio = (window: Window) => (window.peaks.cpu?.value ?? 0) / 1000;
const countOf = (window: Window) => window.peaks.cpu?.groups[GROUP]?.count ?? 0;

/** A server that is as large as `size` says of its peaks in cores, in ascending order. */
function serverOf(kind: FleetKind, seed: number, size: (sorted: readonly number[]) => number): Peaks {
  const roomy = simulatePeaks(kind, seed, DAYS + DAYS_AFTER).windows.slice(0, DAYS * 144);
  const cores = size(roomy.map((window) => SERVER.cores * peakRatio(window)).sort((a, b) => a - b));
  const { windows, trueCores } = simulatePeaks(kind, seed, DAYS + DAYS_AFTER, cores);
  return { cores, before: windows.slice(0, DAYS * 144), after: windows.slice(DAYS * 144), truth: trueCores };
}

/** The highest peak that there would have been with so many crawlers all the time, as a share of the server. */
function highestWith(windows: readonly Window[], count: number, { cores, truth }: Peaks): number {
  return Math.max(...windows.map((window) => peakRatio(window) + (truth * (count - countOf(window))) / cores));
}

function measure(kind: FleetKind) {
  let [intervals, covered, given, right, milliseconds, promised, overBefore, overAfter] = [0, 0, 0, 0, 0, 0, 0, 0];
  let [spans, overSpans] = [0, 0];
  const [widths, shares]: [number[], number[]] = [[], []];
  for (const seed of SEEDS) {
    const peaks = serverOf(kind, seed, (sorted) => (sorted.at(-1) ?? 0) / HIGHEST_SHARE);
    const startedMs = performance.now();
    const server = { cores: peaks.cores, memoryBytes: SERVER.memoryBytes };
    const report = estimatePeaks(peaks.before, server, seededRandom(seed), { draws: DRAWS });
    milliseconds += performance.now() - startedMs;
    const group = report.groups[0];
    if (!group) continue;
    const { cpu } = group.costs;
    const high = cpu.state === 'known' ? cpu.high : cpu.bound;
    if (high !== null) {
      // Where a cost is not named only the upper end is kept; the bench needs both ends and so fits once more below.
      const half = cpu.state === 'known' ? cpu.high - cpu.cost : halfWidthOf(peaks, seed);
      const estimate = high - half;
      intervals += 1;
      widths.push(half / peaks.truth);
      if (Math.abs(estimate - peaks.truth) <= half) covered += 1;
    }
    if (cpu.state === 'known') {
      given += 1;
      if (cpu.low <= peaks.truth && peaks.truth <= cpu.high) right += 1;
    }
    const headroom = headroomOf(report, GROUP, 'crawler-3', { limits: { cpu: LIMIT, memory: 1 } });
    if (headroom.state !== 'known' || headroom.more === 0) continue;
    promised += 1;
    const count = group.presentCount + headroom.more;
    if (highestWith(peaks.before, count, peaks) > LIMIT) overBefore += 1;
    if (highestWith(peaks.after, count, peaks) > LIMIT) overAfter += 1;
    spans += peaks.after.length;
    overSpans += peaks.after.filter((window) => highestWith([window], count, peaks) > LIMIT).length;
    const fits = Math.floor(
      ((LIMIT - highestWith(peaks.before, group.presentCount, peaks)) * peaks.cores) / peaks.truth,
    );
    if (fits > 0) shares.push(headroom.more / fits);
  }
  return {
    'median half-width': percent(median(widths), 1),
    refused: percent(SERVERS - given, SERVERS),
    'interval holds the truth': percent(covered, intervals),
    'printed numbers that are right': percent(right, given),
    'headroom given': percent(promised, SERVERS),
    'of what fits': percent(median(shares), 1),
    'over the limit': percent(overBefore, promised),
    'over it in the week after': percent(overAfter, promised),
    'of its spans': spans === 0 ? '–' : `${((100 * overSpans) / spans).toFixed(3)} %`,
    'ms a server': (milliseconds / SERVERS).toFixed(0),
  };
}

function halfWidthOf({ before, cores }: Peaks, seed: number): number {
  const found = fitCpu(before, cores, seed);
  return found?.kind === 'cost' ? found.high - found.value : NaN;
}

function fitCpu(windows: readonly Window[], cores: number, seed: number) {
  const { set, points } = peakPointsOf(windows, cores);
  const options = { quantile: 0.95, draws: DRAWS, random: seededRandom(seed) };
  return fitPeaks(points.cpu, 'cpu', cores, set, [0], options).groups[0];
}

/** Servers whose peaks are cut off at what only so large a share of them stays under. */
function cutOff(kind: FleetKind, under: number) {
  let [intervals, covered, bias] = [0, 0, 0];
  for (const seed of SEEDS) {
    const peaks = serverOf(kind, seed, (sorted) => sorted[Math.floor(under * sorted.length)] ?? 1);
    const found = fitCpu(peaks.before, peaks.cores, seed);
    if (found?.kind !== 'cost') continue;
    intervals += 1;
    bias += found.value / peaks.truth - 1;
    if (Math.abs(found.value - peaks.truth) <= found.high - found.value) covered += 1;
  }
  return { 'interval holds the truth': percent(covered, intervals), 'mean error': percent(bias, intervals) };
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function timed(days: number): string {
  const { windows } = simulatePeaks('daily', 1, days);
  const startedMs = performance.now();
  estimatePeaks(windows, SERVER, seededRandom(1));
  return `${((performance.now() - startedMs) / 1000).toFixed(2)} s`;
}

/** Hours of 90 days in which so many groups change their counts now and then, each on its own. */
function timedGroups(groups: number): string {
  const random = seededRandom(groups);
  const counts = Array.from({ length: groups }, () => 5);
  const windows = simulatePeaks('daily', 2, 90).windows.filter((_, i) => i % 6 === 0);
  const many = windows.map((window, i): Window => {
    const startMs = FIRST_HOUR_MS + i * 3_600_000;
    for (const g of counts.keys()) if (random() < 0.1) counts[g] = Math.floor(10 * random());
    const sum = counts.reduce((all, count) => all + count, 0);
    const stat = (count: number) => ({ samples: 600, sum: 600 * count, min: count, max: count });
    const named = <T>(of: (count: number) => T) =>
      Object.fromEntries(counts.map((count, g) => [`group-${g}`, of(count)]));
    const each = (count: number) => ({
      count: stat(count),
      cpuCores: stat(50 * count),
      memoryBytes: stat(800 * count),
    });
    const running = named((count) => ({ count, cpuCores: 0, memoryBytes: 0 }));
    const peak = (of: 'cpu' | 'memory', perCrawler: number) => {
      const known = window.peaks[of];
      return known && { ...known, atMs: startMs, value: known.value + Math.round(perCrawler * sum), groups: running };
    };
    const [cpu, memory] = [peak('cpu', 0.8), peak('memory', 800)];
    return {
      ...window,
      startMs,
      lengthMs: 3_600_000,
      groups: named(each),
      peaks: { ...(cpu && { cpu }), ...(memory && { memory }) },
    };
  });
  const startedMs = performance.now();
  estimatePeaks(many, { cores: 1024, memoryBytes: 2 ** 42 }, seededRandom(1));
  return `${((performance.now() - startedMs) / 1000).toFixed(2)} s`;
}

console.log(`\n${DAYS} days of 10 minutes, ${SERVERS} servers of each kind, ${DRAWS} draws`);
console.table(Object.fromEntries(KINDS.map((kind) => [kind, measure(kind)])));
if (!WANTED) {
  console.log('\nPeaks cut off where the CPU ends');
  console.table({
    'plain, a tenth cut off': cutOff('plain', 0.9),
    'plain, a third cut off': cutOff('plain', 0.67),
    'daily, a tenth cut off': cutOff('daily', 0.9),
    'daily, a third cut off': cutOff('daily', 0.67),
  });
  console.log('\nOne server, CPU and memory, 200 draws');
  console.table({ '14 days': timed(14), '90 days': timed(90) });
  console.log('\nThe same, 90 days of hours, many groups');
  console.table({ '20 groups': timedGroups(20), '64 groups': timedGroups(64) });
}
