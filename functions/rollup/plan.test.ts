import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { batchesByWindows, brokenSpans } from './plan.ts';

const NOW = 100_000 * 60_000;

test('batches hold every server once, in order, and no more minutes than allowed unless one server alone has more', () => {
  const behind = fc.array(fc.integer({ min: 1, max: 500 }));
  fc.assert(
    fc.property(behind, fc.integer({ min: 1, max: 300 }), (minutes, limit) => {
      const servers = minutes.map((m, i) => ({ serverId: String(i), fromMs: NOW - m * 60_000 }));
      const batches = batchesByWindows(servers, limit, NOW);
      expect(batches.flat()).toEqual(servers);
      for (const batch of batches) {
        const total = batch.reduce((sum, { fromMs }) => sum + (NOW - fromMs) / 60_000, 0);
        expect(total <= limit || batch.length === 1).toBe(true);
      }
    }),
  );
});

test('a broken span is the one in which the windows end', () => {
  expect(brokenSpans([{ serverId: 'a', lastStartMs: 1_500_000 }], 600_000)).toEqual([
    { serverId: 'a', fromMs: 1_200_000, toMs: 1_800_000 },
  ]);
});
