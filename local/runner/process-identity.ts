import { readFileSync } from 'node:fs';

/** A process, told apart from a later one with the same number by when it started. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot; null where there is no /proc. */
  readonly startTicks: number | null;
}

export function identify(pid: number): ProcessIdentity {
  return { pid, startTicks: startTicks(pid) };
}

/** Whether the very process still runs. Without /proc, whether any process of its number does. */
export function isRunning({ pid, startTicks: then }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs and belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return then === null || startTicks(pid) === then;
}

/** Field 22 of /proc/PID/stat (proc(5)), counted after the name in brackets, which may hold anything. A zombie runs no more. */
function startTicks(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : Number(fields[19]);
  } catch {
    return null;
  }
}
