import { expect, test } from '@jest/globals';
import { costLine } from './cost-line.ts';
import { estimateCapacity } from './estimate-capacity.ts';
import { GROUP, simulateServer } from './simulated-fleet.test-fleet.ts';
import { SERVER } from './simulated-server.test-fleet.ts';

const report = estimateCapacity(simulateServer('plain', 4).windows, SERVER);
const group = report.groups.find(({ name }) => name === GROUP);
const cost = group?.costs.cpu;

test('the line is base + cost · count over the counts that were seen, and its band turns about the mean count', () => {
  if (cost?.state !== 'known') throw new Error('the cost is not known');
  const line = costLine(report, GROUP, 'cpu') ?? [];
  expect(line.map(({ count }) => count)).toEqual([group?.minCount, group?.meanCount, group?.maxCount]);
  for (const { count, value, low, high } of line) {
    expect(value).toBeCloseTo((report.bases.cpu ?? NaN) + cost.cost * count, 9);
    const away = Math.abs(count - (group?.meanCount ?? NaN));
    expect(high - low).toBeCloseTo((cost.high - cost.low) * away, 9);
  }
});

test('the line goes through the middle of the points', () => {
  const middle = costLine(report, GROUP, 'cpu')?.[1];
  const mean = report.points.reduce((sum, { cpu }) => sum + (cpu ?? 0), 0) / report.points.length;
  expect(middle?.value).toBeCloseTo(mean, 1);
});

test('no line is drawn for an unknown cost or group', () => {
  expect(costLine(report, 'nobody', 'cpu')).toBeNull();
  expect(costLine(estimateCapacity(simulateServer('plain', 4, 0.1).windows, SERVER), GROUP, 'cpu')).toBeNull();
});
