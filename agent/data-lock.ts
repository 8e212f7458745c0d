import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasCode } from './proc-file.ts';
import { parseProcessStat } from './processes/stat-line.ts';

export interface Lock {
  readonly unlock: () => void;
  /** Process that holds the folder; null when the lock is ours, or when nothing can be written and so nothing can be harmed. */
  readonly holder: number | null;
}

const LOCK_FILE = 'agent.lock';
const FREE: Lock = { unlock: () => undefined, holder: null };

/**
 * Claims a data folder for this process: two agents in one folder would spoil each other's journal. The lock names pid and
 * start of its holder, so that one left behind by a killed agent counts for nothing, even when its pid is another's by now.
 */
export function lockFolder(folder: string): Lock {
  const path = join(folder, LOCK_FILE);
  try {
    mkdirSync(folder, { recursive: true });
  } catch {
    return FREE;
  }
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(path, `${process.pid} ${startOf(process.pid) ?? ''}\n`, { flag: 'wx' });
      return {
        ...FREE,
        unlock: () => {
          rmSync(path, { force: true });
        },
      };
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) return FREE;
    }
    const holder = holderOf(path);
    if (holder !== null) return { ...FREE, holder };
    rmSync(path, { force: true });
  }
  return FREE;
}

function holderOf(path: string): number | null {
  try {
    const [pid, start] = readFileSync(path, 'latin1').trim().split(' ');
    const holder = Number(pid);
    process.kill(holder, 0);
    return holder !== process.pid && (start === undefined || startOf(holder) === Number(start)) ? holder : null;
  } catch (error) {
    // Another user's process may not be signalled, but it is there.
    return hasCode(error, 'EPERM') ? Number(readFileSync(path, 'latin1').split(' ')[0]) : null;
  }
}

function startOf(pid: number): number | null {
  try {
    return parseProcessStat(readFileSync(`/proc/${pid}/stat`, 'latin1')).startTicks;
  } catch {
    return null;
  }
}
