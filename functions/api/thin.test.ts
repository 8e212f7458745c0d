import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mergeAll } from '../../shared/model/window.ts';
import { successiveWindows } from '../../shared/model/window.arbitrary.ts';
import { thin } from './thin.ts';

test('a thinned range says the same in fewer windows', () => {
  fc.assert(
    fc.property(successiveWindows, fc.integer({ min: 1, max: 12 }), (windows, limit) => {
      const thinned = thin(windows, limit);
      expect(thinned.windows.length).toBeLessThanOrEqual(limit);
      expect(thinned.windows.every((w) => w.lengthMs === thinned.lengthMs && w.startMs % w.lengthMs === 0)).toBe(true);
      const { startMs, lengthMs, ...whole } = mergeAll(windows) ?? {};
      expect(mergeAll(thinned.windows)).toMatchObject(whole);
    }),
  );
});

test('nothing thins to nothing', () => {
  expect(thin([], 5)).toEqual({ lengthMs: 60_000, windows: [] });
});
