import { expect, test } from '@jest/globals';
import { axisTop, BYTE_STEPS, roundMarks, shownFromMs } from './axis.ts';

const GIB = 1024 ** 3;

test.each([
  [0.03, 1, 0.05],
  [0.2, 1, 0.25],
  [0.5, 1, 1],
  [0.99, 1, 1],
  [7 * GIB, 16 * GIB, 8 * GIB],
  [0, 1, 0.05],
])('the axis for %p of %p ends at %p', (highest, limit, top) => {
  expect(axisTop(highest, limit)).toBe(top);
});

test('what is above the limit is still in the picture', () => {
  expect(axisTop(1.2, 1)).toBe(1.2);
});

test('marks are round and reach the top', () => {
  expect(roundMarks(9, 5, false)).toEqual([0, 2, 4, 6, 8, 10]);
  expect(roundMarks(6.3 * GIB, 4, true)).toEqual([0, 2, 4, 6, 8].map((gib) => gib * GIB));
  expect(roundMarks(0, 4, false)).toEqual([0]);
});

test('steps of bytes are powers of two', () => {
  expect(BYTE_STEPS.slice(0, 4)).toEqual([1, 2, 4, 8]);
});

const MINUTE_MS = 60_000;
test.each([
  ['a long record fills the range', 0, -900, 0],
  ['a server known for 20 minutes has 20 minutes', 40, 40, 40],
  ['what an agent kept from before it was known is shown', 30, 40, 30],
  ['an agent silent since it was known is a gap', 50, 20, 20],
  ['the first seconds have five minutes to stand in', 59, 59, 55],
])('the axis of time: %s', (_, firstMinute, knownMinute, minute) => {
  expect(shownFromMs(0, 60 * MINUTE_MS, firstMinute * MINUTE_MS, knownMinute * MINUTE_MS)).toBe(minute * MINUTE_MS);
});
