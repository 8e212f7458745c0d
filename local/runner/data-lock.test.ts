import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DataLock } from './data-lock.ts';
import { endLeftBehind } from './left-behind.ts';
import { identify, isRunning } from './process-identity.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'peakwatch-lock-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const take = (): DataLock => new DataLock(folder, process.pid, 1_000);
const program = (code: string) => spawn(process.execPath, ['-e', code], { detached: true, stdio: 'ignore' });

/** The number of a process that has just ended. */
async function endedPid(): Promise<number> {
  const child = program('');
  await once(child, 'exit');
  return child.pid ?? 0;
}

describe('the lock of a data folder', () => {
  test('is held by one at a time and let go', () => {
    const lock = take();
    expect(lock.leftBehind).toBeNull();
    expect(take).toThrow(`is just starting with the data in ${folder} (pid ${process.pid})`);
    lock.notePage('http://127.0.0.1:3000/');
    expect(take).toThrow(/^Peakwatch runs at http:\/\/127\.0\.0\.1:3000\/ with the data in/);
    lock.release();
    expect(existsSync(join(folder, 'lock'))).toBe(false);
    expect(take().leftBehind).toBeNull();
  });

  test('makes the folder', () => {
    folder = join(folder, 'deep', 'er');
    take();
    expect(existsSync(join(folder, 'lock'))).toBe(true);
    folder = join(folder, '..', '..');
  });

  test('of a runner that died is taken over, with the children it left', async () => {
    const dead = {
      pid: await endedPid(),
      startTicks: 1,
      startedMs: 5,
      page: null,
      children: [{ pid: 1, startTicks: 1 }],
    };
    writeFileSync(join(folder, 'lock'), JSON.stringify(dead));
    expect(take().leftBehind).toEqual(dead);
  });

  test('whose number belongs to another process by now is taken over', () => {
    const { startTicks } = identify(process.pid);
    if (startTicks === null) return; // nothing to tell them apart by
    const reused = { pid: process.pid, startTicks: startTicks + 1, startedMs: 5, page: null, children: [] };
    writeFileSync(join(folder, 'lock'), JSON.stringify(reused));
    expect(take().leftBehind?.startedMs).toBe(5);
  });

  test('that a crash left half-written is taken over', () => {
    writeFileSync(join(folder, 'lock'), '{"pid":');
    expect(take().leftBehind).toBeNull();
  });

  test('in a folder that cannot be written to is refused in words', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(() => new DataLock(join(file, 'data'), process.pid, 0)).toThrow(
      /^The data folder .* cannot be written to \(ENOTDIR\)/,
    );
    if (process.getuid?.() === 0) return; // root may write anywhere
    chmodSync(folder, 0o500);
    expect(take).toThrow(/cannot be written to \(EACCES\)/);
    chmodSync(folder, 0o700);
  });
});

describe('children that a dead runner left', () => {
  test('are killed when they do not end by themselves', async () => {
    const child = program("process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)");
    const ended = once(child, 'exit');
    const identity = identify(child.pid ?? 0);
    if (identity.startTicks === null) {
      child.kill('SIGKILL'); // not told apart here, and so never killed
      return;
    }
    expect(isRunning(identity)).toBe(true);
    await endLeftBehind([identity]);
    expect(await ended).toEqual([null, 'SIGKILL']);
    expect(isRunning(identity)).toBe(false);
  });
});
