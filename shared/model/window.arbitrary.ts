import fc from 'fast-check';
import { hostMetricNames } from './metrics.ts';
import type { Sample } from './sample.ts';
import { mergeAll, type Window, windowOfSample } from './window.ts';

const quanta = fc.integer({ min: 0, max: 2_000_000 });
const name = fc
  .oneof(
    fc.constantFrom('scrapy:news', 'scrapy:shop', 'python a.py', '/', '/data'),
    fc.string({ minLength: 1, maxLength: 20 }),
  )
  .filter((n) => /^[^\u0000-\u001f\u007f]+$/u.test(n) && n !== '__proto__');
const reading = fc.record(
  { count: fc.integer({ min: 0, max: 200 }), cpuCores: quanta, memoryBytes: quanta, ageSeconds: quanta },
  { requiredKeys: ['count', 'cpuCores', 'memoryBytes'], noNullPrototype: true },
);

/** A second in `[fromMs, toMs)`, with any of its readings missing. Groups are there only when processes were read, as the agent does it. */
export function sampleWithin(fromMs: number, toMs: number): fc.Arbitrary<Sample> {
  return fc
    .record({
      atMs: fc.integer({ min: fromMs / 1000, max: toMs / 1000 - 1 }).map((s) => s * 1000),
      host: fc.dictionary(fc.constantFrom(...hostMetricNames), quanta, { noNullPrototype: true }),
      filesystems: fc.dictionary(name, fc.record({ totalBytes: quanta, usedBytes: quanta }), {
        maxKeys: 3,
        noNullPrototype: true,
      }),
      groups: fc.dictionary(name, reading, { maxKeys: 4, noNullPrototype: true }),
      top: fc.array(
        fc.record({ pid: fc.integer({ min: 1, max: 4_194_304 }), name, cpuCores: quanta, memoryBytes: quanta }),
        { maxLength: 3 },
      ),
      failed: fc.constant<string[]>([]),
    })
    .map((sample: Sample): Sample => (sample.host.process_count === undefined ? { ...sample, groups: {} } : sample));
}

/** A window of a minute at `startMs`, made of one to eight seconds. */
export function windowAt(startMs: number): fc.Arbitrary<Window> {
  return fc.array(sampleWithin(startMs, startMs + 60_000), { minLength: 1, maxLength: 8 }).map((samples) => {
    const window = mergeAll(samples.map((sample) => windowOfSample(sample, 60_000)));
    if (!window) throw new RangeError('no samples');
    return window;
  });
}

/** One to twelve windows of successive minutes. */
export const successiveWindows: fc.Arbitrary<Window[]> = fc
  .integer({ min: 1, max: 12 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, i) => windowAt(1_700_000_040_000 + i * 60_000))));
