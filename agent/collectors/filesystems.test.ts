import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { defaultGroupRules } from '../groups.ts';
import { makeTree, type Tree } from '../testing/tree.ts';
import type { FilesystemSize } from './collector.ts';
import { createFilesystems } from './filesystems.ts';

const MOUNTS = [
  '27 1 254:0 / / rw - ext4 /dev/vda1 rw',
  '28 27 0:60 / /mnt/nas rw - nfs4 nas:/export rw',
  '29 27 254:1 / /data rw - xfs /dev/vdb rw',
  '',
].join('\n');
const SIZE = { blocks: 100, bfree: 40, bsize: 4096 };

let tree: Tree;
beforeEach(() => {
  tree = makeTree({ 'proc/self/mountinfo': MOUNTS });
});
afterEach(() => {
  tree.dispose();
});

function collectorWith(statfs: (path: string) => Promise<FilesystemSize>) {
  const options = { rootPath: tree.path, groupRules: defaultGroupRules, log: () => undefined, statfs };
  return createFilesystems({ ...options, monotonicMs: () => performance.now() });
}

test('size and use of each, asked below the root folder', async () => {
  const asked: string[] = [];
  const collector = collectorWith((path) => {
    asked.push(path.slice(tree.path.length));
    return Promise.resolve(SIZE);
  });
  const { filesystems, failed } = await collector.collect({ atMs: 5000, monotonicMs: 0 });
  expect(asked).toEqual(['/', '/mnt/nas', '/data']);
  expect([...(filesystems ?? [])]).toEqual(
    ['/', '/mnt/nas', '/data'].map((path) => [path, { totalBytes: 409_600, usedBytes: 245_760 }]),
  );
  expect(failed).toEqual([]);
});

test('a server that does not answer is left out and named, and not asked again while it hangs', async () => {
  let asked = 0;
  let revive: (size: FilesystemSize) => void = () => undefined;
  const collector = collectorWith((path) => {
    if (!path.endsWith('nas')) return Promise.resolve(SIZE);
    asked++;
    return new Promise((resolve) => (revive = resolve));
  });
  const startedMs = performance.now();
  const first = await collector.collect({ atMs: 5000, monotonicMs: 0 });
  expect(performance.now() - startedMs).toBeLessThan(790);
  expect([...(first.filesystems?.keys() ?? [])]).toEqual(['/', '/data']);
  expect(first.failed).toEqual(['filesystems:/mnt/nas']);
  // Between two beats it is still named; nothing is read.
  expect(await collector.collect({ atMs: 6000, monotonicMs: 1000 })).toEqual({ failed: ['filesystems:/mnt/nas'] });
  expect((await collector.collect({ atMs: 10_000, monotonicMs: 5000 })).failed).toEqual(['filesystems:/mnt/nas']);
  expect(asked).toBe(1);
  revive(SIZE);
  await new Promise((resolve) => setImmediate(resolve));
  const later = collector.collect({ atMs: 15_000, monotonicMs: 10_000 });
  revive(SIZE);
  await later;
  expect(asked).toBe(2);
});

test('a list of mounts that cannot be read fails every second, not once a beat', async () => {
  const collector = collectorWith(() => Promise.resolve(SIZE));
  tree.remove('proc/self/mountinfo');
  for (const atMs of [5000, 6000])
    await expect(collector.collect({ atMs, monotonicMs: atMs })).rejects.toThrow('ENOENT');
});

test('a mount that refuses is named, the others are read', async () => {
  const collector = collectorWith((path) =>
    path.endsWith('data') ? Promise.reject(new Error('EIO')) : Promise.resolve(SIZE),
  );
  const { filesystems, failed } = await collector.collect({ atMs: 5000, monotonicMs: 0 });
  expect([...(filesystems?.keys() ?? [])]).toEqual(['/', '/mnt/nas']);
  expect(failed).toEqual(['filesystems:/data']);
});
