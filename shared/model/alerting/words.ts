import * as z from 'zod';
import type { Unit } from '../metrics.ts';
import { formatValue } from '../format.ts';

export const Language = z.enum(['en', 'zh']);
export type Language = z.infer<typeof Language>;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const steps = {
  en: { d: 'd', h: 'h', min: 'min', s: 's' },
  zh: { d: '天', h: '小时', min: '分钟', s: '秒' },
} as const;

/** A length of time in its two largest steps: `45 s`, `6 min`, `1 h 6 min`, `3 d 4 h`. */
export function durationText(ms: number, language: Language): string {
  const word = steps[language];
  const sign = ms < 0 ? '−' : '';
  const seconds = Math.round(Math.abs(ms) / 1000);
  if (seconds < 60) return `${sign}${seconds} ${word.s}`;
  const whole = Math.round(Math.abs(ms) / MINUTE_MS) * MINUTE_MS;
  const [days, hours, minutes] = [
    Math.floor(whole / DAY_MS),
    Math.floor((whole % DAY_MS) / HOUR_MS),
    (whole % HOUR_MS) / MINUTE_MS,
  ];
  const parts =
    days > 0
      ? [`${days} ${word.d}`, hours > 0 ? `${hours} ${word.h}` : '']
      : [hours > 0 ? `${hours} ${word.h}` : '', minutes > 0 ? `${minutes} ${word.min}` : ''];
  return sign + parts.filter((part) => part !== '').join(' ');
}

/** `2023-11-14 22:18:21 UTC`. */
export function momentText(ms: number): string {
  return new Date(ms)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');
}

/** `22:18:21 UTC`. */
export function clockText(ms: number): string {
  return momentText(ms).slice(11);
}

/** A number for people in their language: cores are the one unit that is a word. */
export function valueText(unit: Unit, value: number, language: Language): string {
  const text = formatValue(unit, value);
  return language === 'zh' ? text.replace(/ cores?$/, ' 核') : text;
}

/**
 * Text that somebody else chose, as one line that changes nothing around it: without control characters, line breaks and marks
 * that turn the direction of writing, and at most `maximum` characters long.
 */
export function foreignText(text: string, maximum = 120): string {
  const clean = text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
    .replace(/\p{Cs}/gu, '\ufffd')
    .trim();
  const characters = Array.from(clean);
  return characters.length <= maximum ? clean : `${characters.slice(0, maximum - 1).join('')}…`;
}
