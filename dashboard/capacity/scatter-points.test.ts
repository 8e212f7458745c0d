import { expect, test } from '@jest/globals';
import type { CapacityReport } from '../../shared/model/capacity.ts';
import { scatterPoints } from './scatter-points.ts';

const report: CapacityReport = {
  method: 'none',
  limits: { cpu: 4, memory: 8 },
  pointsUsed: 0,
  pointsLeftOut: 0,
  days: 0,
  groups: [],
  bases: { cpu: null, memory: null },
  points: [
    { startMs: 0, lengthMs: 1, counts: [2, 5], cpu: 1.5, memory: null, censored: false },
    { startMs: 1, lengthMs: 1, counts: [3, 6], cpu: 4, memory: 7, censored: true },
  ],
};

test("points are a group's count against the resource", () => {
  expect(scatterPoints(report, 1, 'cpu')).toEqual([
    { count: 5, value: 1.5, censored: false },
    { count: 6, value: 4, censored: true },
  ]);
});

test('what was not read is no point', () => {
  expect(scatterPoints(report, 0, 'memory')).toEqual([{ count: 3, value: 7, censored: true }]);
  expect(scatterPoints(report, 9, 'cpu')).toEqual([]);
});
