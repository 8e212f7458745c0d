import { expect, test } from '@jest/globals';
import { clockText, durationText, foreignText, momentText, valueText } from './words.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

test.each([
  { ms: 0, en: '0 s', zh: '0 秒' },
  { ms: 59.4 * SECOND, en: '59 s', zh: '59 秒' },
  { ms: 59.6 * SECOND, en: '1 min', zh: '1 分钟' },
  { ms: 59 * MINUTE + 59 * SECOND, en: '1 h', zh: '1 小时' },
  { ms: 66 * MINUTE, en: '1 h 6 min', zh: '1 小时 6 分钟' },
  { ms: 24 * HOUR - SECOND, en: '1 d', zh: '1 天' },
  { ms: 76 * HOUR + 20 * MINUTE, en: '3 d 4 h', zh: '3 天 4 小时' },
  { ms: -12 * SECOND, en: '−12 s', zh: '−12 秒' },
])('$en', ({ ms, en, zh }) => {
  expect([durationText(ms, 'en'), durationText(ms, 'zh')]).toEqual([en, zh]);
});

test('moments are told in UTC, to the second', () => {
  expect([momentText(1_700_000_301_999), clockText(1_700_000_301_999)]).toEqual([
    '2023-11-14 22:18:21 UTC',
    '22:18:21 UTC',
  ]);
});

test('cores are the unit that has a word in Chinese', () => {
  expect(['cores', 'bytes'].map((unit) => valueText(unit as 'cores' | 'bytes', 1.5, 'zh'))).toEqual(['1.5 核', '2 B']);
});

test.each([
  { text: ' a\r\nBcc: b\tc\u0000d\u0085e\u2028f ', clean: 'a Bcc: b c d e f' },
  { text: 'txt\u202eexe\u2066\u200f\u200b', clean: 'txtexe' },
  { text: 'half \ud83d of a sign', clean: 'half \ufffd of a sign' },
  { text: 'שלום 爬虫 🕷', clean: 'שלום 爬虫 🕷' },
])('foreign text becomes one plain line: $clean', ({ text, clean }) => {
  expect(foreignText(text)).toBe(clean);
});

test('foreign text is cut between characters', () => {
  expect(foreignText('🕷'.repeat(10), 4)).toBe('🕷🕷🕷…');
  expect(foreignText('abcd', 4)).toBe('abcd');
});
