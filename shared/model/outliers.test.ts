import { describe, expect, test } from '@jest/globals';
import { CapacityReport } from './capacity.ts';
import { estimateCapacity } from './estimate-capacity.ts';
import { estimatePeaks } from './peak-cost/estimate-peaks.ts';
import { seededRandom } from './peak-cost/seeded-random.ts';
import { simulatePeaks } from './peak-cost/simulated-peaks.test-fleet.ts';
import { type FleetKind, GROUP, simulateServer } from './simulated-fleet.test-fleet.ts';
import { SERVER } from './simulated-server.test-fleet.ts';
import { mergeWindows } from './window.ts';

function cpuCost(kind: FleetKind, seed: number, days = 14) {
  const { windows, trueCores } = simulateServer(kind, seed, days);
  const report = estimateCapacity(windows, SERVER);
  const cost = report.groups[0]?.costs.cpu;
  if (cost?.state !== 'known') throw new Error(cost?.sentence.en);
  return { report, cost, trueCores, width: cost.high - cost.low };
}

describe.each(['deploy', 'backup'] as const)('a server with a %s', (kind) => {
  test.each([1, 2, 3])('has the cost and the interval that it would have without (%i)', (seed) => {
    const [disturbed, calm] = [cpuCost(kind, seed), cpuCost('daily', seed)];
    expect(Math.abs(disturbed.cost.cost - calm.cost.cost)).toBeLessThan(calm.width / 4);
    expect(disturbed.width / calm.width).toBeGreaterThan(0.8);
    expect(disturbed.width / calm.width).toBeLessThan(1.25);
  });

  const { report, cost } = cpuCost(kind, 1);

  test('leaves the spans out, counts and marks them, and says so', () => {
    const outliers = report.leftOut?.outliers ?? 0;
    expect(outliers).toBeGreaterThanOrEqual(kind === 'deploy' ? 12 : 10);
    expect(report.pointsUsed + report.pointsLeftOut).toBe(14 * 144);
    expect(report.pointsLeftOut).toBe(outliers);
    expect(report.points.some(({ outlier }) => outlier)).toBe(true);
    expect(cost.sentence.en).toMatch(
      / Left out: \d+ (hours|minutes) in which something else \(a deploy, a backup\) kept CPU far from its usual\.$/,
    );
    expect(cost.sentence.zh).toMatch(/已排除 \d+ (小时|分钟)：/);
    expect(CapacityReport.parse(report)).toEqual(report);
  });
});

test('with six days a backup does little harm', () => {
  const [disturbed, calm] = [cpuCost('backup', 14, 6), cpuCost('daily', 14, 6)];
  expect(disturbed.width / calm.width).toBeLessThan(1.5);
});

test('days that are one point each have no furthest point to compare with', () => {
  const server = simulateServer('plain', 6, 90);
  const days = Array.from({ length: 90 }, (_, d) => server.windows.slice(144 * d, 144 * (d + 1)).reduce(mergeWindows));
  const report = estimateCapacity(days, SERVER);
  expect(report.method).toBe('time_of_day');
  expect(report.leftOut?.outliers).toBe(0);
});

test.each(['plain', 'rough', 'steps'] as const)(
  'bursts and tails of every day are the life of a server (%s)',
  (kind) => {
    for (const seed of [1, 2, 3, 4]) expect(cpuCost(kind, seed).report.leftOut?.outliers).toBe(0);
  },
);

test('work that comes on most days is no outlier, however far it stands out', () => {
  const { windows } = simulateServer('daily', 5);
  const busy = windows.map((window, i) => {
    const cpu = window.host.cpu_busy_ratio;
    // An hour, at another time each day.
    const hour = (7 * Math.floor(i / 144)) % 24;
    if (!cpu || Math.floor((i % 144) / 6) !== hour) return window;
    return { ...window, host: { ...window.host, cpu_busy_ratio: { ...cpu, sum: cpu.sum + 200 * cpu.samples } } };
  });
  expect(estimateCapacity(busy, SERVER).leftOut?.outliers).toBe(0);
});

test('the peak cost is that of the same server without the deploy, and the highest peak is kept', () => {
  const estimate = (kind: FleetKind) => {
    const { windows } = simulatePeaks(kind, 3);
    return { windows, report: estimatePeaks(windows, SERVER, seededRandom(1), { draws: 60 }) };
  };
  const [disturbed, calm] = [estimate('deploy'), estimate('daily')];
  const costs = [disturbed, calm].map(({ report }) => report.groups.find(({ name }) => name === GROUP)?.costs.cpu);
  const [a, b] = costs;
  if (a?.state !== 'known' || b?.state !== 'known') throw new Error('unknown');
  expect(Math.abs(a.cost - b.cost)).toBeLessThan((b.high - b.low) / 4);
  expect((a.high - a.low) / (b.high - b.low)).toBeLessThan(1.5);
  expect(disturbed.report.pointsOutlying?.cpu).toBeGreaterThan(0);
  const highest = Math.max(...disturbed.windows.map((window) => window.peaks.cpu?.value ?? 0));
  expect(disturbed.report.present.cpu?.observed).toBeCloseTo((highest / 1000) * SERVER.cores, 6);
});
