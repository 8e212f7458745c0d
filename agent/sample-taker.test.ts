import { describe, expect, test } from '@jest/globals';
import { Sample } from '../shared/model/sample.ts';
import type { Collector, Readings } from './collectors/collector.ts';
import { SampleTaker } from './sample-taker.ts';
import { FakeClock, settle } from './testing/fake-clock.ts';

const T = 1_800_000_000_000;
const good: Collector = { name: 'load', collect: () => ({ host: { load1: 1.234 } }) };

function takerOf(...collectors: Collector[]) {
  const clock = new FakeClock(T);
  const lines: string[] = [];
  return { clock, lines, taker: new SampleTaker(collectors, clock, (line) => lines.push(line)) };
}

describe('a sample', () => {
  test('is in quanta and what the model takes', async () => {
    const { taker } = takerOf({
      name: 'all',
      collect: () => ({
        host: { cpu_busy_ratio: 0.12345, memory_used_bytes: 100_000 },
        filesystems: new Map([['/', { totalBytes: 1 << 20, usedBytes: 1 << 19 }]]),
        groups: new Map([['a', { count: 2, cpuCores: 0.0149, memoryBytes: 65_536, ageSeconds: 7_200.6 }]]),
        top: [{ pid: 1, name: 'init', cpuCores: 0.5, memoryBytes: 0 }],
        failed: ['filesystems:/mnt'],
      }),
    });
    const sample = await taker.take(T);
    expect(Sample.parse(sample)).toEqual({
      atMs: T,
      host: { cpu_busy_ratio: 123, memory_used_bytes: 2 },
      filesystems: { '/': { totalBytes: 16, usedBytes: 8 } },
      groups: { a: { count: 2, cpuCores: 15, memoryBytes: 1, ageSeconds: 7201 } },
      top: [{ pid: 1, name: 'init', cpuCores: 500, memoryBytes: 0 }],
      failed: ['filesystems:/mnt'],
    });
  });

  test('is not spoiled by a collector that throws or rejects; a line says so once, and once that it works again', async () => {
    let broken = true;
    const bad: Collector = {
      name: 'bad',
      collect: () => {
        if (broken) throw new Error('EIO');
        return {};
      },
    };
    const { taker, lines } = takerOf(bad, { name: 'worse', collect: () => Promise.reject(new Error('no')) }, good);
    const first = await taker.take(T);
    expect(first).toMatchObject({ host: { load1: 123 }, failed: ['bad', 'worse'] });
    await taker.take(T + 1000);
    broken = false;
    expect((await taker.take(T + 2000)).failed).toEqual(['worse']);
    expect(lines.filter((line) => line.includes('collector bad'))).toEqual([
      expect.stringContaining('EIO'),
      'collector bad works again',
    ]);
  });

  test('waits no longer than its budget, and does not ask twice who still owes an answer', async () => {
    let asked = 0;
    let reply: (readings: Readings) => void = () => undefined;
    const hangs: Collector = {
      name: 'hangs',
      collect: () => {
        asked++;
        return new Promise((resolve) => (reply = resolve));
      },
    };
    const { taker, clock } = takerOf(hangs, good);
    const first = taker.take(T);
    await settle();
    await clock.pass(800);
    expect(await first).toMatchObject({ host: { load1: 123 }, failed: ['hangs'] });
    expect((await taker.take(T + 1000)).failed).toEqual(['hangs']);
    expect(asked).toBe(1);
    reply({ host: { load1: 99 } });
    await settle();
    const later = taker.take(T + 2000);
    reply({ host: {} });
    expect((await later).failed).toEqual([]);
    expect(asked).toBe(2);
  });

  test('a synchronous collector that takes too long is named too', async () => {
    const slow: Collector = { name: 'slow', collect: () => ({ host: { load1: 9 } }) };
    const { taker, clock } = takerOf({ ...slow, collect: (tick) => (clock.stall(900), slow.collect(tick)) });
    expect(await taker.take(T)).toMatchObject({ host: {}, failed: ['slow'] });
  });
});
