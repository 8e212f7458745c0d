import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning, type ProcessIdentity } from './process-identity.ts';

/** A little more than children take to end by themselves when their runner is gone. */
const WAIT_MS = 4_000;

/**
 * Waits until the children of a runner that died have ended, and kills those that have not. Only processes whose start
 * time is known are killed: a number alone may by now belong to somebody else.
 */
export async function endLeftBehind(children: readonly ProcessIdentity[]): Promise<void> {
  const untilMs = performance.now() + WAIT_MS;
  while (children.some(isRunning) && performance.now() < untilMs) await sleep(50);
  for (const child of children.filter((each) => each.startTicks !== null && isRunning(each))) {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      process.kill(child.pid, 'SIGKILL');
    }
  }
}
