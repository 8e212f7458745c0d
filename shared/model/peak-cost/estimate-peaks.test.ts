import { describe, expect, test } from '@jest/globals';
import { GROUP } from '../simulated-fleet.test-fleet.ts';
import { autocorrelated, seeded, SERVER, simulatedWindow } from '../simulated-server.test-fleet.ts';
import type { Window } from '../window.ts';
import { bootstrapDays } from './day-bootstrap.ts';
import { estimatePeaks } from './estimate-peaks.ts';
import { peakPointsOf } from './peak-points.ts';
import { type PeakCost, PeakReport } from './peak-report.ts';
import { prepareQuantile, quantileRegression, solvePrepared } from './quantile-regression.ts';
import { seededRandom } from './seeded-random.ts';
import { simulatePeaks } from './simulated-peaks.test-fleet.ts';

const QUICK = { draws: 40 };
const STEP_MS = 600_000;
const MONDAY_MS = 1_700_438_400_000;

const report = (windows: readonly Window[], cores: number = SERVER.cores) =>
  estimatePeaks(windows, { cores, memoryBytes: SERVER.memoryBytes }, seededRandom(1), QUICK);

function cpuCost(of: PeakReport, group: string = GROUP): PeakCost {
  const found = of.groups.find(({ name }) => name === group);
  if (!found) throw new Error(`no group ${group}`);
  return found.costs.cpu;
}

/** Windows with the same count in the peak's second as all the time; a crawler takes 0.2 core. */
function serverOf(days: number, countsAt: (i: number) => Record<string, number>, noise: () => number): Window[] {
  return Array.from({ length: days * 144 }, (_, i) => {
    const counts = countsAt(i);
    const cpu = 5 + 0.2 * Object.values(counts).reduce((sum, count) => sum + count, 0) + noise();
    const startMs = MONDAY_MS + i * STEP_MS;
    const groups = Object.fromEntries(
      Object.entries(counts).map(([name, count]) => [name, { count, cpuCores: count / 5 }]),
    );
    const window = simulatedWindow({ startMs, lengthMs: STEP_MS, cpu, memory: 1e9 * cpu, groups });
    const readings = Object.entries(counts).map(
      ([name, count]) => [name, { count, cpuCores: 0, memoryBytes: 0 }] as const,
    );
    const value = Math.round((1000 * cpu) / SERVER.cores);
    return {
      ...window,
      peaks: { cpu: { atMs: startMs + 1000, value, groups: Object.fromEntries(readings), top: [] } },
    };
  });
}

const calm = () => autocorrelated(seeded(3), 0.3, 0.5);
/** Holds for five hours, then another. */
const jumps = (i: number, seed = 1) => 5 + Math.floor(10 * seeded(seed * 1000 + Math.floor(i / 30))());

describe('two weeks of a server with a daily rhythm', () => {
  const server = simulatePeaks('daily', 11);
  const found = report(server.windows);

  test('the costs of CPU and memory hold the truth', () => {
    const { cpu, memory } = found.groups[0]?.costs ?? {};
    if (cpu?.state !== 'known' || memory?.state !== 'known') throw new Error('unknown');
    expect(cpu.low).toBeLessThan(server.trueCores);
    expect(cpu.high).toBeGreaterThan(server.trueCores);
    expect(memory.low).toBeLessThan(server.trueBytes);
    expect(memory.high).toBeGreaterThan(server.trueBytes);
  });

  test('one sentence says both, in two languages and binary units', () => {
    const { en, zh } = found.groups[0]?.sentence ?? { en: '', zh: '' };
    expect(en).toMatch(
      /^One more scrapy:news needs 0\.\d\d+ core \(0\.\d+–0\.\d+\) and \d+ MiB \(\d+–\d+\) at its peak\.$/,
    );
    expect(zh).toMatch(/^每多运行一个 scrapy:news，峰值时需要 0\.\d+ 核（0\.\d+–0\.\d+）和 \d+ MiB（\d+–\d+）。$/);
  });

  test('the report has the shape that is stored, and survives JSON', () => {
    expect(PeakReport.parse(JSON.parse(JSON.stringify(found)))).toEqual(found);
  });

  test('the same seed gives the same report, in whatever order the windows come', () => {
    expect(report([...server.windows].reverse())).toEqual(found);
  });

  test('the highest peak at the present counts is at least what the last window read, and no less than the usual one is low', () => {
    const { cpu } = found.present;
    const last = server.windows.at(-1)?.peaks.cpu?.value ?? NaN;
    expect(cpu?.highest.high).toBeGreaterThanOrEqual((last / 1000) * SERVER.cores);
    expect(cpu?.highest.value).toBeGreaterThan(cpu?.usual?.low ?? NaN);
    expect(cpu?.observed).toBeCloseTo(Math.max(...server.windows.map((w) => w.peaks.cpu?.value ?? 0)) * 0.064, 9);
  });
});

