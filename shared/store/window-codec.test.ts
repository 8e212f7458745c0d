import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AppError } from '../model/app-error.ts';
import { hostMetricNames, peakResources } from '../model/metrics.ts';
import { LARGE_SERVER, realisticMinutes, SMALL_SERVER } from '../model/realistic-window.fixture.ts';
import { mergeAll, Window } from '../model/window.ts';
import { successiveWindows } from '../model/window.arbitrary.ts';
import { BitReader, BitWriter } from './window-codec-bits.ts';
import { packedNames, packWindow, unpackWindow } from './window-codec.ts';

const statOf = (value: number) => ({ samples: 1, sum: value, min: value, max: value });
const fs = { totalBytes: 3, usedBytes: statOf(2) };
const reading = (value: number) => ({ count: value, cpuCores: value, memoryBytes: value });
const process = (pid: number, name: string) => ({ pid, name, cpuCores: 1, memoryBytes: 2 });

test('every window comes back as it was', () => {
  fc.assert(
    fc.property(successiveWindows, (windows) => {
      for (const window of [...windows, mergeAll(windows)]) {
        if (window) expect(JSON.stringify(unpackWindow(packWindow(window)))).toBe(JSON.stringify(window));
      }
    }),
  );
});

test('what lies outside of every expectation comes back too', () => {
  const [window] = realisticMinutes(SMALL_SERVER, 1_700_000_040_000, 1);
  if (!window) throw new Error('no window');
  const most = Number.MAX_SAFE_INTEGER;
  const odd: Window = {
    ...window,
    startMs: window.startMs + 1,
    samples: 7,
    host: { load1: { samples: 3, sum: most, min: 0, max: most }, swap_used_bytes: statOf(most) },
    filesystems: {
      'scrapy:news': { totalBytes: most, usedBytes: { samples: 1, sum: 0, min: 0, max: 0 } },
      '😀': fs,
      '😁': fs,
    },
    peaks: {
      memory: {
        atMs: window.startMs - 60_000,
        value: most,
        groups: { 7: reading(most), 'not a group': reading(1), 'scrapy:news': reading(0) },
        top: [process(1, 'a'), process(1, 'b'), process(1, 'a')],
      },
    },
  };
  expect(unpackWindow(packWindow(Window.parse(odd)))).toEqual(odd);
});

test('a window of format 2, which has no ages, is read and written as before', () => {
  const stored = 'AvHLrI0Ac2NyYXB5Om5ld3MfhqYObBVFjclAAAkQARAvHkPIu4O0VEsAEA==';
  const stat = (sum: number, min: number, max: number) => ({ samples: 60, sum, min, max });
  const window: Window = {
    startMs: 1_700_000_040_000,
    lengthMs: 60_000,
    samples: 60,
    host: { process_count: stat(600, 10, 10) },
    filesystems: {},
    groups: {
      'scrapy:news': { count: stat(150, 2, 3), cpuCores: stat(9_000, 100, 200), memoryBytes: stat(6_000, 90, 110) },
    },
    peaks: {},
  };
  expect(unpackWindow(Buffer.from(stored, 'base64'))).toEqual(window);
  expect(Buffer.from(packWindow(window)).toString('base64')).toBe(stored);
});

test('a name that no model takes is refused', () => {
  const [window] = realisticMinutes(SMALL_SERVER, 1_700_000_040_000, 1);
  const named = (name: string) => ({ ...window, filesystems: { [name]: fs } }) as Window;
  for (const name of ['a\u001fb', '__proto__']) expect(() => packWindow(named(name))).toThrow(RangeError);
});

test('numbers keep their bits next to each other', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.maxSafeNat(), fc.maxSafeNat())), (pairs) => {
      const out = new BitWriter();
      for (const [a, b] of pairs) {
        out.number(a);
        out.upTo(Math.max(a, b), b);
        out.flag(a > b);
      }
      const bits = new BitReader(out.end(), 0);
      for (const [a, b] of pairs)
        expect([bits.number(), bits.upTo(Math.max(a, b)), bits.flag()]).toEqual([a, b, a > b]);
    }),
  );
  expect(() => new BitReader(new Uint8Array(), 0).number()).toThrow(RangeError);
});

test('peaks and their processes are left out for who does not want them', () => {
  for (const window of realisticMinutes(LARGE_SERVER, 1_700_000_040_000, 20)) {
    const lean = structuredClone(window);
    for (const peak of Object.values(lean.peaks)) peak.top = [];
    expect(unpackWindow(packWindow(window), { top: false })).toEqual(lean);
    expect(unpackWindow(packWindow(window), { peaks: false })).toEqual({ ...window, peaks: {} });
  }
});

test.each([
  { title: '5 groups and 2 filesystems', kind: SMALL_SERVER, most: 430 },
  { title: '20 groups and 4 filesystems', kind: LARGE_SERVER, most: 980 },
])('a minute with $title takes at most $most bytes', ({ kind, most }) => {
  const windows = realisticMinutes(kind, 1_700_000_040_000, 200);
  const bytes = windows.map((window) => packWindow(window).length).reduce((a, b) => a + b, 0);
  expect(bytes / windows.length).toBeLessThan(most);
});

test('every metric and resource of the catalogue has a place in the format', () => {
  expect([...packedNames.host].sort()).toEqual([...hostMetricNames].sort());
  expect([...packedNames.peaks].sort()).toEqual([...peakResources].sort());
});

test('bytes of a later format are refused in words', () => {
  expect(() => unpackWindow(Uint8Array.of(9, 1, 2, 3))).toThrow(
    /has format 9, this Peakwatch reads the formats 2 and 3/,
  );
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
      expect(read).toMatchObject({ name: 'AppError', code: 'store_damaged' });
    }),
  );
});
