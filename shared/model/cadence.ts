import * as z from 'zod';

const RATE = /^rate\(([1-9]\d{0,4}) (minutes?|hours?|days?)\)$/;
const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/**
 * How often a server is pulled: an EventBridge Scheduler rate, `rate(1 minute)`, `rate(5 minutes)`, `rate(2 hours)`.
 * Source: docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html (singular for 1, plural above).
 */
export const Cadence = z
  .string()
  .trim()
  .refine((text) => cadenceMs(text) !== null, {
    error: 'is not a cadence: write rate(1 minute), rate(5 minutes), rate(1 hour) …, at most rate(7 days)',
  });

/** Milliseconds between pulls, or null when the text is no rate that EventBridge Scheduler would take. */
export function cadenceMs(text: string): number | null {
  const [, count, word] = RATE.exec(text) ?? [];
  if (count === undefined || word === undefined) return null;
  if ((count === '1') === word.endsWith('s')) return null;
  const ms = Number(count) * UNIT_MS[word.replace(/s$/, '') as keyof typeof UNIT_MS];
  return ms <= 7 * UNIT_MS.day ? ms : null;
}
