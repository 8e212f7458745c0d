import { rollUp } from '../../shared/model/roll-up.ts';
import type { Window } from '../../shared/model/window.ts';

/** Lengths that divide each other, so that a coarser answer stands on the grid of the finer one. */
const LENGTHS_MS = [5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 86_400, 604_800, 2_419_200].map(
  (s) => s * 1000,
);

/**
 * At most `limit` windows that say the same: neighbours are merged, so minima, maxima and peaks stay true, and a gap
 * stays a gap. An empty list has the length of a minute.
 */
export function thin(
  windows: readonly Window[],
  limit: number,
): { readonly lengthMs: number; readonly windows: Window[] } {
  const ownMs = windows.reduce((longest, w) => Math.max(longest, w.lengthMs), 0) || 60_000;
  if (windows.length <= limit) return { lengthMs: ownMs, windows: [...windows] };
  for (const lengthMs of LENGTHS_MS.filter((ms) => ms > ownMs && ms % ownMs === 0)) {
    const longer = rollUp(windows, lengthMs);
    if (longer.length <= limit) return { lengthMs, windows: longer };
  }
  throw new RangeError(`${windows.length} windows cannot be thinned to ${limit}`);
}
