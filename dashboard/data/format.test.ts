import { describe, expect, test } from '@jest/globals';
import { metricNames, metrics } from '../../shared/model/metrics.ts';
import { ageInWords, spanInWords } from './age.ts';
import { formatAlertValue, formatMilliseconds, formatTime, formatValue } from './format.ts';
import { languages } from './language.ts';

const GIB = 1024 ** 3;

test.each([
  ['ratio', 0.3749, '37%', '37%'],
  ['ratio', 0.0421, '4.2%', '4.2%'],
  ['ratio', 1, '100%', '100%'],
  ['bytes', 0, '0 B', '0 B'],
  ['bytes', 1023, '1,023 B', '1,023 B'],
  ['bytes', 1.5 * GIB, '1.5 GiB', '1.5 GiB'],
  ['bytes', 446 * GIB, '446 GiB', '446 GiB'],
  ['bytes_per_second', 2048, '2 KiB/s', '2 KiB/s'],
  ['cores', 1, '1 core', '1 核'],
  ['cores', 0.313, '0.31 cores', '0.31 核'],
  ['count', 3.46, '3.5', '3.5'],
  ['load', 0.666, '0.67', '0.67'],
] as const)('%s %p reads %p and %p', (unit, value, english, chinese) => {
  expect(formatValue(unit, value, 'en')).toBe(english);
  expect(formatValue(unit, value, 'zh')).toBe(chinese);
});

test.each(metricNames)('a value of %s is a text in each language', (name) => {
  for (const language of languages) expect(formatValue(metrics[name].unit, 7, language)).toMatch(/^\S.*\S$|^\d$/);
});

test("an alert's value has the unit of its metric, also of a derived one, or is a span", () => {
  expect(formatAlertValue('memory_used_bytes', 3 * GIB, 'en')).toBe('3 GiB');
  expect(formatAlertValue('filesystem_used_ratio', 0.913, 'en')).toBe('91%');
  expect(formatAlertValue('unreachable', 840_000, 'zh')).toBe('14 分钟');
  expect(formatAlertValue('group_memory_per_process_bytes', 2 * GIB, 'en')).toBe('2 GiB');
  expect(formatAlertValue('clock_skew', -2500, 'en')).toBe('-2.5 s');
  expect(formatAlertValue('toString', 90_000, 'en')).toBe('1 min');
});

test('milliseconds become seconds from one on', () => {
  expect(formatMilliseconds(13.62, 'en')).toBe('14 ms');
  expect(formatMilliseconds(3004, 'zh')).toBe('3 秒');
});

test('a time has its second, midnight is 00', () => {
  const atMs = Date.UTC(2026, 10, 22, 0, 5, 9);
  expect(formatTime(atMs, 'second', 'en', 'UTC')).toBe('00:05:09');
  expect(formatTime(atMs, 'day_second', 'en', 'UTC')).toBe('22 Nov, 00:05:09');
  expect(formatTime(atMs, 'minute', 'zh', 'Asia/Shanghai')).toBe('08:05');
  expect(formatTime(atMs, 'day', 'en', 'UTC')).toBe('22 Nov');
  expect(formatTime(atMs, 'day_minute', 'en', 'UTC')).toBe('22 Nov, 00:05');
});

describe('ages', () => {
  test.each([
    [900, 'just now', '刚刚'],
    [-5000, 'just now', '刚刚'],
    [42_000, '42 s ago', '42 秒前'],
    [190_000, '3 min ago', '3 分钟前'],
    [2 * 3_600_000 + 5 * 60_000, '2 h 5 min ago', '2 小时 5 分钟前'],
    [3 * 86_400_000, '3 d ago', '3 天前'],
  ])('%p ms is %p and %p', (spanMs, english, chinese) => {
    expect(ageInWords(1e12, 1e12 + spanMs, 'en')).toBe(english);
    expect(ageInWords(1e12, 1e12 + spanMs, 'zh')).toBe(chinese);
  });

  test('less than a second is none', () => {
    expect(spanInWords(400, 'en')).toBe('0 s');
  });
});
