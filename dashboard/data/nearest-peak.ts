import type { PeakResource } from '../../shared/model/metrics.ts';
import type { WindowView } from '../../shared/model/view.ts';
import { middleSeconds } from './columns.ts';

/**
 * The window whose peak a click means: the highest one drawn within reach, because one aims at the spike and not at its
 * neighbour. `reachMs` is the finger's width on the chart, in time. With none in reach, the nearest within five times as far.
 * @returns null when the click was into a gap.
 */
export function nearestPeak(
  windows: readonly WindowView[],
  resource: PeakResource,
  atMs: number,
  reachMs: number,
): WindowView | null {
  let highest: WindowView | null = null;
  let nearest: WindowView | null = null;
  let nearestMs = reachMs * 5;
  for (const window of windows) {
    const peak = window.peaks[resource];
    if (!peak) continue;
    const distanceMs = Math.abs(middleSeconds(window) * 1000 - atMs);
    if (distanceMs <= reachMs && peak.value > (highest?.peaks[resource]?.value ?? -1)) highest = window;
    if (distanceMs < nearestMs) [nearest, nearestMs] = [window, distanceMs];
  }
  return highest ?? nearest;
}
