import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { increase, ratePerSecond, totalRatePerSecond } from './rate.ts';

const counter = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const elapsedMs = fc.integer({ min: 1, max: 1e9 });

describe('rates', () => {
  test('are never negative, whatever the counters do', () => {
    fc.assert(
      fc.property(counter, counter, elapsedMs, (from, to, ms) => {
        const rate = ratePerSecond({ monotonicMs: 0, value: from }, { monotonicMs: ms, value: to });
        expect(rate).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test('are over the time that passed, not over a second', () => {
    expect(ratePerSecond({ monotonicMs: 500, value: 10 }, { monotonicMs: 3000, value: 60 })).toBe(20);
  });

  test('a reset counts from zero', () => {
    expect(increase(1000, 30)).toBe(30);
  });

  test('no time, no rate', () => {
    expect(ratePerSecond({ monotonicMs: 5, value: 1 }, { monotonicMs: 5, value: 2 })).toBeNull();
    expect(ratePerSecond({ monotonicMs: 5, value: 1 }, { monotonicMs: 4, value: 2 })).toBeNull();
  });

  test('increases of adjoining intervals add up to that of the whole', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1e9 }), { minLength: 2 }), (steps) => {
        const values = steps.map((_, i) => steps.slice(0, i + 1).reduce((sum, step) => sum + step, 0));
        const parts = values.slice(1).map((value, i) => increase(values[i] ?? 0, value));
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(increase(values[0] ?? 0, values.at(-1) ?? 0));
      }),
    );
  });

  test('a device that is new counts from its next reading, one that is gone counts no more', () => {
    const from = {
      monotonicMs: 0,
      values: new Map([
        ['a', 100],
        ['gone', 7],
      ]),
    };
    const to = {
      monotonicMs: 2000,
      values: new Map([
        ['a', 140],
        ['new', 1e12],
      ]),
    };
    expect(totalRatePerSecond(from, to)).toBe(20);
  });
});
