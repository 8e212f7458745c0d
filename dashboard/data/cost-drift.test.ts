import { expect, test } from '@jest/globals';
import type { FitsAnswer } from '../../shared/model/fleet-capacity.ts';
import { driftOf, groupsOfHistory } from './cost-drift.ts';

const DAY = 86_400_000;
const known = (cost: number) => ({ cost, low: cost - 1, high: cost + 1 });

function day(at: number, name: string, presentCount: number, cpu: number | null): FitsAnswer['history'][number] {
  const costs = { cpu: cpu === null ? null : known(cpu), memory: null };
  return { madeMs: at * DAY, groups: [{ name, presentCount, means: costs, peaks: { cpu: null, memory: null } }] };
}

test('a day without a known cost breaks the line', () => {
  const history = [day(9, 'news', 4, 5), day(8, 'news', 4, null), day(7, 'news', 4, 3), day(6, 'news', 4, 2)];
  expect(driftOf(history, 'news', 'cpu', 'means')).toEqual([
    [
      { atMs: 6 * DAY, ...known(2) },
      { atMs: 7 * DAY, ...known(3) },
    ],
    [{ atMs: 9 * DAY, ...known(5) }],
  ]);
  expect(driftOf(history, 'news', 'cpu', 'peaks')).toEqual([]);
  expect(driftOf(history, 'gone', 'cpu', 'means')).toEqual([]);
});

test('groups come by their newest count, those that are gone too', () => {
  const history = [day(9, 'news', 4, 5), day(9, 'shop', 7, 5), day(2, 'news', 90, 5), day(1, 'old', 2, 5)];
  expect(groupsOfHistory(history)).toEqual(['shop', 'news', 'old']);
});
