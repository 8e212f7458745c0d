import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CapacityResource, CapacityReport, MAX_REPORTED_POINTS } from './capacity.ts';
import { estimateCapacity } from './estimate-capacity.ts';
import { EXPERIMENT_SERVER, simulateExperiment } from './simulated-experiment.test-fleet.ts';
import { GROUP, simulateServer } from './simulated-fleet.test-fleet.ts';
import { autocorrelated, normal, seeded, SERVER, simulatedWindow } from './simulated-server.test-fleet.ts';
import { mergeWindows, type Window } from './window.ts';

const STEP_MS = 600_000;
const DAY_MS = 86_400_000;
const MONDAY_MS = 1_700_438_400_000;

function costOf(report: CapacityReport, group: string, resource: CapacityResource = 'cpu') {
  const found = report.groups.find(({ name }) => name === group);
  if (!found) throw new Error(`no group ${group}`);
  return found.costs[resource];
}

function known(report: CapacityReport, group: string, resource: CapacityResource = 'cpu') {
  const cost = costOf(report, group, resource);
  if (cost.state !== 'known') throw new Error(cost.sentence.en);
  return cost;
}

function unknown(report: CapacityReport, group: string, resource: CapacityResource = 'cpu') {
  const cost = costOf(report, group, resource);
  if (cost.state !== 'unknown') throw new Error(cost.sentence.en);
  return cost;
}

/** Ten-minute windows of some days, from each one's counts and what the rest of the server takes. */
function serverOf(
  days: number,
  span: (i: number) => { counts: Record<string, number>; each: Record<string, number>; rest: number },
  cores: number = SERVER.cores,
): Window[] {
  return Array.from({ length: days * 144 }, (_, i) => {
    const { counts, each, rest } = span(i);
    const own = Object.entries(counts).map(([name, count]) => [name, (each[name] ?? 0) * count] as const);
    const groups = own.map(([name, cpuCores]) => [name, { count: counts[name] ?? 0, cpuCores }] as const);
    const cpu = rest + own.reduce((sum, [, use]) => sum + use, 0);
    return simulatedWindow(
      {
        startMs: MONDAY_MS + i * STEP_MS,
        lengthMs: STEP_MS,
        cpu,
        memory: 1e9 * cpu,
        groups: Object.fromEntries(groups),
      },
      cores,
    );
  });
}

/** A whole number that holds for some hours and then jumps. */
function jumping(random: () => number, low: number, high: number): () => number {
  let count = low;
  return () => {
    if (random() < 1 / 30) count = low + Math.floor(random() * (high - low + 1));
    return count;
  };
}

describe('a server of two weeks', () => {
  const server = simulateServer('daily', 7);
  const report = estimateCapacity(server.windows, SERVER);

  test('its costs are known and hold the truth, for CPU and memory', () => {
    expect(report.method).toBe('time_of_day');
    expect(report.days).toBeCloseTo(14, 6);
    const [cpu, memory] = [known(report, GROUP), known(report, GROUP, 'memory')];
    expect(cpu.provisional).toBe(false);
    expect(cpu.low).toBeLessThan(server.trueCores);
    expect(cpu.high).toBeGreaterThan(server.trueCores);
    expect(memory.low).toBeLessThan(server.trueBytes);
    expect(memory.high).toBeGreaterThan(server.trueBytes);
    expect(cpu.direct).toBeCloseTo(server.trueCores, 2);
  });

  test('the report has the shape that the API promises', () => {
    expect(CapacityReport.parse(report)).toEqual(report);
  });

  test('the points for the picture are bounded and keep the extremes', () => {
    expect(report.pointsUsed).toBe(14 * 144);
    expect(report.points.length).toBeLessThanOrEqual(MAX_REPORTED_POINTS);
    expect(report.points.length).toBeGreaterThan(MAX_REPORTED_POINTS * 0.9);
    const whole = server.windows.map((w) => (w.groups[GROUP]?.count.sum ?? 0) / w.samples);
    const shown = report.points.map(({ counts }) => counts[0] ?? NaN);
    expect(Math.max(...shown)).toBeCloseTo(Math.max(...whole), 3);
    expect(Math.min(...shown)).toBeCloseTo(Math.min(...whole), 3);
  });

  test('windows of one minute give the points, and so the answer, of ten minutes', () => {
    const minutes = simulateServer('plain', 3, 5, 1).windows;
    const tens: Window[] = [];
    for (let i = 0; i < minutes.length; i += 10) {
      const [first, ...rest] = minutes.slice(i, i + 10);
      if (first) tens.push(rest.reduce(mergeWindows, first));
    }
    expect(estimateCapacity(minutes, SERVER)).toEqual(estimateCapacity(tens, SERVER));
  });
});

