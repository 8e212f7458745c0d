import type { WindowView } from '../view.ts';
import type { WindowSignal } from './window-signal.ts';
import { follow, growthOf, type Trend } from './trend.ts';

/** What "never" is, for a filesystem that does not surely grow: ten years. */
export const NEVER_MS = 10 * 365 * 86_400_000;

/** Milliseconds until a filesystem is full if it goes on growing as in the last hours, with the interval of that. */
export const timeToFull: WindowSignal<'time_to_full'> = {
  kind: 'time_to_full',
  criteria: ({ withinMs, forMs, keepFiringMs }) => ({
    comparison: 'below',
    threshold: withinMs,
    // A quarter more, so that a growth that varies a little does not end and begin the alert again and again.
    clearThreshold: withinMs * 1.25,
    forMs,
    breaches: null,
    missing: 'keep',
    keepFiringMs,
  }),
  observe: (rule, window, { trends, known }) => {
    const mounts = rule.subject ? [rule.subject] : [...window.filesystems.map(({ mount }) => mount), ...known];
    return [...new Set(mounts)].map((subject) => {
      const filesystem = window.filesystems.find(({ mount }) => mount === subject);
      const trend = trends.get(subject);
      if (!filesystem || !trend) return { subject, value: null };
      return { subject, ...fullIn(filesystem.totalBytes - filesystem.usedBytes.max, trend) };
    });
  },
  seesGaps: false,
};

/** Only growth that is surely there fills a filesystem: where its interval holds zero, the time is `NEVER_MS`. */
function fullIn(freeBytes: number, trend: Trend): { value: number | null; interval?: [number, number | null] } {
  const growth = growthOf(trend);
  if (!growth) return { value: null };
  if (growth.low <= 0) return { value: NEVER_MS };
  const ms = (perMs: number) => Math.min(NEVER_MS, Math.max(0, Math.round(freeBytes / perMs)));
  return { value: ms(growth.perMs), interval: [ms(growth.high), ms(growth.low)] };
}

/** The trends after one more window. */
export function followFilesystems(trends: ReadonlyMap<string, Trend>, window: WindowView): Map<string, Trend> {
  return new Map(
    window.filesystems.map(({ mount, usedBytes }) => [
      mount,
      follow(trends.get(mount), window.startMs + window.lengthMs, usedBytes.mean),
    ]),
  );
}
