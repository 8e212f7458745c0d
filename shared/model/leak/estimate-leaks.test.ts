import { describe, expect, test } from '@jest/globals';
import type { Window } from '../window.ts';
import { estimateLeaks } from './estimate-leaks.ts';
import { Leak } from './leak.ts';
import { GROUP, simulateLeak } from './simulated-leaks.test-fleet.ts';

const only = (windows: readonly Window[]) => {
  const [leak, ...more] = estimateLeaks(windows);
  expect(more).toEqual([]);
  return Leak.parse(leak);
};
const withoutAges = (windows: readonly Window[]) =>
  windows.map((window): Window => ({
    ...window,
    groups: Object.fromEntries(Object.entries(window.groups).map(([name, { ageSeconds: _, ...stat }]) => [name, stat])),
  }));

describe('a leak', () => {
  test.each(['together', 'staggered', 'cached', 'daily', 'rough', 'long'] as const)(
    'of crawlers of the kind %s is found as large as it is',
    (kind) => {
      const { windows, trueBytesPerHour } = simulateLeak(kind, 5);
      const leak = only(windows);
      if (leak.state === 'unknown') throw new Error(leak.sentence.en);
      expect(leak.grows).toBe(true);
      expect(leak.low).toBeLessThanOrEqual(trueBytesPerHour);
      expect(leak.high).toBeGreaterThanOrEqual(trueBytesPerHour);
    },
  );

  test.each(['steady', 'filled'] as const)('of crawlers of the kind %s is denied', (kind) => {
    expect(only(simulateLeak(kind, 5).windows)).toMatchObject({ state: 'known', grows: false });
  });

  test('is told in words', () => {
    const { sentence } = only(simulateLeak('together', 5).windows);
    expect(sentence.en).toMatch(
      /^One scrapy:news grows by [\d.]+ MiB an hour \([\d.]+–[\d.]+\): each day that it runs, it holds [\d.]+ MiB more\./,
    );
    expect(sentence.zh).toMatch(/^每个 scrapy:news 每小时增长 [\d.]+ MiB（[\d.]+–[\d.]+）：/);
    expect(only(simulateLeak('steady', 5).windows).sentence.en).toMatch(
      /^scrapy:news does not grow with its age: at most [\d.]+ [KM]iB in a day\.$/,
    );
  });

  test('is the same whatever the order of the windows', () => {
    const { windows } = simulateLeak('staggered', 5);
    expect(estimateLeaks([...windows].reverse())).toEqual(estimateLeaks(windows));
  });

  test('is found where an agent began to tell ages half-way', () => {
    const { windows, trueBytesPerHour } = simulateLeak('together', 5);
    const leak = only([...withoutAges(windows.slice(0, 900)), ...windows.slice(900)]);
    if (leak.state === 'unknown') throw new Error(leak.sentence.en);
    expect(Math.abs(leak.bytesPerHour - trueBytesPerHour)).toBeLessThan(leak.high - leak.low);
  });
});

describe('nothing is said', () => {
  const { windows } = simulateLeak('together', 5);
  test.each([
    { title: 'of a server without windows', from: [], want: [] },
    {
      title: 'where the agent told no ages',
      from: withoutAges(windows),
      want: [{ state: 'unknown', group: GROUP, reason: 'no_ages' }],
    },
    {
      title: 'in the first days',
      from: windows.slice(0, 400),
      want: [{ state: 'unknown', group: GROUP, reason: 'too_short' }],
    },
    {
      title: 'where all restart every midnight: age and time of day are one',
      from: simulateLeak('nightly', 5).windows,
      want: [{ state: 'unknown', group: GROUP, reason: 'ages_hardly_varied' }],
    },
    {
      title: 'of a group that never ran',
      from: windows.map((window): Window => {
        const zero = { samples: 600, sum: 0, min: 0, max: 0 };
        return {
          ...window,
          groups: { [GROUP]: { count: zero, cpuCores: zero, memoryBytes: zero, ageSeconds: zero } },
        };
      }),
      want: [{ state: 'unknown', group: GROUP, reason: 'no_data' }],
    },
  ])('$title', ({ from, want }) => {
    expect(estimateLeaks(from)).toMatchObject(want);
  });
});
