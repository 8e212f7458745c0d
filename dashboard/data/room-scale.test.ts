import { expect, test } from '@jest/globals';
import { roomLength, roomStretches } from './room-scale.ts';

test('the stretches of a room fill its bar', () => {
  const room = { present: 10, more: 6, likely: 8, atMost: 10 };
  expect(roomLength(room)).toBe(20);
  expect(roomStretches(room, 20).map((share) => share.toFixed(2))).toEqual(['0.50', '0.30', '0.10', '0.10']);
});

test('a room without end does not hide what runs', () => {
  const room = { present: 2, more: 5, likely: 10, atMost: 10_000 };
  expect(roomLength(room)).toBe(27);
  expect(roomStretches(room, 27).reduce((sum, share) => sum + share)).toBeCloseTo(1);
});

test('no room and no crawler is an empty bar', () => {
  expect(roomStretches({ present: 0, more: 0, likely: 0, atMost: 0 }, 0)).toEqual([0, 0, 0, 0]);
});
