import { mergeAll, type Window, windowStartMs } from './window.ts';

/**
 * Windows of `lengthMs`, each made of all given windows that start in it. Pure, so making one again from the same parts
 * gives the same bytes.
 */
export function rollUp(windows: readonly Window[], lengthMs: number): Window[] {
  const spans = new Map<number, Window[]>();
  for (const window of windows) {
    const startMs = windowStartMs(window.startMs, lengthMs);
    const parts = spans.get(startMs);
    if (parts) parts.push(window);
    else spans.set(startMs, [window]);
  }
  return [...spans].flatMap(([startMs, parts]) => mergeAll(parts, { startMs, lengthMs }) ?? []);
}