describe('what is refused', () => {
  test('three days', () => {
    const cost = cpuCost(report(simulatePeaks('daily', 7, 3).windows));
    expect(cost).toMatchObject({ state: 'unknown', reason: 'too_few_days' });
    expect(cost.state === 'unknown' && cost.sentence.en).toMatch(/there can be an answer from 2023-11-\d\d on\.$/);
  });

  test('a count that hardly varied', () => {
    const windows = serverOf(14, (i) => ({ a: i === 700 ? 21 : 20 }), calm());
    const cost = cpuCost(report(windows), 'a');
    expect(cost).toMatchObject({ state: 'unknown', reason: 'count_hardly_varied', bound: null });
    expect(cost.state === 'unknown' && cost.sentence.en).toBe(
      'Unknown: in 14 days the count only moved between 20 and 21. Stop 5 for an hour on each of five days, at different times, and Peakwatch can tell.',
    );
  });

  test('groups that always move together, and not the third', () => {
    const windows = serverOf(10, (i) => ({ a: jumps(i), b: 2 * jumps(i), c: jumps(i, 2) }), calm());
    const found = report(windows);
    expect(cpuCost(found, 'a')).toMatchObject({ state: 'unknown', reason: 'groups_move_together' });
    expect(cpuCost(found, 'b')).toMatchObject({ state: 'unknown', reason: 'groups_move_together' });
    expect(cpuCost(found, 'c')).toMatchObject({ state: 'known' });
  });

  test('an interval that is too wide, whose upper end is kept', () => {
    const cost = cpuCost(report(serverOf(5, (i) => ({ a: jumps(i) }), autocorrelated(seeded(5), 4, 0.98))), 'a');
    expect(cost).toMatchObject({ state: 'unknown', reason: 'interval_too_wide' });
    expect(cost.state === 'unknown' && cost.bound).toBeGreaterThan(0.2);
  });

  test('a server that was always full', () => {
    const cost = cpuCost(report(simulatePeaks('plain', 2, 7, 2).windows, 2));
    expect(cost).toMatchObject({ state: 'unknown', reason: 'server_saturated' });
  });

  test('nothing', () => {
    expect(report([])).toMatchObject({ groups: [], present: { cpu: null, memory: null }, days: 0 });
  });
});

test('peaks that are cut off where the CPU ends do not bend the cost', () => {
  const open = simulatePeaks('daily', 4);
  const sorted = open.windows.map((w) => (w.peaks.cpu?.value ?? 0) * 0.064).sort((a, b) => a - b);
  const cores = sorted[Math.floor(0.8 * sorted.length)] ?? 1;
  const found = report(simulatePeaks('daily', 4, 14, cores).windows, cores);
  const cost = cpuCost(found);
  expect(found.pointsSaturated.cpu).toBeGreaterThan(200);
  if (cost.state !== 'known') throw new Error(cost.sentence.en);
  expect(cost.low).toBeLessThan(open.trueCores);
  expect(cost.high).toBeGreaterThan(open.trueCores);
});

test('a server that is full but for a part of the day, where the waves of the curve are nearly alike', () => {
  const sorted = simulatePeaks('rough', 5).windows.map((w) => (w.peaks.cpu?.value ?? 0) * 0.064);
  const cores = sorted.sort((a, b) => a - b)[Math.floor(0.67 * sorted.length)] ?? 1;
  const found = report(simulatePeaks('rough', 5, 14, cores).windows, cores);
  expect(found.pointsSaturated.cpu).toBeGreaterThan(1000);
  expect(found.groups).toHaveLength(1);
});

describe('points', () => {
  const [window] = serverOf(1, () => ({ a: 3 }), calm());
  if (!window) throw new Error('no window');

  test('the counts are those of the very second', () => {
    const count = { samples: 600, sum: 1200, min: 0, max: 4 };
    const changed = { ...window, groups: { a: { ...window.groups['a'], count } } } as Window;
    expect(peakPointsOf([changed], SERVER.cores).points.cpu[0]?.counts).toEqual(Float64Array.of(3));
  });

  test('a second in which processes were not read is no point', () => {
    const peak = { atMs: 1, value: 900, groups: {}, top: [] };
    expect(peakPointsOf([{ ...window, peaks: { cpu: peak } }], SERVER.cores).points.cpu).toEqual([]);
  });
});

test('each draw of the bootstrap is the exact fit of the days that were drawn', () => {
  const random = seeded(9);
  const days = Int32Array.from({ length: 240 }, (_, i) => Math.floor(i / 30));
  const columns = [
    new Float64Array(240).fill(1),
    days.map((_, i) => jumps(3 * i)),
    days.map(() => Math.floor(5 * random())),
  ];
  const floats = columns.map((column) => Float64Array.from(column));
  const response = Float64Array.from(
    days,
    (day, i) => day * 0.3 + 0.5 * (floats[1]?.[i] ?? 0) + Math.round(9 * random()),
  );
  const design = { columns: floats, response, quantile: 0.9, bounded: new Set([1, 2]) };
  const prepared = prepareQuantile(design);
  const drawn = bootstrapDays(prepared, solvePrepared(prepared), days, 12, seededRandom(5));
  const again = seededRandom(5);
  const loss = (of: Float64Array, points: readonly number[]) =>
    points.reduce((sum, i) => {
      const rest = (response[i] ?? 0) - floats.reduce((fit, column, k) => fit + (column[i] ?? 0) * (of[k] ?? 0), 0);
      return sum + rest * (rest > 0 ? 0.9 : -0.1);
    }, 0);
  for (const coefficients of drawn) {
    const picked = Array.from({ length: 8 }, () => Math.floor(again() * 8));
    const points = picked.flatMap((day) => Array.from({ length: 30 }, (_, i) => 30 * day + i));
    const pick = (column: Float64Array) => Float64Array.from(points, (i) => column[i] ?? 0);
    const exact = quantileRegression({ ...design, columns: floats.map(pick), response: pick(response) });
    expect(loss(coefficients, points)).toBeCloseTo(loss(exact.coefficients, points), 5);
  }
});
