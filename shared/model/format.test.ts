import { expect, test } from '@jest/globals';
import { formatValue } from './format.ts';

test.each([
  ['ratio', 0.875, '87.5 %'],
  ['bytes', 0, '0 B'],
  ['bytes', 1536, '1.5 KiB'],
  ['bytes', 2 ** 60, '1024 PiB'],
  ['bytes_per_second', 1024, '1 KiB/s'],
  ['cores', 0.2149, '0.21 cores'],
  ['count', 4, '4'],
  ['load', 1.256, '1.26'],
] as const)('%s %d is %s', (unit, value, text) => {
  expect(formatValue(unit, value)).toBe(text);
});
