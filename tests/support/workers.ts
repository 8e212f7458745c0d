import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Uses a fixed share of one core: burns CPU time until its share of each period is used, then sleeps. */
const PYTHON = `
import sys, time
duty, period = float(sys.argv[1]), 0.1
ballast = bytearray(int(sys.argv[2]) * 1048576)
for i in range(0, len(ballast), 4096): ballast[i] = 1
while True:
    started, cpu = time.monotonic(), time.process_time()
    while time.process_time() - cpu < duty * period: pass
    rest = period - (time.monotonic() - started)
    if rest > 0: time.sleep(rest)
`;
/** The same for a machine without python: Node under the name python3, so that the default group rules see a python process. */
const STAND_IN = `
const [duty, megabytes] = process.argv.slice(2).map(Number), period = 100;
const ballast = Buffer.alloc(megabytes * 1048576, 1);
function burn() {
  const started = performance.now(), { user, system } = process.cpuUsage();
  const used = () => { const now = process.cpuUsage(); return (now.user + now.system - user - system) / 1000; };
  while (used() < duty * period);
  setTimeout(burn, Math.max(0, period - (performance.now() - started)), ballast);
}
burn();
`;

export interface WorkerPool {
  /** The group that the agent's default rules give to these workers. */
  readonly group: string;
  readonly interpreter: string;
  /** Starts or ends workers until this many run. */
  scaleTo(count: number): Promise<void>;
  pids(): number[];
  close(): Promise<void>;
}

/**
 * Real python processes named \`script\`, each with a known duty cycle and ballast. Where there is no python3, Node stands
 * in under its name, and \`interpreter\` says so.
 */
export function workerPool(
  script: string,
  options: { readonly dutyCores: number; readonly ballastMegabytes?: number },
): WorkerPool {
  const folder = mkdtempSync(join(tmpdir(), 'peakwatch-workers-'));
  const python = spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' });
  const hasPython = python.status === 0;
  const command = hasPython ? python.stdout.trim() : join(folder, 'python3');
  if (!hasPython) symlinkSync(process.execPath, command);
  const file = join(folder, script);
  writeFileSync(file, hasPython ? PYTHON : STAND_IN);
  const running: ChildProcess[] = [];
  const end = async (child: ChildProcess) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  return {
    group: script,
    interpreter: hasPython ? 'python3' : 'Node in place of python3',
    async scaleTo(count) {
      while (running.length < count) {
        const args = [file, String(options.dutyCores), String(options.ballastMegabytes ?? 0)];
        const child = spawn(command, args, { stdio: 'ignore', env: {} });
        await once(child, 'spawn');
        running.push(child);
      }
      await Promise.all(running.splice(count).map(end));
    },
    pids: () => running.flatMap((child) => child.pid ?? []),
    async close() {
      await Promise.all(running.splice(0).map(end));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** CPU seconds that a process has used; null when it is gone. Fields 14 and 15 of proc_pid_stat(5), in hundredths of a second. */
export function cpuSeconds(pid: number): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return null;
  }
}

/** Bytes that a process holds, its share of what it shares; null when it is gone. Pss of smaps_rollup, proc_pid_smaps(5). */
export function heldBytes(pid: number): number | null {
  try {
    return 1024 * Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]);
  } catch {
    return null;
  }
}
