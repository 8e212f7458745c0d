/** Whether the text names a time zone that this runtime knows. */
export function isTimeZone(text: string): boolean {
  try {
    clock(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * The moment at which a clock in the time zone shows `HH:MM` on the local day that holds `dayMs`. Where clocks are put forward
 * over that time, the moment after the jump; where they are put back, the first of the two.
 */
export function localMinuteMs(dayMs: number, at: string, timeZone: string): number {
  const [hours = 0, minutes = 0] = at.split(':').map(Number);
  const { year, month, day } = localParts(dayMs, timeZone);
  const wanted = Date.UTC(year, month - 1, day, hours, minutes);
  // The offset depends on the moment that is looked for: try the offsets of a day before and after, take the first that fits.
  const offsets = [wanted - 86_400_000, wanted + 86_400_000].map((ms) => offsetMs(ms, timeZone));
  const fitting = offsets.map((offset) => wanted - offset).filter((ms) => ms + offsetMs(ms, timeZone) === wanted);
  return fitting.length > 0 ? Math.min(...fitting) : wanted - Math.min(...offsets);
}

/** Day of the week there: 1 is Monday, 7 is Sunday. */
export function localWeekday(ms: number, timeZone: string): number {
  const { year, month, day } = localParts(ms, timeZone);
  return ((new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7) + 1;
}

function offsetMs(ms: number, timeZone: string): number {
  const { year, month, day, hour, minute, second } = localParts(ms, timeZone);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1000) * 1000;
}

function localParts(ms: number, timeZone: string) {
  const parts = new Map(
    clock(timeZone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  };
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clock(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  clocks.set(timeZone, made);
  return made;
}
