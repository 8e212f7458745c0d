import { statfs } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LIMITS } from '../../shared/model/sample.ts';
import { parseGroupRules } from '../groups.ts';
import { type FakeProcess, makeTree, processFiles, type Tree } from '../testing/tree.ts';
import type { Collector, Readings } from './collector.ts';
import { createProcessGroups } from './process-groups.ts';

let tree: Tree;
let collector: Collector | null = null;
beforeEach(() => {
  tree = makeTree();
});
afterEach(() => {
  collector?.close?.();
  tree.dispose();
});

/** One second after the other: each is the whole list of processes. */
function run(seconds: readonly (readonly FakeProcess[])[], yaml = '', stepMs = 1000): Readings[] {
  const groupRules = parseGroupRules(yaml, { log: () => undefined, monotonicMs: () => 0 });
  const options = { rootPath: tree.path, groupRules, log: () => undefined, statfs, monotonicMs: () => 0 };
  const created = createProcessGroups(options);
  collector = created;
  let listed: readonly FakeProcess[] = [];
  return seconds.map((processes, second) => {
    for (const { pid } of listed) if (!processes.some((other) => other.pid === pid)) tree.remove(`proc/${pid}`);
    // Later seconds on end after the first process's start: uptime in seconds, starts in ticks.
    tree.write({ 'proc/uptime': `${100 + second}.00 50.00\n` });
    for (const process of processes) tree.write(processFiles(process));
    listed = processes;
    return created.collect({ atMs: 1000 * second, monotonicMs: stepMs * second }) as Readings;
  });
}

const worker = (pid: number, cpuTicks: number, more: Partial<FakeProcess> = {}): FakeProcess => ({
  pid,
  cpuTicks,
  argv: ['python3', 'news.py'],
  ...more,
});

