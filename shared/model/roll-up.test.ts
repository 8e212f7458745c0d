import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rollUp } from './roll-up.ts';
import { parseRetention, rollupSteps, tiers } from './tiers.ts';
import { mergeAll, type Window, windowStartMs } from './window.ts';
import { windowAt } from './window.arbitrary.ts';

const DAY = 1_699_920_000_000;
/** Minutes anywhere in two days, in any order. */
const minutes = fc
  .uniqueArray(fc.integer({ min: 0, max: 2 * 1440 - 1 }), { minLength: 1, maxLength: 25 })
  .chain((places) => fc.tuple(...places.map((i) => windowAt(DAY + i * 60_000))));
const bytes = (windows: readonly Window[]) => JSON.stringify([...windows].sort((a, b) => a.startMs - b.startMs));

test('the day of its hours of its ten minutes is the day of its minutes, to the byte', () => {
  fc.assert(
    fc.property(minutes, (windows) => {
      const throughAllTiers = rollupSteps.reduce<Window[]>((parts, { to }) => rollUp(parts, to.lengthMs), windows);
      expect(bytes(throughAllTiers)).toBe(bytes(rollUp(windows, 86_400_000)));
    }),
  );
});

test('the peak of a day is the peak of its minutes, with the groups of its second', () => {
  fc.assert(
    fc.property(minutes, (windows) => {
      for (const day of rollupSteps.reduce<Window[]>((parts, { to }) => rollUp(parts, to.lengthMs), windows)) {
        const own = windows.filter((w) => windowStartMs(w.startMs, 86_400_000) === day.startMs);
        const highest = Math.max(...own.map((w) => w.peaks.cpu?.value ?? -1));
        expect(day.peaks.cpu?.value ?? -1).toBe(highest);
        if (day.peaks.cpu) expect(own.map((w) => w.peaks.cpu)).toContainEqual(day.peaks.cpu);
        expect(day.samples).toBe(mergeAll(own)?.samples);
      }
    }),
  );
});

test('each tier divides the next', () => {
  for (const { from, to } of rollupSteps) expect(to.lengthMs % from.lengthMs).toBe(0);
  expect(rollupSteps.map(({ to }) => to.name)).toEqual(tiers.slice(1).map((tier) => tier.name));
});

test('a retention may be set for each tier', () => {
  const day = 86_400_000;
  expect(parseRetention('')).toEqual({ '1m': day, '10m': 14 * day, '1h': 60 * day, '1d': 730 * day });
  expect(parseRetention('1m=48h, 1d=400d')).toMatchObject({ '1m': 2 * day, '10m': 14 * day, '1d': 400 * day });
});

test.each(['1m', '5m=1d', '1m=1w', '1m=1h', '1m=-1d'])('“%s” is no retention', (text) => {
  expect(parseRetention(text)).toHaveProperty('problem');
});
