import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { baseOf, fittingUnit, spanUnits, unitsOf, writtenIn } from './quantity.ts';

const GIB = 2 ** 30;
const spans = spanUnits({ second: 's', minute: 'min', hour: 'h', day: 'd' });
const unitOf = (value: number, units = unitsOf.bytes) => units[fittingUnit(value, units)]?.word;

test('every whole percent is its ratio to the last bit, and back', () => {
  const [percent] = unitsOf.ratio;
  if (!percent) throw new Error('a ratio has no unit');
  for (let n = 0; n <= 100; n++) {
    expect(baseOf(String(n), percent)).toBe(n / 100);
    expect(writtenIn(n / 100, percent)).toBe(String(n));
  }
});

describe('bytes', () => {
  test.each([
    [512 * 2 ** 20, 'MiB'],
    [GIB, 'GiB'],
    [1.5 * GIB, 'GiB'],
    [GIB + 7 * 2 ** 20, 'MiB'],
    [2048 * GIB, 'TiB'],
    [0, 'MiB'],
  ])('%d reads best in %s', (bytes, word) => {
    expect(unitOf(bytes)).toBe(word);
  });
});

test.each([
  [90_000, 'min'],
  [30_000, 's'],
  [86_400_000, 'd'],
  [125_000, 's'],
])('a span of %d ms reads best in %s', (ms, word) => {
  expect(unitOf(ms, spans)).toBe(word);
});

test('what is written finds its way back in every unit', () => {
  const units = [...Object.values(unitsOf).flat(), ...spans];
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.constantFrom(...units), (hundredths, unit) => {
      const text = String(hundredths / 100);
      expect(writtenIn(baseOf(text, unit), unit)).toBe(text);
    }),
  );
});

test.each(['', '  ', 'ninety', '1e999'])('%p is no value', (text) => {
  expect(baseOf(text, { word: '', times: 1, over: 1 })).toBeNull();
});

test('a comma is a point', () => {
  expect(baseOf('1,5', { word: 'GiB', times: GIB, over: 1 })).toBe(1.5 * GIB);
});
