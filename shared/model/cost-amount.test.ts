import { expect, test } from '@jest/globals';
import { amount, amountWithRange, range } from './cost-amount.ts';

const MIB = 2 ** 20;

test.each([
  ['cpu', { cost: 0.2104, low: 0.1812, high: 0.2396 }, '0.21 core', '0.18–0.24'],
  ['cpu', { cost: 0.0312, low: 0.0301, high: 0.0323 }, '0.031 core', '0.030–0.032'],
  ['cpu', { cost: 1.52, low: 1.21, high: 1.83 }, '1.52 cores', '1.21–1.83'],
  ['memory', { cost: 148.2 * MIB, low: 139.1 * MIB, high: 157.3 * MIB }, '148 MiB', '139–157'],
  ['memory', { cost: 1556 * MIB, low: 1341 * MIB, high: 1771 * MIB }, '1.5 GiB', '1.3–1.7'],
] as const)('%s %o reads %s (%s)', (resource, interval, shown, band) => {
  expect(amount(resource, interval).en).toBe(shown);
  expect(range(resource, interval)).toBe(band);
  expect(amountWithRange(resource, interval).en).toBe(`${shown} (${band})`);
});

test('Chinese names the unit', () => {
  expect(amount('cpu', { cost: 0.21, low: 0.18, high: 0.24 }).zh).toBe('0.21 核');
});
