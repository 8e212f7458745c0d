import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { HealthReply, WindowsReply } from '../shared/model/wire.ts';
import { buildAgent } from './build.ts';
import { makeTree, type Tree } from './testing/tree.ts';
import { AGENT_VERSION } from './version.ts';

jest.setTimeout(90_000);
const onLinux = existsSync('/proc/stat') ? describe : describe.skip;

let tree: Tree;
let bundle: string;
let running: ChildProcess[] = [];
beforeAll(async () => {
  tree = makeTree();
  bundle = await buildAgent(join(tree.path, 'agent.mjs'));
});
afterEach(async () => {
  await Promise.all(running.map((child) => end(child, 'SIGKILL')));
  running = [];
});
afterAll(() => {
  tree.dispose();
});

interface Agent {
  readonly child: ChildProcess;
  readonly url: string;
  readonly windows: (after?: string) => Promise<WindowsReply>;
}

function run(environment: Record<string, string>, args: string[] = [], stdio: ('pipe' | 'ipc')[] = []): ChildProcess {
  const child = spawn(process.execPath, [bundle, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', ...stdio],
    env: { PATH: process.env['PATH'], PEAKWATCH_AGENT_HOST: '127.0.0.1', PEAKWATCH_AGENT_PORT: '0', ...environment },
  });
  running.push(child);
  return child;
}

async function start(data: string, more: Record<string, string> = {}, stdio: ('pipe' | 'ipc')[] = []): Promise<Agent> {
  const environment = { PEAKWATCH_AGENT_DATA: join(tree.path, data), PEAKWATCH_AGENT_WINDOW_SECONDS: '5', ...more };
  const child = run(environment, [], stdio);
  const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
  const url = /^peakwatch agent listening on (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(String(line))?.[1] ?? String(line);
  const windows = async (after?: string) => {
    const response = await fetch(`${url}/v1/windows${after === undefined ? '' : `?after=${after}`}`);
    return WindowsReply.parse(await response.json());
  };
  return { child, url, windows };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill(signal);
    await once(child, 'exit');
  }
  return child.exitCode;
}

async function output(child: ChildProcess): Promise<{ code: number | null; text: string }> {
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => (text += String(chunk)));
  child.stderr?.on('data', (chunk: Buffer) => (text += String(chunk)));
  await once(child, 'close');
  return { code: child.exitCode, text };
}

/** Asks again until the answer is right. The time limit is the test's. */
async function until<T>(ask: () => Promise<T>, right: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (right(answer)) return answer;
    await pause(50);
  }
}

/** Minor faults of a process's ended children (field 11 of proc_pid_stat(5)): no program can be run without raising it. */
function faultsOfChildren(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[8]);
}

function livingChildren(pid: number): string {
  return readdirSync(`/proc/${pid}/task`)
    .map((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'latin1'))
    .join('')
    .trim();
}

