import { expect, test } from '@jest/globals';
import { studentT, twoSidedTail } from './student-t.ts';

/** Abramowitz and Stegun, Handbook of Mathematical Functions, table 26.10; the last two digits from its asymptotic series. */
test.each([
  [1, 12.706],
  [2, 4.303],
  [3, 3.182],
  [5, 2.571],
  [10, 2.228],
  [30, 2.042],
  [120, 1.98],
])('95 %% with %d degrees of freedom is %d', (freedom, t) => {
  expect(studentT(freedom)).toBeCloseTo(t, 3);
});

test('with one degree of freedom it is the Cauchy distribution, exactly', () => {
  for (const t of [0.1, 1, 3, 100]) expect(twoSidedTail(t, 1)).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(t), 12);
});

test('degrees of freedom between whole numbers lie between their values', () => {
  expect(studentT(3.5)).toBeLessThan(studentT(3));
  expect(studentT(3.5)).toBeGreaterThan(studentT(4));
});

test('there is no distribution without freedom', () => {
  expect(() => studentT(0)).toThrow(RangeError);
});
