import { expect, test } from '@jest/globals';
import { parseRetention, type Retention } from '../../shared/model/tiers.ts';
import { chooseTier } from './tier.ts';

const HOUR = 3_600_000;
const NOW = 1_000 * 24 * HOUR;
const retention = parseRetention('') as Retention;

test.each([
  { title: 'an hour comes in minutes', from: 1, hours: 1, tier: '1m' },
  { title: 'the last day comes in minutes', from: 24, hours: 24, tier: '1m' },
  { title: 'an hour of the day before yesterday comes in ten minutes', from: 48, hours: 1, tier: '10m' },
  { title: 'a week comes in ten minutes', from: 7 * 24, hours: 7 * 24, tier: '10m' },
  { title: 'thirty days come in hours', from: 30 * 24, hours: 30 * 24, tier: '1h' },
  { title: 'a day of three months ago comes as a day', from: 90 * 24, hours: 24, tier: '1d' },
  { title: 'a year comes in days', from: 365 * 24, hours: 365 * 24, tier: '1d' },
])('$title', ({ from, hours, tier }) => {
  const fromMs = NOW - from * HOUR;
  expect(chooseTier({ fromMs, toMs: fromMs + hours * HOUR }, NOW, retention, 1500).name).toBe(tier);
});
