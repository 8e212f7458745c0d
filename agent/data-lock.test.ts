import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { lockFolder } from './data-lock.ts';
import { makeTree, type Tree } from './testing/tree.ts';

let tree: Tree;
beforeEach(() => {
  tree = makeTree();
});
afterEach(() => {
  tree.dispose();
});
const lockPath = () => join(tree.path, 'agent.lock');

test('a folder is claimed and let go', () => {
  const lock = lockFolder(tree.path);
  expect([lock.holder, existsSync(lockPath())]).toEqual([null, true]);
  lock.unlock();
  expect(existsSync(lockPath())).toBe(false);
});

test('the lock of a living process holds, that of a dead one does not', async () => {
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await once(other, 'spawn');
  writeFileSync(lockPath(), `${other.pid ?? 0}\n`);
  expect(lockFolder(tree.path).holder).toBe(other.pid);
  other.kill('SIGKILL');
  await once(other, 'exit');
  expect(lockFolder(tree.path).holder).toBeNull();
});

const onLinux = process.platform === 'linux' ? test : test.skip;
onLinux('the lock of a process whose pid is another one’s by now does not hold', () => {
  writeFileSync(lockPath(), `${process.ppid} 1\n`);
  expect(lockFolder(tree.path).holder).toBeNull();
});

test('where nothing can be written nothing can be harmed', () => {
  tree.write({ file: '' });
  expect(lockFolder(join(tree.path, 'file', 'sub')).holder).toBeNull();
});
