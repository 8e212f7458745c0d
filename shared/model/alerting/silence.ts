import * as z from 'zod';
import { inScope, Scope, type ScopedServer } from './scope.ts';
import { isTimeZone, localMinuteMs, localWeekday } from './local-time.ts';

const DAY_MS = 86_400_000;
const instant = z.int().nonnegative().max(8_640_000_000_000);

/** From one moment to another. */
const Once = z.strictObject({ kind: z.literal('once'), startsMs: instant, endsMs: instant });

/** On these days of the week from a time of the clock on, in a time zone, for so many minutes. */
const Weekly = z.strictObject({
  kind: z.literal('weekly'),
  timeZone: z.string().max(64).refine(isTimeZone, 'is no IANA time zone such as Europe/Berlin or Asia/Shanghai'),
  /** 1 is Monday, 7 is Sunday (ISO 8601). */
  weekdays: z.array(z.int().min(1).max(7)).min(1).max(7),
  /** `HH:MM` of the clock there. */
  at: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is no time of day such as 02:30'),
  minutes: z
    .int()
    .min(1)
    .max(24 * 60),
  /** Before and after this it does not recur; null is without an end. */
  startsMs: instant,
  endsMs: instant.nullable(),
});

/** A period in which alerts are not mailed. What is measured is recorded all the same. */
export const SilenceInput = z
  .strictObject({
    author: z.string().trim().min(1, 'is required: say who you are').max(120),
    comment: z.string().trim().min(1, 'is required: say why').max(500),
    scope: Scope,
    /** Only alerts of these rules; none means every alert, and that the time is maintenance: it is left out of peaks and fits. */
    ruleIds: z.array(z.string().min(1).max(64)).max(100).default([]),
    when: z.discriminatedUnion('kind', [Once, Weekly]),
  })
  .refine(({ when }) => when.endsMs === null || when.endsMs > when.startsMs, {
    path: ['when', 'endsMs'],
    error: 'must be after the start',
  });
export type SilenceInput = z.infer<typeof SilenceInput>;

export const Silence = z.intersection(
  SilenceInput,
  z.object({ id: z.string(), createdMs: z.int(), updatedMs: z.int() }),
);
export type Silence = z.infer<typeof Silence>;

/** `[fromMs, toMs)` */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The spans of a silence that reach into `[fromMs, toMs)`, oldest first. */
export function silenceSpans({ when }: Pick<SilenceInput, 'when'>, fromMs: number, toMs: number): Span[] {
  if (when.kind === 'once') {
    return when.startsMs < toMs && when.endsMs > fromMs ? [{ fromMs: when.startsMs, toMs: when.endsMs }] : [];
  }
  const spans: Span[] = [];
  const until = Math.min(toMs, when.endsMs ?? toMs);
  // A day earlier, because a span may reach over midnight; and a day more for the time zone.
  for (let dayMs = Math.max(fromMs, when.startsMs) - 2 * DAY_MS; dayMs < until + 2 * DAY_MS; dayMs += DAY_MS) {
    const startMs = localMinuteMs(dayMs, when.at, when.timeZone);
    const endMs = startMs + when.minutes * 60_000;
    if (!when.weekdays.includes(localWeekday(startMs, when.timeZone))) continue;
    const span = { fromMs: Math.max(startMs, when.startsMs), toMs: Math.min(endMs, when.endsMs ?? endMs) };
    if (span.fromMs < span.toMs && span.fromMs < toMs && span.toMs > fromMs && spans.at(-1)?.fromMs !== span.fromMs) {
      spans.push(span);
    }
  }
  return spans;
}

/** The silence that covers an alert of a rule on a server at a moment, and when it ends; null when none does. */
export function silencedBy(
  silences: readonly Silence[],
  what: { readonly server: ScopedServer; readonly ruleId: string },
  atMs: number,
): { readonly silence: Silence; readonly untilMs: number } | null {
  for (const silence of silences) {
    if (silence.ruleIds.length > 0 && !silence.ruleIds.includes(what.ruleId)) continue;
    if (!inScope(silence.scope, what.server)) continue;
    const span = silenceSpans(silence, atMs, atMs + 1)[0];
    if (span) return { silence, untilMs: span.toMs };
  }
  return null;
}

/** When a server was under maintenance within `[fromMs, toMs)`: silenced as a whole, not only for some rules. Merged, oldest first. */
export function maintenanceSpans(
  silences: readonly Silence[],
  server: ScopedServer,
  fromMs: number,
  toMs: number,
): Span[] {
  const spans = silences
    .filter((silence) => silence.ruleIds.length === 0 && inScope(silence.scope, server))
    .flatMap((silence) => silenceSpans(silence, fromMs, toMs))
    .sort((a, b) => a.fromMs - b.fromMs);
  const merged: { fromMs: number; toMs: number }[] = [];
  for (const span of spans) {
    const last = merged.at(-1);
    if (last && span.fromMs <= last.toMs) last.toMs = Math.max(last.toMs, span.toMs);
    else merged.push({ ...span });
  }
  return merged;
}

/** Whether any part of `[startMs, startMs + lengthMs)` lies in one of the spans. */
export function touches(spans: readonly Span[], startMs: number, lengthMs: number): boolean {
  return spans.some((span) => span.fromMs < startMs + lengthMs && span.toMs > startMs);
}
