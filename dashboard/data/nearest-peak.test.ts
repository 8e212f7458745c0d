import { expect, test } from '@jest/globals';
import { nearestPeak } from './nearest-peak.ts';
import { minuteAt } from './window.fixture.ts';

const quiet = minuteAt(10, { cpu: 0.2, peak: 0.3 });
const spike = minuteAt(11, { cpu: 0.3, peak: 0.97 });
const after = minuteAt(12, { cpu: 0.2, peak: 0.4 });
const windows = [quiet, spike, after];
const MINUTE_MS = 60_000;

test('a click beside a spike means the spike', () => {
  expect(nearestPeak(windows, 'cpu', 10.4 * MINUTE_MS, 1.5 * MINUTE_MS)).toBe(spike);
});

test('out of reach of any, the nearest is meant', () => {
  expect(nearestPeak(windows, 'cpu', 14 * MINUTE_MS, MINUTE_MS)).toBe(after);
});

test('a click into a wide gap means nothing', () => {
  expect(nearestPeak(windows, 'cpu', 60 * MINUTE_MS, MINUTE_MS)).toBeNull();
});

test('windows without a peak of the resource are passed over', () => {
  expect(nearestPeak(windows, 'memory', 11.5 * MINUTE_MS, MINUTE_MS)).toBeNull();
  expect(nearestPeak([minuteAt(11), after], 'cpu', 11.5 * MINUTE_MS, MINUTE_MS)).toBe(after);
});