onLinux('the bundled agent', () => {
  test('killed with -9 it keeps its cursor and its closed windows, and goes on', async () => {
    const first = await start('killed');
    const before = await until(
      () => first.windows(),
      (reply) => reply.windows.length >= 1,
    );
    await end(first.child, 'SIGKILL');
    const second = await start('killed');
    const all = await second.windows();
    expect(all.windows.slice(0, before.windows.length)).toEqual(before.windows);
    const next = await until(
      () => second.windows(before.cursor),
      (reply) => reply.windows.length >= 2,
    );
    expect(next.gap).toBe(false);
    expect(next.cursor.split(':')[0]).toBe(before.cursor.split(':')[0]);
    const starts = [...before.windows, ...next.windows].map(({ startMs }) => startMs);
    expect(starts).toEqual([...new Set(starts)].sort((a, b) => a - b));
  });

  test('stopped within a window and started again it goes on with it', async () => {
    const data = { PEAKWATCH_AGENT_WINDOW_SECONDS: '60' };
    const first = await start('stopped', data);
    await until(
      () => first.windows(),
      ({ open }) => (open?.samples ?? 0) >= 2,
    );
    expect(await end(first.child, 'SIGTERM')).toBe(0);
    const second = await start('stopped', data);
    const { open, windows } = await until(
      () => second.windows(),
      (reply) => reply.open !== null,
    );
    // Unless a minute ended just then, in which case the first is closed.
    const samples = [...windows, ...(open ? [open] : [])].reduce((sum, window) => sum + window.samples, 0);
    expect(samples).toBeGreaterThanOrEqual(2);
    expect(await end(second.child, 'SIGINT')).toBe(0);
  });

  test('runs no program in its ticks', async () => {
    // The measure itself: it sees a program that this process runs.
    const ownBefore = faultsOfChildren(process.pid);
    spawnSync(process.execPath, ['--version']);
    expect(faultsOfChildren(process.pid)).toBeGreaterThan(ownBefore);

    const agent = await start('quiet');
    const pid = agent.child.pid ?? 0;
    const ticks = async () => HealthReply.parse(await (await fetch(`${agent.url}/healthz`)).json()).lastSampleMs ?? 0;
    // At its start it runs some for the facts; they have ended when three seconds bring no more.
    let [faults, since] = [-1, 0];
    await until(ticks, (nowMs) => {
      const now = faultsOfChildren(pid);
      if (since === 0 || now !== faults || livingChildren(pid) !== '') [faults, since] = [now, nowMs];
      return since > 0 && nowMs - since >= 3000;
    });
    const fromMs = await ticks();
    await until(ticks, (nowMs) => nowMs >= fromMs + 6000);
    expect([faultsOfChildren(pid), livingChildren(pid)]).toEqual([faults, '']);
  });

  test('ends when the process that started it is gone', async () => {
    const agent = await start('parent', {}, ['ipc']);
    agent.child.disconnect();
    await once(agent.child, 'exit');
    expect(agent.child.exitCode).toBe(0);
  });

  test('a second one in the same folder is refused', async () => {
    const first = await start('shared');
    const { code, text } = await output(run({ PEAKWATCH_AGENT_DATA: join(tree.path, 'shared') }));
    expect(code).toBe(1);
    expect(text).toMatch(`another agent (process ${first.child.pid ?? 0}) uses`);
  });

  test('never serves a command line', async () => {
    const secret = `s3cret-${process.pid}`;
    const idle = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', secret], { stdio: 'ignore' });
    try {
      tree.write({ 'groups.yaml': `process_names: [{ name: idle, cmdline: '${secret}' }]` });
      const agent = await start('secret', { PEAKWATCH_AGENT_GROUPS: join(tree.path, 'groups.yaml') });
      const reply = await until(
        () => agent.windows(),
        ({ open, windows }) => [...windows, open].some((w) => (w?.groups['idle']?.count.max ?? 0) > 0),
      );
      expect(JSON.stringify(reply)).not.toContain(secret);
    } finally {
      idle.kill('SIGKILL');
    }
  });
});

test('a simulated agent says so', async () => {
  const agent = await start('simulated', { PEAKWATCH_AGENT_SIMULATE: '1' });
  const reply = await until(
    () => agent.windows(),
    ({ open }) => open !== null,
  );
  expect(reply.facts.simulated).toBe(true);
  expect(Object.keys(reply.open?.groups ?? {})).toContain('scrapy:news');
});

describe('what is wrong is said in words', () => {
  test('settings', async () => {
    const { code, text } = await output(run({ PEAKWATCH_AGENT_PORT: 'x', PEAKWATCH_AGENT_WINDOW_SECONDS: '7' }));
    expect(code).toBe(1);
    expect(text.trim().split('\n')).toHaveLength(2);
    expect(text).not.toContain('    at ');
  });

  test('a port that is taken', async () => {
    const holder = createServer();
    holder.listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    const environment = { PEAKWATCH_AGENT_PORT: String(port), PEAKWATCH_AGENT_DATA: join(tree.path, 'taken') };
    const { code, text } = await output(run(environment));
    await new Promise((resolve) => holder.close(resolve));
    expect(code).toBe(1);
    expect(text).toBe(
      `peakwatch agent: cannot listen on 127.0.0.1: port ${port} is taken: set PEAKWATCH_AGENT_PORT to another one\n`,
    );
  });

  test('group rules', async () => {
    tree.write({ 'bad.yaml': 'process_names: [{ name: x, cmdline: "(" }]' });
    const { code, text } = await output(run({ PEAKWATCH_AGENT_GROUPS: join(tree.path, 'bad.yaml') }));
    expect(code).toBe(1);
    expect(text).toMatch(/bad\.yaml: rule 1 \("x"\): "\(" is no regular expression/);
  });
});

test('--help and --version', async () => {
  expect((await output(run({}, ['--help']))).text).toMatch(/^Peakwatch agent/);
  expect((await output(run({}, ['--version']))).text).toBe(`${AGENT_VERSION}\n`);
});