describe('what must not matter', () => {
  const provisional = simulateExperiment(5, { steps: [1, 4, 2, 6, 3, 5], noise: 0.05, keeps: 0.5, idleSeconds: 10 });
  const cases = [
    ['two weeks', simulateServer('daily', 11).windows, SERVER],
    ['some minutes', provisional.windows, EXPERIMENT_SERVER],
  ] as const;

  test.each(cases)('the order of the windows (%s)', (_, windows, server) => {
    const expected = estimateCapacity(windows, server);
    fc.assert(
      fc.property(fc.shuffledSubarray([...windows], { minLength: windows.length }), (shuffled) => {
        expect(estimateCapacity(shuffled, server)).toEqual(expected);
      }),
      { numRuns: 5 },
    );
  });

  const withMemory = (windows: readonly Window[], change: (quanta: number) => number): Window[] =>
    windows.map((window) => {
      const memory = window.host.memory_used_bytes;
      if (!memory) return window;
      const changed = {
        samples: memory.samples,
        sum: memory.samples * change(memory.sum / memory.samples),
        min: change(memory.min),
        max: change(memory.max),
      };
      return { ...window, host: { ...window.host, memory_used_bytes: changed } };
    });

  test.each(cases)('the unit: so many times the bytes are so many times the cost (%s)', (_, windows, server) => {
    const roomy = { ...server, memoryBytes: 1e15 };
    const expected = known(
      estimateCapacity(windows, roomy),
      windows === provisional.windows ? 'worker' : GROUP,
      'memory',
    );
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 1000 }), (factor) => {
        const scaled = estimateCapacity(
          withMemory(windows, (quanta) => quanta * factor),
          roomy,
        );
        const cost = known(scaled, scaled.groups[0]?.name ?? '', 'memory');
        expect(cost.cost / expected.cost / factor).toBeCloseTo(1, 8);
        expect(cost.low / expected.low / factor).toBeCloseTo(1, 6);
      }),
      { numRuns: 5 },
    );
  });

  test.each(cases)('what the server takes anyway (%s)', (_, windows, server) => {
    const roomy = { ...server, memoryBytes: 1e15 };
    const plain = estimateCapacity(windows, roomy);
    const expected = known(plain, plain.groups[0]?.name ?? '', 'memory');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), (more) => {
        const raised = estimateCapacity(
          withMemory(windows, (quanta) => quanta + more),
          roomy,
        );
        const cost = known(raised, raised.groups[0]?.name ?? '', 'memory');
        expect(cost.cost / expected.cost).toBeCloseTo(1, 6);
        expect(cost.high / expected.high).toBeCloseTo(1, 6);
        expect((raised.bases.memory ?? NaN) - (plain.bases.memory ?? NaN)).toBeCloseTo(more * 65_536, -5);
      }),
      { numRuns: 5 },
    );
  });
});

