/** When a schedule fires: again and again, or once. */
export type Recurrence =
  { readonly kind: 'rate'; readonly intervalMs: number } | { readonly kind: 'once'; readonly atMs: number };

const RATE = /^rate\(([1-9]\d{0,8}) (minute|hour|day)s?\)$/;
const AT = /^at\((\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\)$/;
const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/**
 * Reads `rate(5 minutes)` or `at(2030-01-31T12:00:00)`, the latter as wall time in `timeZone` (IANA name).
 * Source: docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 * @returns null for everything else, `cron(...)` among it.
 */
export function parseExpression(expression: string, timeZone: string): Recurrence | null {
  const [, count, unit] = RATE.exec(expression) ?? [];
  if (count !== undefined && unit !== undefined) {
    return { kind: 'rate', intervalMs: Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS] };
  }
  const [, wallTime] = AT.exec(expression) ?? [];
  if (wallTime === undefined) return null;
  const asUtcMs = Date.parse(`${wallTime}Z`);
  if (Number.isNaN(asUtcMs) || new Date(asUtcMs).toISOString().slice(0, 19) !== wallTime) return null;
  return { kind: 'once', atMs: zonedMs(asUtcMs, timeZone) };
}

/** Whether the runtime knows the time zone. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The instant at which the clocks of a zone show what UTC shows at `asUtcMs`; the offset is asked twice because the first guess may lie on the other side of a change of clocks. */
function zonedMs(asUtcMs: number, timeZone: string): number {
  const guessMs = asUtcMs - offsetMs(asUtcMs, timeZone);
  return asUtcMs - offsetMs(guessMs, timeZone);
}

function offsetMs(atMs: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(atMs);
  const text = parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
  const [, sign, hours, minutes] = /GMT([+-])(\d{2}):(\d{2})/.exec(text) ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
