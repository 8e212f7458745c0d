import { afterEach, describe, expect, test } from '@jest/globals';
import type { Sample } from '../shared/model/sample.ts';
import { nextSecondMs, startSampler } from './sampler.ts';
import { FakeClock } from './testing/fake-clock.ts';

const T = 1_800_000_000_000;
let stop: () => Promise<void> = () => Promise.resolve();
afterEach(async () => stop());

function start(clock: FakeClock, options: { admit?: (atMs: number) => boolean; takeMs?: number } = {}) {
  const seconds: number[] = [];
  const lines: string[] = [];
  stop = startSampler({
    clock,
    take: (atMs) => {
      clock.stall(options.takeMs ?? 0);
      return Promise.resolve({ atMs, host: {}, filesystems: {}, groups: {}, top: [], failed: [] } satisfies Sample);
    },
    admit: options.admit ?? (() => true),
    record: (sample) => {
      if (sample.atMs === T + 13_000) throw new Error('disk on fire');
      seconds.push((sample.atMs - T) / 1000);
    },
    log: (line) => lines.push(line),
  });
  return { seconds, lines };
}

describe('the sampler', () => {
  test('ticks at whole seconds of the wall clock, without drift', async () => {
    const clock = new FakeClock(T + 123);
    const { seconds } = start(clock, { takeMs: 7 });
    await clock.pass(5000);
    expect(seconds).toEqual([1, 2, 3, 4, 5]);
    expect(clock.wallMs()).toBe(T + 5123);
  });

  test('leaves out what it was too late for, and makes nothing up', async () => {
    const clock = new FakeClock(T);
    const { seconds } = start(clock);
    await clock.pass(2000);
    clock.stall(4300);
    await clock.pass(2000);
    expect(seconds).toEqual([1, 2, 6, 7, 8]);
  });

  test('takes no second so soon after a late one that its rates would be noise', () => {
    expect(nextSecondMs(T + 300)).toBe(T + 1000);
    expect(nextSecondMs(T + 501)).toBe(T + 2000);
  });

  test('goes on at once when the clock is set, in both directions', async () => {
    const clock = new FakeClock(T);
    const { seconds } = start(clock);
    await clock.pass(1000);
    clock.set(T + 3_600_000);
    await clock.pass(2000);
    clock.set(T + 10_400);
    await clock.pass(2000);
    // The wait for the next second was for one of the old clock; the second after is in time.
    expect(seconds).toEqual([1, 3601, 3602, 12]);
  });

  test('asks whether a second is wanted', async () => {
    const clock = new FakeClock(T);
    const { seconds } = start(clock, { admit: (atMs) => atMs !== T + 2000 });
    await clock.pass(3000);
    expect(seconds).toEqual([1, 3]);
  });

  test('survives a sample that cannot be recorded', async () => {
    const clock = new FakeClock(T + 12_000);
    const { seconds, lines } = start(clock);
    await clock.pass(2000);
    expect(seconds).toEqual([14]);
    expect(lines).toEqual([expect.stringContaining('disk on fire')]);
  });

  test('ends', async () => {
    const clock = new FakeClock(T);
    const { seconds } = start(clock);
    await clock.pass(1000);
    await stop();
    await clock.pass(5000);
    expect(seconds).toEqual([1]);
  });
});
