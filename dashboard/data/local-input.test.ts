import { expect, test } from '@jest/globals';
import { localInputOf, msOfLocalInput } from './local-input.ts';

test('a whole minute finds its way back', () => {
  const ms = Date.UTC(2026, 10, 22, 9, 30);
  expect(msOfLocalInput(localInputOf(ms))).toBe(ms);
  expect(localInputOf(ms)).toMatch(/^2026-11-2[123]T\d\d:\d\d$/);
});

test('nothing is no moment', () => {
  expect(localInputOf(null)).toBe('');
  expect(localInputOf(NaN)).toBe('');
  expect(msOfLocalInput('')).toBeNull();
  expect(msOfLocalInput('2026-13-45T99:99')).toBeNull();
});
