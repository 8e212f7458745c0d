import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { absorb } from './absorb.ts';
import { nonNegativeSolution } from './non-negative.ts';
import { at } from './symmetric.ts';
import { normal, seeded } from './simulated-server.test-fleet.ts';

test('no coefficient is negative, and no move that is allowed lowers the squares', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 2 }), (seed, bounded, free) => {
      const random = seeded(seed);
      const width = bounded + free;
      const columns = Array.from({ length: width + 1 }, () => Float64Array.from({ length: 30 }, () => normal(random)));
      const none = new Int32Array(30);
      const { gram } = absorb({ columns, slots: none, blocks: none });
      const limits = new Set(Array.from({ length: bounded }, (_, c) => c));
      const all = Array.from({ length: width }, (_, c) => c);
      const x = nonNegativeSolution(gram, all, limits);
      for (const c of all) {
        // Half of the squares' downhill slope along this coefficient: the conditions of Karush, Kuhn and Tucker.
        const slope = all.reduce((sum, other) => sum - at(gram, c, other) * (x[other] ?? 0), at(gram, c, width));
        const value = x[c] ?? NaN;
        if (limits.has(c)) expect(value).toBeGreaterThanOrEqual(0);
        if (value !== 0 || !limits.has(c)) expect(Math.abs(slope)).toBeLessThan(1e-8);
        else expect(slope).toBeLessThan(1e-8);
      }
    }),
  );
});
