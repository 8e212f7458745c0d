import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toQuanta } from './metrics.ts';
import type { Sample } from './sample.ts';
import { mergeAll, mergeWindows, Window, windowOfSample, windowStartMs } from './window.ts';
import { sampleWithin, successiveWindows } from './window.arbitrary.ts';

/** To the byte, the order of keys included. */
const bytes = (value: unknown) => JSON.stringify(value);

describe('merging windows', () => {
  test('is commutative to the byte', () => {
    fc.assert(
      fc.property(successiveWindows, ([a, b]) => {
        if (a && b) expect(bytes(mergeWindows(a, b))).toBe(bytes(mergeWindows(b, a)));
      }),
    );
  });

  test('gives the same bytes in any order and grouping', () => {
    fc.assert(
      fc.property(successiveWindows, fc.infiniteStream(fc.nat()), (windows, choices) => {
        const pool = [...windows];
        while (pool.length > 1) {
          const take = () => {
            const [window] = pool.splice((choices.next().value ?? 0) % pool.length, 1);
            if (!window) throw new RangeError('the pool is empty');
            return window;
          };
          pool.push(mergeWindows(take(), take()));
        }
        expect(bytes(pool[0])).toBe(bytes(mergeAll(windows)));
      }),
    );
  });

  test('says the same as all seconds at once', () => {
    const start = 1_700_000_040_000;
    const samples = fc.uniqueArray(sampleWithin(start, start + 60_000), {
      minLength: 1,
      maxLength: 10,
      selector: (s) => s.atMs,
    });
    fc.assert(
      fc.property(samples, (seconds) => {
        const merged = mergeAll(seconds.map((s) => windowOfSample(s, 60_000)));
        const busy = seconds.flatMap((s) => s.host.cpu_busy_ratio ?? []);
        expect(merged?.samples).toBe(seconds.length);
        expect(merged?.host.cpu_busy_ratio?.sum ?? 0).toBe(busy.reduce((sum, v) => sum + v, 0));
        if (busy.length > 0) expect(merged?.peaks.cpu?.value).toBe(Math.max(...busy));
        expect(Window.safeParse(merged).error).toBeUndefined();
      }),
    );
  });

  test('the peak of the whole is the highest peak of the parts, with the groups of its second', () => {
    const quiet = second(0, 0.2, { 'scrapy:news': 4 });
    const peak = second(1, 0.9, { 'scrapy:news': 7 });
    const later = second(2, 0.9, { 'scrapy:news': 9 });
    const merged = mergeAll([later, quiet, peak].map((s) => windowOfSample(s, 60_000)));
    expect(merged?.peaks.cpu).toMatchObject({ atMs: peak.atMs, value: 900, groups: { 'scrapy:news': { count: 7 } } });
  });

  test('a group that was not there counts as none, where processes were read', () => {
    const merged = mergeAll([second(0, 0.1, { a: 4 }), second(1, 0.1, {})].map((s) => windowOfSample(s, 60_000)));
    expect(merged?.groups['a']?.count).toEqual({ samples: 2, sum: 4, min: 0, max: 4 });
  });

  test('a second in which processes could not be read says nothing about a group', () => {
    const blind: Sample = { ...second(1, 0.1, {}), host: { cpu_busy_ratio: 100 } };
    const merged = mergeAll([second(0, 0.1, { a: 4 }), blind].map((s) => windowOfSample(s, 60_000)));
    expect(merged?.groups['a']?.count).toEqual({ samples: 1, sum: 4, min: 4, max: 4 });
  });

  test('ages are summed where they are known, and none is made up where they are not', () => {
    const aged = (index: number, ageSeconds?: number): Sample => ({
      ...second(index, 0.1, {}),
      groups: { a: { count: 2, cpuCores: 0, memoryBytes: 0, ...(ageSeconds === undefined ? {} : { ageSeconds }) } },
    });
    const merged = (...samples: Sample[]) => mergeAll(samples.map((s) => windowOfSample(s, 60_000)));
    expect(merged(aged(0, 40), aged(1))?.groups['a']).toMatchObject({
      count: { samples: 2 },
      ageSeconds: { samples: 1, sum: 40 },
    });
    expect(merged(aged(0), aged(1))?.groups['a']?.ageSeconds).toBeUndefined();
    expect(merged(aged(0, 40), second(1, 0.1, {}))?.groups['a']?.ageSeconds).toEqual({
      samples: 2,
      sum: 40,
      min: 0,
      max: 40,
    });
    expect(merged(aged(0, 40))?.peaks.cpu?.groups['a']).toEqual({ count: 2, cpuCores: 0, memoryBytes: 0 });
  });

  test('a window outside the span is refused', () => {
    const window = windowOfSample(second(0, 0.5, {}), 60_000);
    expect(() => mergeAll([window], { startMs: window.startMs + 60_000, lengthMs: 60_000 })).toThrow(RangeError);
  });

  test('of no windows is none', () => {
    expect(mergeAll([])).toBeNull();
  });
});

test('a window starts on the grid of the epoch', () => {
  expect(windowStartMs(1_700_000_099_999, 60_000)).toBe(1_700_000_040_000);
});

function second(index: number, busy: number, counts: Record<string, number>): Sample {
  return {
    atMs: 1_700_000_040_000 + index * 1000,
    host: { cpu_busy_ratio: toQuanta('cpu_busy_ratio', busy), process_count: 100 },
    filesystems: {},
    groups: Object.fromEntries(
      Object.entries(counts).map(([name, count]) => [name, { count, cpuCores: 0, memoryBytes: 0 }]),
    ),
    top: [],
    failed: [],
  };
}
