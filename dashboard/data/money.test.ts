import { expect, test } from '@jest/globals';
import { formatMoney } from './money.ts';

test.each([
  [39, 'EUR', '€39'],
  [12.5, 'USD', 'US$12.50'],
  [1200, 'CNY', 'CN¥1,200'],
  [7, 'beans', '7 beans'],
])('%p %s is %s', (monthly, currency, written) => {
  expect(formatMoney({ monthly, currency }, 'en')).toBe(written);
});

test('in Chinese the yuan needs no country', () => {
  expect(formatMoney({ monthly: 1200, currency: 'CNY' }, 'zh')).toBe('¥1,200');
});
