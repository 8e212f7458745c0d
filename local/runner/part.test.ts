import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { ROOT } from '../config.ts';
import { LogFile } from './log-file.ts';
import { Part, type PartOptions } from './part.ts';
import { identify, isRunning, type ProcessIdentity } from './process-identity.ts';

jest.setTimeout(20_000);

const OBEDIENT = 'console.log("ready"); setInterval(() => {}, 1000);';
const STUBBORN = 'process.on("SIGTERM", () => console.log("no")); console.log("ready"); setInterval(() => {}, 1000);';
/** Starts a process of its own, as the compiler under serverless does, and prints its number. */
const PARENT = `const { spawn } = require('node:child_process');
  console.log('grandchild', spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' }).pid);
  process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1000);`;

let folder: string;
let started: ProcessIdentity[];
let said: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'peakwatch-part-'));
  started = [];
  said = [];
});
afterEach(async () => {
  for (const process of started) await gone(process);
  rmSync(folder, { recursive: true });
});

function write(code: string): string {
  const file = join(folder, 'program.cjs');
  writeFileSync(file, code);
  return file;
}

const log = (): string => readFileSync(join(folder, 'part.log'), 'utf8');

/** Starts a part that is ready once it has printed a line. */
function start(code: string, change: Partial<PartOptions> = {}): ReturnType<typeof Part.start> {
  let printed = false;
  return Part.start({
    title: 'The part',
    args: [write(code)],
    env: { PATH: process.env['PATH'] ?? '' },
    graceMs: 300,
    restartPauseMs: 10,
    log: new LogFile(join(folder, 'part.log')),
    onLine: () => (printed = true),
    isReady: () => Promise.resolve(printed),
    onProcess: (identity) => started.push(identity),
    say: (message) => said.push(message),
    onGivenUp: (error) => said.push(`given up: ${error.message}`),
    ...change,
  });
}

async function until(check: () => boolean): Promise<void> {
  while (!check()) await sleep(10);
}
const gone = (process: ProcessIdentity): Promise<void> => until(() => !isRunning(process));

describe('a part', () => {
  test('is asked to end', async () => {
    const { part, ready } = start(OBEDIENT);
    await ready;
    await part.stop();
    expect(said).toEqual([]);
    expect(started.map(isRunning)).toEqual([false]);
  });

  test('is killed when it does not end in its grace', async () => {
    const { part, ready } = start(STUBBORN);
    await ready;
    await part.stop();
    expect(log()).toBe('ready\nno\n');
    expect(started.map(isRunning)).toEqual([false]);
  });

  test('takes along what it has started', async () => {
    const { part, ready } = start(PARENT);
    await ready;
    const grandchild = identify(Number(/grandchild (\d+)/.exec(log())?.[1]));
    expect(isRunning(grandchild)).toBe(true);
    await part.stop();
    await gone(grandchild);
  });

  test('that crashes is started again, and the end of its output shown', async () => {
    const { part, ready } = start('console.log("oh no"); setTimeout(() => process.exit(3), 500);');
    await ready;
    await until(() => said.length === 2);
    expect(said[0]).toMatch(
      /^The part ended with exit code 3\. Starting it again\.\n.*part\.log and ends:\n {4}oh no$/,
    );
    expect(said[1]).toBe('The part runs again.');
    await part.stop();
  });

  test('that is killed is started again', async () => {
    const { part, ready } = start(OBEDIENT);
    await ready;
    process.kill(part.pid, 'SIGKILL');
    await until(() => said.length === 2);
    expect(said).toEqual(['The part was ended by SIGKILL. Starting it again.', 'The part runs again.']);
    expect(started.map(isRunning)).toEqual([false, true]);
    await part.stop();
  });

  test('that keeps crashing is given up', async () => {
    const { part, ready } = start('console.log("oh no"); process.exit(3);', { isReady: () => Promise.resolve(true) });
    await ready;
    await until(() => said.some((message) => message.startsWith('given up')));
    expect(said.at(-1)).toMatch(/^given up: The part ended with exit code 3\. It has crashed too often\.\n.*oh no$/s);
    expect(started).toHaveLength(4);
    await part.stop();
  });

  test('that ends before it is ready says why', async () => {
    const { part, ready } = start('console.error("no such port"); process.exit(2);', {
      isReady: () => Promise.resolve(false),
    });
    await expect(ready).rejects.toThrow(/^The part ended with exit code 2 while it was starting\.\n.*no such port$/s);
    await part.stop();
  });

  test('can be stopped while it is starting', async () => {
    const { part, ready } = start(OBEDIENT, { isReady: () => Promise.resolve(false) });
    await part.stop();
    await expect(ready).resolves.toBeUndefined();
  });

  test('survives a promise that nobody awaits, as a function does in Lambda', async () => {
    const { part, ready } = start(
      'void Promise.reject(new Error("lost")); console.log("ready"); setInterval(() => {}, 1000);',
    );
    await ready;
    await until(() => log().includes('unhandled rejection: Error: lost'));
    expect(started.map(isRunning)).toEqual([true]);
    await part.stop();
  });
});

describe('a runner', () => {
  async function runner(code: string) {
    const args = ['--import', 'tsx', join(ROOT, 'local/runner/part.fixture.ts'), folder, write(code)];
    const process_ = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const line of createInterface({ input: process_.stdout })) {
      const pid = Number(/^part (\d+)$/.exec(line)?.[1]);
      if (pid) return { process: process_, child: identify(pid) };
    }
    throw new Error('the runner has not started its part');
  }

  test.each([
    ['obedient', OBEDIENT],
    ['stubborn', STUBBORN],
    ['with children', PARENT],
  ])('killed with -9 leaves no part behind: %s', async (_title, code) => {
    const { process: killed, child } = await runner(code);
    await until(() => log() !== '');
    const grandchild = identify(Number(/grandchild (\d+)/.exec(log())?.[1] ?? child.pid));
    killed.kill('SIGKILL');
    await gone(child);
    await gone(grandchild);
  });

  test('ended with SIGTERM ends its part', async () => {
    const { process: ended, child } = await runner(STUBBORN);
    const exit = once(ended, 'exit');
    ended.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
    expect(isRunning(child)).toBe(false);
  });
});