describe('what is refused', () => {
  test('nothing measured', () => {
    const report = estimateCapacity([], SERVER);
    expect(report).toMatchObject({ method: 'none', pointsUsed: 0, days: 0, groups: [], points: [] });
    expect(report.bases).toEqual({ cpu: null, memory: null });
  });

  test('a resource that was never read', () => {
    const windows = simulateServer('plain', 1).windows.map(({ host, ...window }) => {
      const { cpu_busy_ratio: _, ...rest } = host;
      return { ...window, host: rest };
    });
    const report = estimateCapacity(windows, SERVER);
    expect(unknown(report, GROUP).reason).toBe('no_data');
    expect(known(report, GROUP, 'memory').cost).toBeGreaterThan(0);
  });

  test('windows in which processes were not read are left out, not counted as zero crawlers', () => {
    const server = simulateServer('plain', 2);
    const blind = server.windows.map((window, i) => {
      if (i % 5 !== 0) return window;
      const { process_count: _, ...host } = window.host;
      return { ...window, host, groups: {} };
    });
    const report = estimateCapacity(blind, SERVER);
    const seen = estimateCapacity(
      server.windows.filter((_, i) => i % 5 !== 0),
      SERVER,
    );
    expect(report).toEqual(seen);
  });

  test('a count that never changed', () => {
    const report = estimateCapacity(
      serverOf(14, (i) => ({ counts: { a: 20 }, each: { a: 0.1 }, rest: 2 + (i % 7) / 9 })),
      SERVER,
    );
    const cost = unknown(report, 'a');
    expect(cost.reason).toBe('count_hardly_varied');
    expect(cost.direct).toBeCloseTo(0.1, 6);
    expect(cost.sentence.en).toBe(
      'Unknown: in 14 days there were always 20. Stop 5 for an hour on each of five days, at different times, and Peakwatch can tell.',
    );
    expect(cost.sentence.zh).toContain('数量始终为 20');
  });

  test('a count that only moved between 20 and 21', () => {
    const random = seeded(4);
    const report = estimateCapacity(
      serverOf(14, (i) => ({ counts: { a: i % 400 === 17 ? 21 : 20 }, each: { a: 0.1 }, rest: 2 + random() })),
      SERVER,
    );
    expect(unknown(report, 'a').sentence.en).toMatch(
      /^Unknown: in 14 days the count only moved between 20 and 21\. Stop 5 /,
    );
  });

  test('one experiment on one day, which no other day can confirm', () => {
    const random = seeded(8);
    const windows = serverOf(14, (i) => ({
      counts: { a: i >= 750 && i < 780 ? 5 : 20 },
      each: { a: 0.1 },
      rest: 2 + random(),
    }));
    expect(unknown(estimateCapacity(windows, SERVER), 'a').reason).toBe('count_hardly_varied');
  });

  test('the same hour of stopping on five days makes it known, as the sentence promises', () => {
    const random = seeded(8);
    const stopped = (i: number) => [2, 4, 6, 8, 10].some((day) => Math.floor((i - day * 144 - day * 9) / 6) === 0);
    const noise = autocorrelated(random, 0.1, 0.7);
    const report = estimateCapacity(
      serverOf(14, (i) => ({ counts: { a: stopped(i) ? 15 : 20 }, each: { a: 0.2 }, rest: 2 + noise() })),
      SERVER,
    );
    const cost = known(report, 'a');
    expect(cost.low).toBeLessThan(0.2);
    expect(cost.high).toBeGreaterThan(0.2);
  });

  test('a count that only follows the clock', () => {
    const random = seeded(3);
    const report = estimateCapacity(
      serverOf(14, (i) => {
        const clock = Math.sin((2 * Math.PI * i) / 144);
        return { counts: { a: Math.round(10 + 5 * clock) }, each: { a: 0.1 }, rest: 5 + 3 * clock + 0.1 * random() };
      }),
      SERVER,
    );
    expect(unknown(report, 'a').sentence.en).toContain('hardly moved but with the clock');
  });

  test('groups that always move together are named, and a third is not spoiled', () => {
    const random = seeded(12);
    const [pair, third] = [jumping(random, 2, 9), jumping(random, 1, 12)];
    const report = estimateCapacity(
      serverOf(14, () => {
        const [a, c] = [pair(), third()];
        return {
          counts: { a, b: 2 * a, c, still: 4 },
          each: { a: 0.1, b: 0.2, c: 0.3, still: 1 },
          rest: 3 + 0.2 * normal(random),
        };
      }),
      SERVER,
    );
    const [a, b] = [unknown(report, 'a'), unknown(report, 'b')];
    expect([a.reason, b.reason]).toEqual(['groups_move_together', 'groups_move_together']);
    expect(a.sentence.en).toContain('a rises and falls together with b,');
    expect(b.sentence.zh).toContain('b 与 a 同增同减');
    expect(unknown(report, 'still').reason).toBe('count_hardly_varied');
    const c = known(report, 'c');
    expect(c.low).toBeLessThan(0.3);
    expect(c.high).toBeGreaterThan(0.3);
    expect(c.high - c.low).toBeLessThan(0.06);
  });

  test('a cost that is lost in the noise', () => {
    const random = seeded(21);
    const count = jumping(random, 2, 6);
    const report = estimateCapacity(
      serverOf(14, () => ({ counts: { a: count() }, each: { a: 0.002 }, rest: 5 + normal(random) })),
      SERVER,
    );
    expect(unknown(report, 'a').reason).toBe('interval_too_wide');
  });

  test('a server that was full all the time', () => {
    const random = seeded(5);
    const count = jumping(random, 30, 40);
    const windows = serverOf(14, () => ({ counts: { a: count() }, each: { a: 0.3 }, rest: 3 + 0.1 * random() }), 8);
    const cost = unknown(estimateCapacity(windows, { cores: 8, memoryBytes: SERVER.memoryBytes }), 'a');
    expect(cost.reason).toBe('server_saturated');
    expect(cost.sentence.en).toContain('CPU was full 100 % of the time');
  });
});

