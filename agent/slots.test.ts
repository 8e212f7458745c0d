import { expect, test } from '@jest/globals';
import { Slots } from './slots.ts';

test('names keep their places; further ones get none', () => {
  const slots = new Slots(2, 1000);
  expect(['a', 'b', 'c', 'a'].map((name) => slots.take(name, 0))).toEqual([true, true, false, true]);
});

test('a name unused for long makes room', () => {
  const slots = new Slots(2, 1000);
  slots.take('a', 0);
  slots.take('b', 0);
  slots.take('b', 900);
  expect(slots.take('c', 999)).toBe(false);
  expect(slots.take('c', 1000)).toBe(true);
  expect(slots.take('a', 1001)).toBe(false);
});
