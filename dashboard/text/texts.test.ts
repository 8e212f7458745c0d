import { expect, test } from '@jest/globals';
import { textsOf } from './texts.ts';

/** Names of all texts, those inside a text too: `status.up`. */
function namesOf(texts: object, prefix = ''): string[] {
  return Object.entries(texts).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null ? namesOf(value, `${prefix}${key}.`) : [`${prefix}${key}`],
  );
}

test('both languages have the same texts, none of them empty', () => {
  const [english, chinese] = [textsOf('en'), textsOf('zh')];
  expect(namesOf(chinese)).toEqual(namesOf(english));
  expect([...Object.values(english), ...Object.values(chinese)]).not.toContain('');
});

test('a cadence is told in words', () => {
  expect(textsOf('en').every('rate(1 minute)')).toBe('every minute');
  expect(textsOf('en').every('rate(5 minutes)')).toBe('every 5 minutes');
  expect(textsOf('zh').every('rate(2 hours)')).toBe('每 2 小时');
  expect(textsOf('en').every('cron(0 8 * * ? *)')).toBe('cron(0 8 * * ? *)');
});
