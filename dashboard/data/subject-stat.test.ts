import { expect, test } from '@jest/globals';
import { subjectStat } from './subject-stat.ts';
import { minuteAt, statOf } from './window.fixture.ts';

const GIB = 1024 ** 3;
const window = {
  ...minuteAt(1, { cpu: 0.4, peak: 0.9, counts: { news: 4 } }),
  filesystems: [{ mount: '/srv', totalBytes: 100 * GIB, usedBytes: statOf(50 * GIB, 40 * GIB, 60 * GIB) }],
};

test.each([
  ['cpu_busy_ratio', '', { mean: 0.4, min: 0.2, max: 0.9 }],
  ['filesystem_used_ratio', '/srv', { mean: 0.5, min: 0.4, max: 0.6 }],
  ['filesystem_used_ratio', '/gone', undefined],
  ['group_process_count', 'news', { mean: 4 }],
  ['group_process_count', 'missing', { mean: 0, min: 0, max: 0 }],
  ['group_memory_per_process_bytes', 'news', { mean: 1 }],
  ['group_memory_per_process_bytes', 'missing', undefined],
  ['process_memory_bytes', 'chrome', undefined],
] as const)('%s of %p', (metric, subject, want) => {
  if (want === undefined) expect(subjectStat(window, metric, subject)).toBeUndefined();
  else expect(subjectStat(window, metric, subject)).toMatchObject(want);
});

test('a process is as large as it was at the larger of the peaks', () => {
  const peak = { atMs: 1, value: 1, groups: [] };
  const top = (memoryBytes: number) => [{ pid: 1, name: 'chrome', cpuCores: 1, memoryBytes }];
  const peaks = { cpu: { ...peak, top: top(3) }, memory: { ...peak, top: top(5) } };
  expect(subjectStat({ ...window, peaks }, 'process_memory_bytes', 'chrome')?.max).toBe(5);
});
