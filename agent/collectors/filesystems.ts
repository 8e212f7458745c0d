import { join } from 'node:path';
import { LIMITS } from '../../shared/model/sample.ts';
import { foreignName } from '../foreign-name.ts';
import { type Mount, parseMounts } from '../mounts.ts';
import { readText } from '../proc-file.ts';
import { Slots } from '../slots.ts';
import type { Collector, CollectorOptions, FilesystemSize, Readings } from './collector.ts';

/** Disks fill slowly. The beat divides the shortest window (5 s), so that every window has a reading. */
const BEAT_MS = 5000;
/** All mounts together must answer within this; under the sampler's budget for a tick. */
const ANSWER_LIMIT_MS = 400;
/** Each question that hangs holds a thread of Node's pool of four, so remote ones may hold two; local disks are always asked. */
const MAX_HANGING = 2;
const IDLE_SLOT_MS = 86_400_000;

type Outcome = { readonly size: FilesystemSize } | { readonly failed: string };

/** Size and use of each real filesystem. A mount that does not answer is left out, named in `failed`, and never waited for twice. */
export function createFilesystems(options: CollectorOptions): Collector {
  const { rootPath, monotonicMs } = options;
  const hanging = new Set<string>();
  const slots = new Slots(LIMITS.filesystems, IDLE_SLOT_MS);
  let failed: string[] = [];
  let lastBeat: number | null = null;

  async function ask(mount: Mount, limitMs: number): Promise<Outcome> {
    const failure = { failed: `filesystems:${foreignName(mount.path)}` };
    if (hanging.has(mount.path) || (mount.remote && hanging.size >= MAX_HANGING)) return failure;
    hanging.add(mount.path);
    const answer = options
      .statfs(join(rootPath, mount.path))
      .then((size): Outcome => ({ size }))
      .catch((): Outcome => failure)
      .finally(() => hanging.delete(mount.path));
    return within(answer, limitMs, failure);
  }

  /** One after the other, so that a dead server holds one thread; disks answer from memory, in microseconds. */
  async function askAll(mounts: readonly Mount[]): Promise<Map<Mount, Outcome>> {
    const endMs = monotonicMs() + ANSWER_LIMIT_MS;
    const outcomes = new Map<Mount, Outcome>();
    for (const mount of mounts) {
      outcomes.set(mount, await ask(mount, Math.max(1, (endMs - monotonicMs()) / 2)));
    }
    return outcomes;
  }

  return {
    name: 'filesystems',
    collect: async ({ atMs, monotonicMs: nowMs }): Promise<Readings> => {
      const beat = Math.floor(atMs / BEAT_MS);
      if (beat === lastBeat) return { failed };
      const mounts = parseMounts(readText(join(rootPath, 'proc/self/mountinfo')));
      lastBeat = beat;
      const filesystems = new Map<string, { totalBytes: number; usedBytes: number }>();
      failed = [];
      for (const [mount, outcome] of await askAll(mounts)) {
        const name = foreignName(mount.path);
        if ('failed' in outcome) failed.push(outcome.failed);
        else if (outcome.size.blocks > 0 && !filesystems.has(name) && slots.take(name, nowMs)) {
          const { blocks, bfree, bsize } = outcome.size;
          filesystems.set(name, { totalBytes: blocks * bsize, usedBytes: (blocks - bfree) * bsize });
        }
      }
      return { filesystems, failed };
    },
  };
}

async function within<T>(answer: Promise<T>, limitMs: number, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<T>((resolve) => (timer = setTimeout(resolve, limitMs, otherwise)));
  try {
    return await Promise.race([answer, limit]);
  } finally {
    clearTimeout(timer);
  }
}
