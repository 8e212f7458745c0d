import { statfs } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { defaultGroupRules } from '../groups.ts';
import { makeTree, type Tree } from '../testing/tree.ts';
import type { CreateCollector, Readings } from './collector.ts';
import { cpuRatios, createCpu, parseCpuTimes } from './cpu.ts';
import { createDiskIo } from './disk-io.ts';
import { createLoad } from './load.ts';
import { createMemory } from './memory.ts';
import { createNetwork } from './network.ts';
import { createPressure } from './pressure.ts';
import { createTcp } from './tcp.ts';

let tree: Tree;
beforeEach(() => {
  tree = makeTree();
});
afterEach(() => {
  tree.dispose();
});

/** Collects once for each state of the files, each so many milliseconds after the one before. */
function collectAll(
  create: CreateCollector,
  states: readonly Record<string, string>[],
  stepMs = 1000,
): Readings['host'][] {
  const options = {
    rootPath: tree.path,
    groupRules: defaultGroupRules,
    log: () => undefined,
    statfs,
    monotonicMs: () => 0,
  };
  const collector = create(options);
  return states.map((files, index) => {
    tree.write(files);
    return (collector.collect({ atMs: 1000 * index, monotonicMs: stepMs * index }) as Readings).host;
  });
}

describe('cpu', () => {
  const stat = (line: string) => ({ 'proc/stat': `cpu  ${line}\ncpu0 1 1 1 1 1 1 1 1 0 0\nintr 5\nctxt 9\n` });

  test('the first tick has no ratio, the second has', () => {
    const [first, second] = collectAll(createCpu, [
      stat('100 0 50 800 50 0 0 0 0 0'),
      stat('130 10 60 840 60 5 5 40 20 0'),
    ]);
    expect(first).toBeUndefined();
    expect(second).toEqual({ cpu_busy_ratio: 100 / 150, cpu_iowait_ratio: 10 / 150, cpu_steal_ratio: 40 / 150 });
  });

  test('guest time is in user time already', () => {
    expect(parseCpuTimes('cpu  10 0 0 90 0 0 0 0 10 0\n').busy).toBe(10);
  });

  test('ratios stay between 0 and 1 whatever the counters do', () => {
    const times = fc.record({ busy: fc.nat(), idle: fc.nat(), iowait: fc.nat(), steal: fc.nat() });
    fc.assert(
      fc.property(times, times, (from, to) => {
        for (const ratio of Object.values(cpuRatios(from, to) ?? {})) {
          expect(ratio).toBeGreaterThanOrEqual(0);
          expect(ratio).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test('a file without the line is an error', () => {
    expect(() => parseCpuTimes('intr 5\n')).toThrow('no line "cpu"');
  });
});

describe('memory', () => {
  test('what is available counts as free; swap stands beside', () => {
    const meminfo =
      'MemTotal:        8000 kB\nMemFree:  100 kB\nMemAvailable:    6000 kB\nSwapTotal:  500 kB\nSwapFree:  200 kB\n';
    expect(collectAll(createMemory, [{ 'proc/meminfo': meminfo }])).toEqual([
      { memory_used_bytes: 2000 * 1024, memory_used_ratio: 0.25, swap_used_bytes: 300 * 1024 },
    ]);
  });

  test('without MemAvailable nothing is guessed', () => {
    expect(() => collectAll(createMemory, [{ 'proc/meminfo': 'MemTotal: 8000 kB\nMemFree: 100 kB\n' }])).toThrow(
      'MemAvailable',
    );
  });
});

test('load', () => {
  expect(collectAll(createLoad, [{ 'proc/loadavg': '1.25 0.50 0.10 2/345 6789\n' }])).toEqual([{ load1: 1.25 }]);
  expect(() => collectAll(createLoad, [{ 'proc/loadavg': 'nonsense\n' }])).toThrow('loadavg');
});

describe('pressure', () => {
  const psi = (name: string, total: number) => ({
    [`proc/pressure/${name}`]: `some avg10=0.00 avg60=0.00 avg300=0.00 total=${total}\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n`,
  });

  test('is the share of the time that passed; a kernel without it has none', () => {
    const [, second] = collectAll(createPressure, [psi('cpu', 1_000_000), psi('cpu', 1_500_000)], 2000);
    expect(second).toEqual({ cpu_pressure_ratio: 0.25 });
  });

  test('is never above 1', () => {
    const [, second] = collectAll(createPressure, [psi('io', 0), psi('io', 1_100_000)]);
    expect(second).toEqual({ io_pressure_ratio: 1 });
  });
});

describe('tcp', () => {
  const v4 = {
    'proc/net/sockstat': 'sockets: used 300\nTCP: inuse 12 orphan 0 tw 3 alloc 15 mem 2\nUDP: inuse 4 mem 1\n',
  };

  test('adds IPv6 where there is any', () => {
    expect(collectAll(createTcp, [v4])).toEqual([{ tcp_connection_count: 12 }]);
    expect(collectAll(createTcp, [{ ...v4, 'proc/net/sockstat6': 'TCP6: inuse 5\nUDP6: inuse 1\n' }])).toEqual([
      { tcp_connection_count: 17 },
    ]);
  });
});

describe('disk-io', () => {
  const disks = {
    'sys/block/sda/size': '1',
    'sys/block/dm-0/slaves/sda1': '',
    'sys/block/loop0/size': '1',
    'sys/block/zram0/size': '1',
  };
  const diskstats = (read: number, written: number) => ({
    ...disks,
    'proc/diskstats': ['sda', 'sda1', 'dm-0', 'loop0', 'zram0']
      .map((name, i) => ` 8 ${i} ${name} 5 0 ${read} 1 6 0 ${written} 1 0 0 0 0 0 0 0 0 0`)
      .join('\n'),
  });

  test('only whole disks count, in sectors of 512 bytes', () => {
    expect(collectAll(createDiskIo, [diskstats(100, 10), diskstats(140, 30)], 2000)).toEqual([
      undefined,
      { disk_read_bytes_per_second: 20 * 512, disk_written_bytes_per_second: 10 * 512 },
    ]);
  });

  test('a counter that went back makes no negative rate', () => {
    const [, second] = collectAll(createDiskIo, [diskstats(1000, 1000), diskstats(4, 2)]);
    expect(second).toEqual({ disk_read_bytes_per_second: 4 * 512, disk_written_bytes_per_second: 2 * 512 });
  });
});

describe('network', () => {
  const line = (name: string, rx: number, tx: number) => `${name.padStart(6)}:${rx}  1 0 0 0 0 0 0 ${tx} 1 0 0 0 0 0 0`;
  const netDev = (...lines: string[]) => ({
    'proc/net/dev': ['Inter-|   Receive |  Transmit', ' face |bytes packets |bytes packets', ...lines, ''].join('\n'),
  });

  test('bytes that a card carries are not counted again on bridges and in containers', () => {
    const state = (rx: number, tx: number) => ({
      'sys/class/net/eth0/device/vendor': '',
      ...netDev(line('lo', rx, rx), line('eth0', rx, tx), line('docker0', rx, tx), line('veth1', rx, tx)),
    });
    expect(collectAll(createNetwork, [state(1000, 50), state(3000, 90)], 500)[1]).toEqual({
      network_received_bytes_per_second: 4000,
      network_sent_bytes_per_second: 80,
    });
  });

  test('without a card, as in a container, all but loopback count', () => {
    const state = (bytes: number) => netDev(line('lo', bytes, bytes), line('eth0', bytes, bytes));
    expect(collectAll(createNetwork, [state(0), state(7)])[1]).toEqual({
      network_received_bytes_per_second: 7,
      network_sent_bytes_per_second: 7,
    });
  });

  test('an interface that comes up counts from its second reading', () => {
    const rates = collectAll(createNetwork, [
      netDev(line('eth0', 0, 0)),
      netDev(line('eth0', 5, 5), line('eth1', 1e9, 1e9)),
      netDev(line('eth0', 5, 5), line('eth1', 1e9 + 3, 1e9)),
    ]);
    expect(rates.map((rate) => rate?.network_received_bytes_per_second)).toEqual([undefined, 5, 3]);
  });
});
