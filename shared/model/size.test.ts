import { expect, test } from '@jest/globals';
import { DATABASE_LIMIT_BYTES, expectedWindowBytes, forecastSize, sizeSentence } from './size.ts';
import { parseRetention, type Retention } from './tiers.ts';

const retention = parseRetention('') as Retention;
const small = { groups: 5, filesystems: 2 };
const hundred = Array.from({ length: 100 }, () => small);

test('a hundred servers with the default retention fit where they have to', () => {
  const { endBytes, tiers } = forecastSize(hundred, retention, {}, 0);
  expect(endBytes).toBeGreaterThan(0.5 * DATABASE_LIMIT_BYTES);
  expect(endBytes).toBeLessThan(0.65 * DATABASE_LIMIT_BYTES);
  expect(tiers.map((tier) => [tier.name, tier.windowsPerServer, tier.measured])).toEqual([
    ['1m', 1440, false],
    ['10m', 2016, false],
    ['1h', 1440, false],
    ['1d', 730, false],
  ]);
});

test('what is expected of a window is what was measured, within a tenth', () => {
  expect(expectedWindowBytes('1m', small)).toBeCloseTo(503, -1);
  for (const [tier, bytes] of [
    ['1m', 1026],
    ['10m', 1154],
    ['1h', 1250],
    ['1d', 1344],
  ] as const) {
    expect(Math.abs(expectedWindowBytes(tier, { groups: 20, filesystems: 4 }) / bytes - 1)).toBeLessThan(0.1);
  }
});

test('stored windows say it better than an expectation, and what else is stored counts', () => {
  const { endBytes, tiers } = forecastSize([small, small], retention, { '1m': 1000 }, 77);
  expect(tiers[0]).toMatchObject({ measured: true, windowBytes: 1000, endBytes: 2 * 1440 * 1000 });
  expect(tiers[1]).toMatchObject({ measured: false, windowBytes: 1090 });
  expect(endBytes).toBe(2 * 300_000 + 77 + tiers.reduce((sum, tier) => sum + tier.endBytes, 0));
});

test('an empty fleet takes what is there', () => {
  expect(forecastSize([], retention, {}, 5).endBytes).toBe(5);
});

test.each([
  [1, 0.002, '1 server will take 1 MB; that is less than 1 % of 512 MB.'],
  [12, 0.12, '12 servers will take 61 MB; that is 12 % of 512 MB.'],
  [900, 5, '900 servers will take 2560 MB; that is 500 % of 512 MB: shorten RETENTION, or take a larger database.'],
])('%d servers in words', (servers, share, words) => {
  expect(sizeSentence(servers, share * DATABASE_LIMIT_BYTES, DATABASE_LIMIT_BYTES)).toBe(words);
});
