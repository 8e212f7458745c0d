import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Sample } from '../../shared/model/sample.ts';
import { parseGroupRules } from '../groups.ts';
import { SampleTaker } from '../sample-taker.ts';
import type { Collector } from './collector.ts';
import { collectors } from './index.ts';

const onLinux = existsSync('/proc/stat') ? describe : describe.skip;
const MARK = `burner-${process.pid}`;
const rules = `process_names: [{ name: burner, cmdline: '${MARK}' }, { name: nobody, cmdline: 'no such ${MARK}x' }]`;
const realClock = {
  wallMs: Date.now,
  monotonicMs: () => performance.now(),
  after: (delayMs: number, run: () => void) => {
    const timer = setTimeout(run, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};

onLinux('the collectors on this very machine', () => {
  let created: Collector[] = [];
  const lines: string[] = [];
  const log = (line: string) => lines.push(line);
  beforeAll(() => {
    const groupRules = parseGroupRules(rules, { log, monotonicMs: realClock.monotonicMs });
    const options = { rootPath: '/', groupRules, log, statfs, monotonicMs: realClock.monotonicMs };
    created = collectors.map((create) => create(options));
  });
  afterAll(() => {
    for (const collector of created) collector.close?.();
  });

  test('find a child that burns a core, with its CPU and memory as the child itself knows them', async () => {
    const taker = new SampleTaker(created, realClock, log);
    await taker.take(1000);
    const script = `setTimeout(() => {
      const ballast = Buffer.alloc(64 << 20, 1);
      const end = Date.now() + 1500;
      while (Date.now() < end);
      const { user, system } = process.cpuUsage();
      process.stdout.write(String((user + system) / 1e6), () => process.stdin.resume());
      ballast.at(0);
    }, 50)`;
    const child = spawn(process.execPath, ['-e', script, MARK], { stdio: ['pipe', 'pipe', 'inherit'] });
    const samples: Sample[] = [];
    const times = [performance.now()];
    try {
      const told = once(child.stdout, 'data') as Promise<[Buffer]>;
      const done = { yes: false };
      void told.then(() => (done.yes = true));
      // Sampled until the child has told what it used, and once more.
      for (let last = false; !last;) {
        last = done.yes;
        await pause(500);
        times.push(performance.now());
        samples.push(Sample.parse(await taker.take(2000 + 1000 * samples.length)));
      }
      const ownSeconds = Number(String((await told)[0]));
      const groups = samples.map((sample) => sample.groups['burner']);
      const seconds = groups.reduce(
        (sum, group, i) => sum + ((group?.cpuCores ?? 0) / 1000) * (((times[i + 1] ?? 0) - (times[i] ?? 0)) / 1000),
        0,
      );
      expect(seconds).toBeGreaterThan(ownSeconds * 0.85 - 0.1);
      expect(seconds).toBeLessThan(ownSeconds * 1.15 + 0.2);
      expect(Math.max(...groups.map((group) => group?.memoryBytes ?? 0)) * 65_536).toBeGreaterThan(64 << 20);
      expect(samples.at(-1)?.groups).toMatchObject({
        burner: { count: 1 },
        nobody: { count: 0, cpuCores: 0, memoryBytes: 0 },
      });
      expect(samples.some(({ top }) => top.some(({ pid }) => pid === child.pid))).toBe(true);
      expect(JSON.stringify(samples)).not.toContain(MARK);
    } finally {
      child.kill('SIGKILL');
    }
  });

  test('read what every Linux has, and fail at nothing', async () => {
    const taker = new SampleTaker(created, realClock, log);
    await taker.take(50_000);
    await pause(100);
    const sample = Sample.parse(await taker.take(55_000));
    expect(sample.failed).toEqual([]);
    expect(lines).toEqual([]);
    const always = [
      'cpu_busy_ratio',
      'memory_used_bytes',
      'memory_used_ratio',
      'load1',
      'process_count',
      'tcp_connection_count',
    ];
    expect(Object.keys(sample.host)).toEqual(expect.arrayContaining(always));
    expect(sample.host.cpu_busy_ratio).toBeLessThanOrEqual(1000);
    const processes = readdirSync('/proc').filter((name) => /^\d/.test(name)).length;
    expect(Math.abs((sample.host.process_count ?? 0) - processes)).toBeLessThan(50);
  });
});
