import { expect, test } from '@jest/globals';
import { parseRoute, serverHref } from './route.ts';

test.each([
  ['', { page: 'fleet' }],
  ['#/', { page: 'fleet' }],
  ['#/alerts', { page: 'alerts' }],
  ['#/servers/ab12', { page: 'server', id: 'ab12', range: '1h' }],
  ['#/servers/ab12?range=24h', { page: 'server', id: 'ab12', range: '24h' }],
  ['#/servers/ab12?range=9y', { page: 'server', id: 'ab12', range: '1h' }],
  ['#/servers', { page: 'unknown' }],
  ['#/servers/a/b', { page: 'unknown' }],
  ['#/nowhere', { page: 'unknown' }],
  ['#/servers/%E0%A4%A', { page: 'server', id: '%E0%A4%A', range: '1h' }],
])('%p is %p', (hash, route) => {
  expect(parseRoute(hash)).toEqual(route);
});

test('every id finds its way back', () => {
  expect(parseRoute(serverHref('a/b?c#d', '6h'))).toEqual({ page: 'server', id: 'a/b?c#d', range: '6h' });
});
