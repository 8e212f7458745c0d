import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { peakMetrics } from '../shared/model/metrics.ts';
import type { Sample } from '../shared/model/sample.ts';
import { mergeAll, Window, windowOfSample, windowStartMs } from '../shared/model/window.ts';
import { addSample } from './window-builder.ts';

const T = 1_800_000_000_000;
const quanta = fc.integer({ min: 0, max: 1e6 });
const groups = fc.dictionary(
  fc.constantFrom('a', 'b', 'scrapy:news'),
  fc.record({ count: quanta, cpuCores: quanta, memoryBytes: quanta }),
);
/** Samples in order, with gaps. */
const samples = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 1, max: 20 }),
      host: fc.record(
        { process_count: quanta, [peakMetrics.cpu]: quanta, [peakMetrics.memory]: quanta, load1: quanta },
        { requiredKeys: [] },
      ),
      groups,
      filesystems: fc.dictionary(fc.constantFrom('/', '/data'), fc.record({ totalBytes: quanta, usedBytes: quanta })),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((parts) => {
    let atMs = T;
    return parts.map(({ gap, ...rest }): Sample => ({ ...rest, atMs: (atMs += gap * 1000), top: [], failed: [] }));
  });

function build(all: readonly Sample[], lengthMs: number): { closed: Window[]; open: Window | null } {
  const closed: Window[] = [];
  let open: Window | null = null;
  for (const sample of all) {
    const step = addSample(open, sample, lengthMs);
    if (step.closed) closed.push(step.closed);
    open = step.open;
  }
  return { closed, open };
}

describe('windows', () => {
  test('equal the merge of their samples, to the last bit', () => {
    fc.assert(
      fc.property(samples, fc.constantFrom(5000, 15_000, 60_000), (all, lengthMs) => {
        const { closed, open } = build(all, lengthMs);
        const starts = [...new Set(all.map((sample) => windowStartMs(sample.atMs, lengthMs)))];
        const expected = starts.map((startMs) =>
          mergeAll(
            all.filter(({ atMs }) => windowStartMs(atMs, lengthMs) === startMs).map((s) => windowOfSample(s, lengthMs)),
          ),
        );
        expect([...closed, open]).toEqual(expected);
      }),
    );
  });

  test('are aligned, in order, without overlap, and lose no sample', () => {
    fc.assert(
      fc.property(samples, fc.constantFrom(5000, 60_000), (all, lengthMs) => {
        const { closed, open } = build(all, lengthMs);
        const windows = open ? [...closed, open] : closed;
        expect(windows.reduce((sum, window) => sum + window.samples, 0)).toBe(all.length);
        let endMs = 0;
        for (const window of windows) {
          expect(Window.safeParse(window).error).toBeUndefined();
          expect(window.startMs % lengthMs).toBe(0);
          expect(window.startMs).toBeGreaterThanOrEqual(endMs);
          endMs = window.startMs + window.lengthMs;
        }
      }),
    );
  });

  test('a sample before the open window is refused', () => {
    const sample: Sample = { atMs: T, host: {}, filesystems: {}, groups: {}, top: [], failed: [] };
    const { open } = addSample(null, sample, 60_000);
    expect(() => addSample(open, { ...sample, atMs: T - 60_000 }, 60_000)).toThrow(RangeError);
  });
});
