import { describe, expect, test } from '@jest/globals';
import { crawlerCounts, type FleetEntry, matchesSearch, newestDataMs, shownWindow } from './fleet.ts';
import { minuteAt } from './window.fixture.ts';

const server: FleetEntry['server'] = {
  id: 's1',
  name: 'crawl-01',
  address: '10.0.0.11:9464',
  description: 'News and prices',
  tags: ['prod', 'fra'],
  enabled: true,
  cadence: 'rate(1 minute)',
  monthlyPrice: null,
  renewsOn: null,
  pinned: false,
  createdMs: 0,
  updatedMs: 0,
  status: 'up',
  lastAttemptMs: null,
  lastContactMs: 13.5 * 60_000,
  lastError: null,
  roundTripMs: null,
  clockSkewMs: null,
  facts: null,
};
const closed = minuteAt(12, { counts: { 'scrapy:news': 4, idle: 0 } });
const open = minuteAt(13);

describe('the window of a row', () => {
  test('is the closed one, because it is whole', () => {
    expect(shownWindow({ server, closed, open })).toEqual({ window: closed, isOpen: false });
  });
  test('is the open one on a fresh installation, and after a gap', () => {
    expect(shownWindow({ server, closed: null, open })).toEqual({ window: open, isOpen: true });
    expect(shownWindow({ server, closed: minuteAt(2), open })).toEqual({ window: open, isOpen: true });
  });
  test('is none before the first', () => {
    expect(shownWindow({ server, closed: null, open: null })).toBeNull();
  });
});

describe('the newest data', () => {
  test('of an open window are as old as the last contact', () => {
    expect(newestDataMs({ server, closed, open })).toBe(13.5 * 60_000);
  });
  test('never lie beyond the end of the open window', () => {
    expect(newestDataMs({ server: { ...server, lastContactMs: 99 * 60_000 }, closed, open })).toBe(14 * 60_000);
  });
  test('without an open window are the end of the closed one', () => {
    expect(newestDataMs({ server, closed, open: null })).toBe(13 * 60_000);
    expect(newestDataMs({ server, closed: null, open: null })).toBeNull();
  });
});

test('crawlers are counted, groups without a process left out', () => {
  expect(crawlerCounts(closed)).toEqual([{ name: 'scrapy:news', count: 4 }]);
});

test.each([
  ['', true],
  ['CRAWL', true],
  ['fra news', true],
  ['scrapy:news', true],
  ['fra berlin', false],
])('the search %p finds the server: %p', (search, found) => {
  expect(matchesSearch({ server, closed, open }, search)).toBe(found);
});
