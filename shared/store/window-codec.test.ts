import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AppError } from '../model/app-error.ts';
import { hostMetricNames, peakResources } from '../model/metrics.ts';
import { mergeAll } from '../model/window.ts';
import { successiveWindows } from '../model/window.arbitrary.ts';
import { packedNames, packWindow, unpackWindow } from './window-codec.ts';

test('every window comes back as it was', () => {
  fc.assert(
    fc.property(successiveWindows, (windows) => {
      for (const window of [...windows, mergeAll(windows)]) {
        if (window) expect(JSON.stringify(unpackWindow(packWindow(window)))).toBe(JSON.stringify(window));
      }
    }),
  );
});

test('every metric and resource of the catalogue has a place in the format', () => {
  expect([...packedNames.host].sort()).toEqual([...hostMetricNames].sort());
  expect([...packedNames.peaks].sort()).toEqual([...peakResources].sort());
});

test('bytes of a later format are refused in words', () => {
  expect(() => unpackWindow(Uint8Array.of(9, 1, 2, 3))).toThrow(/has format 9, this Peakwatch reads format 1/);
  expect(() => unpackWindow(new Uint8Array())).toThrow(AppError);
});

test('a byte that was changed never gives another window', () => {
  fc.assert(
    fc.property(successiveWindows, fc.nat(), fc.integer({ min: 1, max: 255 }), ([window], at, change) => {
      if (!window) return;
      const bytes = packWindow(window);
      const place = 1 + (at % (bytes.length - 1));
      bytes[place] = (bytes[place] ?? 0) ^ change;
      let read: unknown;
      try {
        read = unpackWindow(bytes);
      } catch (error) {
        read = error;
      }
      // A flipped bit in the stream's padding changes nothing; everything else is found.
      if (!(read instanceof AppError)) expect(JSON.stringify(read)).toBe(JSON.stringify(window));
      else expect(read.code).toBe('store_damaged');
    }),
  );
});