describe('process groups', () => {
  test('the first second has no rate and so nothing, not even zeros', () => {
    expect(run([[worker(10, 500)]], 'process_names: [{ name: shop, comm: shop }]')).toEqual([{}]);
  });

  test('count, cores and memory of a group', () => {
    const more = { residentPages: 1000, sharedPages: 900, pssKib: 1024 };
    const [, second] = run([
      [worker(10, 500, more), worker(11, 50, more)],
      [worker(10, 530, more), worker(11, 60, more)],
    ]);
    expect(second?.host).toEqual({ process_count: 2 });
    expect([...(second?.groups ?? [])]).toEqual([
      ['news.py', { count: 2, cpuCores: 0.4, memoryBytes: 2 << 20, ageSeconds: 182 }],
    ]);
  });

  test('the ages of a group are those of its processes together', () => {
    const old = worker(10, 0, { startTicks: 100 });
    const [, second] = run([[old], [old, worker(11, 0, { startTicks: 10_050 })]]);
    expect(second?.groups?.get('news.py')?.ageSeconds).toBeCloseTo(101 - 1 + 0.5);
  });

  test('there are no ages where starts are on another scale than the uptime', () => {
    const later = worker(10, 0, { startTicks: 99_000 });
    const [, second] = run([
      [later, worker(11, 0)],
      [later, worker(11, 0)],
    ]);
    expect(second?.groups?.get('news.py')).toEqual({ count: 2, cpuCores: 0, memoryBytes: 0 });
  });

  test('cores are over the time that really passed', () => {
    const [, second] = run([[worker(10, 0)], [worker(10, 100)]], '', 2500);
    expect(second?.groups?.get('news.py')?.cpuCores).toBeCloseTo(0.4);
  });

  test('a process that began since the last second counts with all its time', () => {
    const [, second] = run([[worker(10, 500)], [worker(10, 500), worker(11, 70, { startTicks: 10_050 })]]);
    expect(second?.groups?.get('news.py')).toMatchObject({ count: 2, cpuCores: 0.7, memoryBytes: 0 });
  });

  test('one that was only hidden before does not bring its past with it', () => {
    const [, second] = run([[worker(10, 500)], [worker(10, 500), worker(11, 9_000, { startTicks: 200 })]]);
    expect(second?.groups?.get('news.py')?.cpuCores).toBe(0);
  });

  test('one that ends, and one that takes its pid, never make the sum negative', () => {
    const [, second, third] = run([
      [worker(10, 500), worker(11, 900)],
      [worker(10, 510)],
      [worker(10, 515, { startTicks: 1000 }), worker(11, 20, { startTicks: 10_150 })],
    ]);
    expect(second?.groups?.get('news.py')).toMatchObject({ count: 1, cpuCores: 0.1 });
    expect(third?.groups?.get('news.py')?.cpuCores).toBeCloseTo(0.25);
  });

  test('an exec moves a process to its new group', () => {
    const shell = { pid: 10, comm: 'sh', argv: ['sh', '-c', 'x'], cpuTicks: 0 };
    const seconds = run([
      [worker(9, 0), shell],
      [worker(9, 0), shell],
      ...Array.from({ length: 12 }, () => [worker(9, 0), worker(10, 5)]),
    ]);
    expect(seconds[1]?.groups?.get('news.py')?.count).toBe(1);
    expect(seconds.at(-1)?.groups?.get('news.py')?.count).toBe(2);
  });

  test('a zombie is no crawler', () => {
    const [, second] = run([
      [worker(10, 0), worker(11, 0)],
      [worker(10, 0), worker(11, 0, { state: 'Z' })],
    ]);
    expect(second?.groups?.get('news.py')?.count).toBe(1);
    expect(second?.host?.process_count).toBe(2);
  });

  test('a configured group without a template is 0 while nobody is in it', () => {
    const [, second] = run(
      [[worker(10, 0)], [worker(10, 0)]],
      'process_names: [{ name: shop, comm: shop }, { name: "{{.Comm}}", comm: x }]',
    );
    expect([...(second?.groups?.keys() ?? [])]).toEqual(['shop', 'news.py']);
    expect(second?.groups?.get('shop')).toEqual({ count: 0, cpuCores: 0, memoryBytes: 0, ageSeconds: 0 });
  });

  test('more groups than the model takes go together', () => {
    const many = Array.from({ length: LIMITS.groups + 10 }, (_, i) =>
      worker(100 + i, 0, { argv: ['python3', `c${i}.py`] }),
    );
    const [, second] = run([many, many]);
    expect(second?.groups?.size).toBe(LIMITS.groups);
    expect(second?.groups?.get('other')?.count).toBe(11);
  });

  test('where PSS may not be read, shared pages are left out of the memory', () => {
    const more = { residentPages: 1000, sharedPages: 900 };
    const [, second] = run([[worker(10, 0, more)], [worker(10, 0, more)]]);
    expect(second?.groups?.get('news.py')?.memoryBytes).toBe(100 * 4096);
  });

  test('between two measurements memory follows the resident size', () => {
    const more = { residentPages: 1000, pssKib: 1000 };
    const [, second] = run([[worker(10, 0, more)], [worker(10, 0, { ...more, residentPages: 1500 })]]);
    expect(second?.groups?.get('news.py')?.memoryBytes).toBe(1000 * 1024 + 500 * 4096);
  });
});

describe('the largest processes', () => {
  test('the busiest and the biggest, by comm, never by command line', () => {
    const processes = Array.from({ length: 20 }, (_, i) => ({
      pid: 100 + i,
      comm: `p${i}`,
      argv: ['p', 's3cret'],
      startTicks: 10_050,
      residentPages: 10 * i,
    }));
    const [, second] = run([[], processes.map((process, i) => ({ ...process, cpuTicks: i < 6 ? 50 - i : 0 }))]);
    expect(second?.top?.map(({ name }) => name)).toEqual(['p0', 'p1', 'p2', 'p3', 'p4', 'p19', 'p18', 'p17']);
    expect(second?.top?.[0]).toEqual({ pid: 100, name: 'p0', cpuCores: 0.5, memoryBytes: 0 });
    expect(JSON.stringify(second?.top)).not.toContain('s3cret');
  });

  test('names of processes are made safe', () => {
    const [, second] = run([[], [{ pid: 10, comm: 'a) R\n(b', argv: ['x'], startTicks: 10_050, cpuTicks: 50 }]]);
    expect(second?.top?.[0]?.name).toBe('a) R (b');
  });
});
