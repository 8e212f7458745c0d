import { expect, test } from '@jest/globals';
import { type AlertFilter, alertsQuery, filterFromQuery, filterToQuery, isFiltered, noFilter } from './alert-filter.ts';

const NOW_MS = 1_700_000_000_000;

test('no filter asks for a phase and a number of alerts alone', () => {
  expect(alertsQuery(noFilter, 'firing', NOW_MS, 50)).toBe('phase=firing&limit=50');
  expect(isFiltered(noFilter)).toBe(false);
});

test.each<[string, Partial<AlertFilter>, string]>([
  ['a day until now', { within: '24h' }, `phase=resolved&fromMs=${NOW_MS - 86_400_000}&limit=10`],
  ['a span of its own', { within: 'custom', fromMs: 5, toMs: 9 }, 'phase=resolved&fromMs=5&toMs=9&limit=10'],
  ['not acknowledged', { acknowledged: 'no' }, 'phase=resolved&acknowledged=false&limit=10'],
  ['foreign text', { serverId: 'a&b=c 爬' }, 'phase=resolved&serverId=a%26b%3Dc+%E7%88%AC&limit=10'],
])('%s', (_, different, query) => {
  expect(alertsQuery({ ...noFilter, ...different }, 'resolved', NOW_MS, 10)).toBe(query);
});

test('a filter in the address is the filter that was set', () => {
  const filter: AlertFilter = {
    phase: 'firing',
    severity: 'critical',
    serverId: 'a/b?c#d',
    ruleId: 'cpu-busy',
    acknowledged: 'yes',
    within: 'custom',
    fromMs: 1,
    toMs: 2,
  };
  expect(filterFromQuery(new URLSearchParams(filterToQuery(filter).toString()))).toEqual(filter);
});

test('nonsense in the address filters nothing', () => {
  const query = new URLSearchParams('phase=x&severity=&within=9y&from=-1&acknowledged=true');
  expect(filterFromQuery(query)).toEqual(noFilter);
});
