import { expect, test } from '@jest/globals';
import { textsOf } from '../text/texts.ts';
import { alertValue, intervalInWords, reasonInWords, resourceOf } from './alert-words.ts';

const [english, chinese] = [textsOf('en'), textsOf('zh')];

test('a known reason is a sentence in each language', () => {
  expect(reasonInWords('silenced', english)).toBe('A silence covers it.');
  expect(reasonInWords('silenced', chinese)).toBe('处于静默期。');
});

test.each(['550 5.1.1 no such user', 'toString', ''])('%p is shown as it is', (reason) => {
  expect(reasonInWords(reason, english)).toBe(reason);
});

test('no reason is no word', () => {
  expect(reasonInWords(null, english)).toBe('');
});

test('a value has its unit, missing data is said', () => {
  expect(alertValue({ metric: 'cpu_busy_ratio' }, 0.97, english, 'en')).toBe('97%');
  expect(alertValue({ metric: 'unreachable' }, 900_000, chinese, 'zh')).toBe('15 分钟');
  expect(alertValue({ metric: 'cpu_busy_ratio' }, null, english, 'en')).toBe('no data');
});

test('an interval may be open at its end', () => {
  expect(intervalInWords({ metric: 'time_to_full', interval: [7_200_000, null] }, english, 'en')).toBe(
    '2 h – no limit',
  );
  expect(intervalInWords({ metric: 'time_to_full', interval: null }, english, 'en')).toBeNull();
});

test('the peak is of the resource that drives the metric', () => {
  expect(resourceOf('group_memory_bytes')).toBe('memory');
  expect(resourceOf('unreachable')).toBe('cpu');
});
