import { type ChildProcess, spawn } from 'node:child_process';
import { ROOT } from '../config.ts';
import type { LogFile } from './log-file.ts';
import { identify, type ProcessIdentity } from './process-identity.ts';

const PRELOAD = new URL('end-with-parent.mjs', import.meta.url).href;

export interface ChildOptions {
  /** What comes after `node`. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Working folder; the repository when left out. */
  readonly folder?: string;
  readonly log: LogFile;
  readonly onLine?: (line: string) => void;
  /** How long it may take to end after SIGTERM before it is killed. */
  readonly graceMs: number;
}

/** How a process ended: an exit code or a signal. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * A Node process that ends when this one does. It leads its own process group, so that Ctrl-C in a terminal reaches the
 * runner alone, which then ends its children in order, and so that what they have started themselves can be ended with them.
 */
export class Child {
  readonly identity: ProcessIdentity;
  readonly ended: Promise<Ending>;
  readonly #process: ChildProcess;
  readonly #graceMs: number;

  constructor({ args, env, folder = ROOT, log, onLine, graceMs }: ChildOptions) {
    this.#graceMs = graceMs;
    const child = spawn(process.execPath, ['--import', PRELOAD, ...args], {
      cwd: folder,
      env: { ...env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#process = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        for (const line of log.write(chunk)) onLine?.(line);
      });
    }
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => {
        log.write(`${error.message}\n`);
        resolve({ code: null, signal: null });
      });
      // Not 'close': a grandchild may hold the pipes longer.
      child.once('exit', (code, signal) => {
        this.#killGroup();
        resolve({ code, signal });
      });
    });
    this.identity = identify(child.pid ?? 0);
  }

  /** Asks it to end, and kills it and all it has started when it does not within its grace. */
  async stop(): Promise<Ending> {
    this.#process.kill('SIGTERM');
    const killing = setTimeout(() => {
      this.#killGroup();
    }, this.#graceMs);
    const ending = await this.ended;
    clearTimeout(killing);
    return ending;
  }

  #killGroup(): void {
    if (this.#process.pid === undefined) return;
    try {
      process.kill(-this.#process.pid, 'SIGKILL');
    } catch (error) {
      // ESRCH: nothing of the group is left.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
