import type { Sample } from '../shared/model/sample.ts';
import { mergeWindows, type Window, windowOfSample, windowStartMs } from '../shared/model/window.ts';

/** What one more sample makes of the window that is open. */
export interface Step {
  /** The window that the sample's second lies behind, complete now; null while it goes on. */
  readonly closed: Window | null;
  readonly open: Window;
}

/**
 * Adds a sample to the open window, or closes that and opens the next when the sample lies behind its end. Windows begin at
 * whole multiples of `lengthMs` since the epoch. The samples must come in order.
 * @throws RangeError when the sample lies before the open window.
 */
export function addSample(open: Window | null, sample: Sample, lengthMs: number): Step {
  const part = windowOfSample(sample, lengthMs);
  if (!open) return { closed: null, open: part };
  if (part.startMs < open.startMs) {
    throw new RangeError(`a sample of ${sample.atMs} lies before the open window, which began at ${open.startMs}`);
  }
  if (part.startMs === open.startMs) return { closed: null, open: mergeWindows(open, part) };
  return { closed: open, open: part };
}

/** Whether a window has ended at a moment, so that no sample will come to it any more. */
export function isOver(open: Window, nowMs: number): boolean {
  return windowStartMs(nowMs, open.lengthMs) > open.startMs;
}
