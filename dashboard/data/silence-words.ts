import type { SilenceInput } from '../../shared/model/alerting/silence.ts';
import type { Texts } from '../text/texts.ts';
import { spanInWords } from './age.ts';
import { formatTime } from './format.ts';
import { type Language, localeOf } from './language.ts';

/** A short name of a day of the week; 1 is Monday (ISO 8601). */
export function weekdayName(weekday: number, language: Language): string {
  // The first of January 2024 was a Monday.
  const day = Date.UTC(2024, 0, weekday);
  return new Intl.DateTimeFormat(localeOf(language), { weekday: 'short', timeZone: 'UTC' }).format(day);
}

/** When a silence is in force, in a line. */
export function silenceInWords(when: SilenceInput['when'], t: Texts, language: Language): string {
  const time = (ms: number) => formatTime(ms, 'day_minute', language);
  if (when.kind === 'once') return `${time(when.startsMs)} – ${time(when.endsMs)}`;
  const days = when.weekdays.map((weekday) => weekdayName(weekday, language)).join(language === 'zh' ? '、' : ', ');
  const span = t.forShort(spanInWords(when.minutes * 60_000, language));
  const until = when.endsMs === null ? '' : ` · ${t.until(time(when.endsMs))}`;
  return `${days} ${when.at}, ${span} (${when.timeZone})${until}`;
}
