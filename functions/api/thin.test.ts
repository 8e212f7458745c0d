import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MAX_WINDOWS_PER_ANSWER } from '../../shared/model/api.ts';
import { realisticMinutes, SMALL_SERVER } from '../../shared/model/realistic-window.fixture.ts';
import { mergeAll, type Window } from '../../shared/model/window.ts';
import { successiveWindows } from '../../shared/model/window.arbitrary.ts';
import { thin } from './thin.ts';

const MINUTE = 60_000;
const DAY = 20_000 * 1_440 * MINUTE;

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

test('what is missing stays missing: no window spans time in which there was none', () => {
  const windows = realisticMinutes(SMALL_SERVER, DAY, 4_000).filter(
    ({ startMs }) => startMs < DAY + 1_000 * MINUTE || startMs >= DAY + 2_500 * MINUTE,
  );
  const { lengthMs, windows: thinned } = thin(windows, MAX_WINDOWS_PER_ANSWER);
  expect(thinned.length).toBeLessThanOrEqual(MAX_WINDOWS_PER_ANSWER);
  const slots = new Set(windows.map(({ startMs }) => Math.floor(startMs / lengthMs) * lengthMs));
  expect(thinned.map(({ startMs }) => startMs)).toEqual([...slots]);
  for (const metric of ['cpu_busy_ratio', 'network_received_bytes_per_second'] as const) {
    const most = (list: readonly Window[]) => Math.max(...list.map(({ host }) => host[metric]?.max ?? 0));
    const least = (list: readonly Window[]) => Math.min(...list.map(({ host }) => host[metric]?.min ?? Infinity));
    expect([most(thinned), least(thinned)]).toEqual([most(windows), least(windows)]);
  }
});

test('nothing thins to nothing', () => {
  expect(thin([], 5)).toEqual({ lengthMs: 60_000, windows: [] });
});
