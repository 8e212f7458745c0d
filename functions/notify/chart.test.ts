import { describe, expect, test } from '@jest/globals';
import { alertOf } from '../../shared/model/alerting/alert.fixture.ts';
import { ruleMetricNames } from '../../shared/model/alerting/rule-metric.ts';
import { chart } from './chart.ts';
import { minutes } from './digest.fixture.ts';
import { timeScale, valueScale } from './chart-scale.ts';

const count = (svg: string | null, part: string) => (svg ?? '').split(part).length - 1;
const texts = (svg: string | null) => [...(svg ?? '').matchAll(/>([^<>]+)<\/text>/g)].map((match) => match[1]);
const stat = (mean: number) => ({ samples: 60, mean, min: mean, max: mean });
/** Of two runs of minutes each has a line, a band and a strip. */
const lines = (svg: string | null) => [count(svg, '<polyline'), count(svg, '<polygon')];

test('an hour without gaps is one line in one band, above the processes', () => {
  const svg = chart(alertOf(), minutes(), 0.8);
  expect(lines(svg)).toEqual([2, 1]);
  expect(texts(svg)).toEqual(
    expect.arrayContaining(['0 %', '50 %', '100 %', '22:00', 'UTC', '99 % at 22:18:21', 'n 1']),
  );
});

test('threshold and clear line stand where their values do', () => {
  const dashed = (svg: string | null) =>
    [...(svg ?? '').matchAll(/y1="([\d.]+)"[^>]*stroke-width="2"/g)].map((m) => Number(m[1]));
  const [threshold = 0, clear = 0] = dashed(chart(alertOf(), minutes(), 0.8));
  expect([threshold, clear]).toEqual([44.6, 59.2]);
  expect(dashed(chart(alertOf(), minutes()))).toHaveLength(1);
});

test('gaps are gaps', () => {
  const gap = minutes().filter((_, index) => index < 10 || index > 14);
  expect(lines(chart(alertOf(), gap))).toEqual([4, 2]);
  const unread = minutes((index) => (index > 9 && index < 15 ? { host: {} } : {}));
  expect(lines(chart(alertOf(), unread))).toEqual([3, 2]);
});

test('processes of all groups are added up, in steps', () => {
  const groups = (index: number) =>
    ['a', 'b'].map((name) => ({ name, count: stat(index < 30 ? 2 : 5), cpuCores: stat(1), memoryBytes: stat(1) }));
  const svg = chart(
    alertOf(),
    minutes((index) => ({ groups: groups(index) })),
  );
  expect(texts(svg)).toContain('n 10');
});

test('no letter in it is foreign: its font has digits and Latin letters only', () => {
  const subject = '<b>爬虫</b>';
  const alert = alertOf({ serverName: subject, ruleName: subject, subject, metric: 'group_cpu_cores', threshold: 1 });
  const groups = [{ name: subject, count: stat(1), cpuCores: stat(2), memoryBytes: stat(1) }];
  expect(
    chart(
      alert,
      minutes(() => ({ groups })),
    ),
  ).toMatch(/^[\x20-\x7e]+$/);
});

test.each(ruleMetricNames)('%s can be drawn', (metric) => {
  const subject = 'news';
  const groups = [{ name: subject, count: stat(3), cpuCores: stat(2), memoryBytes: stat(3e9) }];
  const filesystems = [{ mount: subject, totalBytes: 1e12, usedBytes: stat(9e11) }];
  const process = { pid: 1, name: subject, cpuCores: 1, memoryBytes: 2e9 };
  const peaks = { memory: { atMs: 0, value: 1, groups: [], top: [process] } };
  const host = { [metric]: stat(7) };
  const svg = chart(
    alertOf({ metric, subject, threshold: 5 }),
    minutes(() => ({ groups, filesystems, peaks, host })),
  );
  expect(svg).toContain('<polyline');
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
});

test.each(['unreachable', 'clock_skew', 'data_gap', 'agent_restarted'])('%s has no chart', (metric) => {
  expect(chart(alertOf({ metric }), minutes())).toBeNull();
});

test('a time to full shows the filesystem that fills, without the threshold', () => {
  const filesystems = (index: number) => [{ mount: '/data', totalBytes: 1e12, usedBytes: stat(9e11 + index * 1e8) }];
  const alert = alertOf({ metric: 'time_to_full', subject: '/data', comparison: 'below', threshold: 86_400_000 });
  const svg = chart(
    alert,
    minutes((index) => ({ filesystems: filesystems(index) })),
  );
  expect(texts(svg)).toContain('90.2 %');
  expect(svg).not.toContain('stroke-dasharray="7 4"');
});

test('a minute or none is no chart', () => {
  expect(chart(alertOf(), [])).toBeNull();
  expect(chart(alertOf(), minutes().slice(0, 1))).toBeNull();
  expect(chart(alertOf({ metric: 'load1' }), minutes())).toBeNull();
});

describe('an axis', () => {
  test.each([
    { values: [0.3, 0.97], unit: 'ratio', zoomed: false, ticks: [0, 0.5, 1] },
    { values: [0.01, 0.04], unit: 'ratio', zoomed: false, ticks: [0, 0.02, 0.04] },
    { values: [3, 12], unit: 'count', zoomed: false, ticks: [0, 5, 10, 15] },
    { values: [0, 1], unit: 'count', zoomed: false, ticks: [0, 1] },
    { values: [0, 0], unit: 'bytes', zoomed: false, ticks: [0, 1] },
    { values: [2 ** 30, 3 * 2 ** 30], unit: 'bytes', zoomed: false, ticks: [0, 1, 2, 3].map((n) => n * 2 ** 30) },
  ] as const)('of $unit from $values.0 to $values.1', ({ values, unit, zoomed, ticks }) => {
    expect(valueScale(values, unit, zoomed).ticks).toEqual(ticks);
  });

  test('of time has round minutes, at most seven', () => {
    const { ticks } = timeScale(1_700_000_040_000 - 2_400_000, 1_700_000_040_000 + 1_200_000);
    expect(ticks.map((ms) => new Date(ms).toISOString().slice(11, 16))).toEqual([
      '21:40',
      '21:50',
      '22:00',
      '22:10',
      '22:20',
      '22:30',
    ]);
  });
});
