import { expect, test } from '@jest/globals';
import { noFilter } from './alert-filter.ts';
import { alertHref, alertsHref, parseRoute, ruleHref, serverHref, silenceHref, spanOf } from './route.ts';

test.each([
  ['', { page: 'fleet' }],
  ['#/', { page: 'fleet' }],
  ['#/alerts', { page: 'alerts', filter: noFilter }],
  ['#/alerts?phase=firing', { page: 'alerts', filter: { ...noFilter, phase: 'firing' } }],
  ['#/servers/ab12?range=6h&at=1700000000000', { page: 'server', id: 'ab12', range: '6h', atMs: 1_700_000_000_000 }],
  ['#/rules', { page: 'rules' }],
  ['#/rules/new?template=missing', { page: 'rule', id: null, template: 'missing' }],
  ['#/rules/cpu-busy', { page: 'rule', id: 'cpu-busy', template: null }],
  ['#/silences/new?server=s1&rule=r1', { page: 'silence', id: null, serverId: 's1', ruleId: 'r1' }],
  ['#/status', { page: 'status' }],
  ['#/capacity', { page: 'capacity' }],
  ['#/plan', { page: 'plan' }],
  ['#/plan/x', { page: 'unknown' }],
  ['#/status/x', { page: 'unknown' }],
  ['#/servers/ab12', { page: 'server', id: 'ab12', range: '1h', atMs: null }],
  ['#/servers/ab12?range=24h', { page: 'server', id: 'ab12', range: '24h', atMs: null }],
  ['#/servers/ab12?range=9y', { page: 'server', id: 'ab12', range: '1h', atMs: null }],
  ['#/servers', { page: 'unknown' }],
  ['#/servers/a/b', { page: 'unknown' }],
  ['#/nowhere', { page: 'unknown' }],
  ['#/servers/%E0%A4%A', { page: 'server', id: '%E0%A4%A', range: '1h', atMs: null }],
])('%p is %p', (hash, route) => {
  expect(parseRoute(hash)).toEqual(route);
});

test('every id finds its way back', () => {
  expect(parseRoute(serverHref('a/b?c#d', '6h'))).toEqual({ page: 'server', id: 'a/b?c#d', range: '6h', atMs: null });
});

test('an alert about a mount, a hostile group or a Chinese name finds its way back', () => {
  for (const id of ['fs:s1:/srv/crawl?x=1#y:1700000000000', 'g:s1:<img src=x>:1', '内存:s2:爬虫 50%:2']) {
    expect(parseRoute(alertHref(id))).toEqual({ page: 'alert', id });
  }
});

test('forms and filtered lists have an address', () => {
  expect(parseRoute(ruleHref(null, 'missing'))).toEqual({ page: 'rule', id: null, template: 'missing' });
  expect(parseRoute(silenceHref(null, { serverId: 'a&b' }))).toMatchObject({ id: null, serverId: 'a&b', ruleId: null });
  expect(parseRoute(alertsHref({ ...noFilter, ruleId: 'x y' }))).toMatchObject({ filter: { ruleId: 'x y' } });
  expect(alertsHref(noFilter)).toBe('#/alerts');
});

test('a range ends now, or lies around a moment but never in the future', () => {
  const hour = 3_600_000;
  expect(spanOf('1h', null, 10 * hour)).toEqual({ fromMs: 9 * hour, toMs: 10 * hour });
  expect(spanOf('1h', 5 * hour, 10 * hour)).toEqual({ fromMs: 4.5 * hour, toMs: 5.5 * hour });
  expect(spanOf('1h', 10 * hour - 1000, 10 * hour)).toEqual({ fromMs: 9 * hour, toMs: 10 * hour });
});