describe('a server that was full some of the time', () => {
  const random = seeded(6);
  const count = jumping(random, 2, 30);
  const noise = autocorrelated(random, 0.15, 0.8);
  const windows = serverOf(14, () => ({ counts: { a: count() }, each: { a: 0.3 }, rest: 1 + noise() }), 8);
  const report = estimateCapacity(windows, { cores: 8, memoryBytes: SERVER.memoryBytes });

  test('its full spans are left out by their fitted use, counted and marked', () => {
    expect(report.leftOut?.saturated).toBeGreaterThan(100);
    expect(report.pointsLeftOut).toBe(report.leftOut?.saturated);
    expect(report.pointsUsed + report.pointsLeftOut).toBe(windows.length);
    for (const point of report.points) if (point.censored) expect(point.counts[0]).toBeGreaterThan(20);
  });

  test('so the cost does not come out too low', () => {
    const cost = known(report, 'a');
    expect(cost.low).toBeLessThan(0.3);
    expect(cost.high).toBeGreaterThan(0.3);
  });
});

describe('some minutes of stepped workers', () => {
  const experiment = simulateExperiment(3, {
    steps: [1, 4, 2, 6, 3, 5, 1, 6],
    noise: 0.05,
    keeps: 0.6,
    idleSeconds: 10,
  });
  const report = estimateCapacity(experiment.windows, EXPERIMENT_SERVER);

  test('give a provisional answer that says what it assumes and until when', () => {
    expect(report.method).toBe('constant_base');
    const cost = known(report, 'worker');
    expect(cost.provisional).toBe(true);
    expect(cost.low).toBeLessThan(experiment.trueCores);
    expect(cost.high).toBeGreaterThan(experiment.trueCores);
    expect(cost.sentence.en).toMatch(/Provisional: it rests on 2 minutes and assumes .* from 2023-11-19 on/);
    expect(cost.sentence.zh).toContain('暂定');
  });

  test('windows in which the count changed hold the workers’ start and are left out', () => {
    expect(report.leftOut?.changing).toBeGreaterThanOrEqual(7);
    expect(report.pointsUsed + (report.leftOut?.changing ?? 0)).toBe(experiment.windows.length);
  });
});

test('what grows beside the crawlers is said in words', () => {
  const random = seeded(31);
  const count = jumping(random, 2, 12);
  const windows = serverOf(14, () => ({ counts: { a: count() }, each: { a: 0.3 }, rest: 3 + 0.1 * normal(random) }));
  const halved = windows.map((window) => {
    const a = window.groups['a'];
    const half = (quanta: number) => Math.floor(quanta / 2);
    if (!a) return window;
    const cpuCores = { ...a.cpuCores, sum: half(a.cpuCores.sum), min: half(a.cpuCores.min), max: half(a.cpuCores.max) };
    return { ...window, groups: { a: { ...a, cpuCores } } };
  });
  const cost = known(estimateCapacity(halved, SERVER), 'a');
  expect(cost.direct).toBeCloseTo(0.15, 2);
  expect(cost.sentence.en).toMatch(
    /^One more a needs 0\.\d+ core \(0\.\d+–0\.\d+\)\. Its own processes use only 0\.15\d* core each/,
  );
  expect(known(estimateCapacity(windows, SERVER), 'a').sentence.en).not.toContain('own processes');
});

test('four days are enough for the time of day, three are not', () => {
  const { windows } = simulateServer('plain', 9, 5);
  const firstDays = (days: number) => {
    const fromMs = windows[0]?.startMs ?? 0;
    return estimateCapacity(
      windows.filter(({ startMs }) => startMs < fromMs + days * DAY_MS),
      SERVER,
    ).method;
  };
  expect(firstDays(4)).toBe('time_of_day');
  expect(firstDays(3)).toBe('constant_base');
});

/** Each of these kinds makes ordinary least squares hold the truth in 1 to 16 of 100 servers; see docs/capacity.md. */
test.each([
  ['daily', 0.12],
  ['steps', 0.1],
  ['curve', 0.4],
] as const)('of 60 servers of kind %s nearly all intervals hold the truth, and are narrow', (kind, widest) => {
  const servers = Array.from({ length: 60 }, (_, seed) => {
    const server = simulateServer(kind, 1000 + seed);
    return { server, cost: costOf(estimateCapacity(server.windows, SERVER), GROUP) };
  });
  const given = servers.flatMap(({ server, cost }) => (cost.state === 'known' ? [{ server, cost }] : []));
  expect(given.length).toBeGreaterThan(40);
  const right = given.filter(({ server, cost }) => cost.low <= server.trueCores && server.trueCores <= cost.high);
  expect(right.length / given.length).toBeGreaterThan(0.88);
  const widths = given.map(({ server, cost }) => (cost.high - cost.low) / 2 / server.trueCores).sort((a, b) => a - b);
  expect(widths[Math.floor(widths.length / 2)]).toBeLessThan(widest);
});
