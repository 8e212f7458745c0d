import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { identify, isRunning, type ProcessIdentity } from './process-identity.ts';

const Identity = z.object({ pid: z.int().positive(), startTicks: z.number().nullable() });
const Holder = z.object({
  ...Identity.shape,
  startedMs: z.number(),
  /** Address of its page, once it is known. */
  page: z.string().nullable(),
  /** Its child processes, each the leader of a group. */
  children: z.array(Identity),
});
/** Who uses a data folder. */
export type Holder = z.infer<typeof Holder>;

/** A running Peakwatch uses the folder already. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';
  readonly holder: Holder;
  constructor(folder: string, holder: Holder) {
    const where = holder.page === null ? 'is just starting' : `runs at ${holder.page}`;
    super(
      `Peakwatch ${where} with the data in ${folder} (pid ${holder.pid}). Use that one, end it first, ` +
        'or give this one its own folder: PEAKWATCH_DATA=… PORT=… npm start',
    );
    this.holder = holder;
  }
}

/** Lets one runner at a time use a data folder: a file `lock` in it, which names the runner and its children. */
export class DataLock {
  readonly #file: string;
  #holder: Holder;

  /** The runner before, when it died without letting go; its children may still be ending. */
  readonly leftBehind: Holder | null;

  /**
   * Takes the lock, making the folder where it is missing.
   * @throws FolderInUse; Error in words when the folder cannot be written to.
   */
  constructor(folder: string, pid: number, nowMs: number) {
    this.#file = join(folder, 'lock');
    this.#holder = { ...identify(pid), startedMs: nowMs, page: null, children: [] };
    try {
      mkdirSync(folder, { recursive: true });
      this.leftBehind = this.#take(folder);
    } catch (error) {
      if (error instanceof FolderInUse) throw error;
      const reason = (error as NodeJS.ErrnoException).code ?? String(error);
      throw new Error(
        `The data folder ${folder} cannot be written to (${reason}). Make it writable, or choose another: PEAKWATCH_DATA=… npm start`,
        { cause: error },
      );
    }
  }

  /** Tells where the page is, for whoever finds the folder in use. */
  notePage(page: string): void {
    this.#note({ ...this.#holder, page });
  }

  /** Adds a child, for whoever has to clean up after a crash. */
  noteChild(child: ProcessIdentity): void {
    const running = this.#holder.children.filter(isRunning);
    this.#note({ ...this.#holder, children: [...running, child] });
  }

  release(): void {
    if (read(this.#file)?.pid === this.#holder.pid) rmSync(this.#file, { force: true });
  }

  #take(folder: string): Holder | null {
    try {
      writeFileSync(this.#file, JSON.stringify(this.#holder), { flag: 'wx' });
      return null;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const before = read(this.#file);
    if (before && isRunning(before)) throw new FolderInUse(folder, before);
    this.#note(this.#holder);
    return before;
  }

  #note(holder: Holder): void {
    this.#holder = holder;
    writeFileSync(`${this.#file}.new`, JSON.stringify(holder));
    renameSync(`${this.#file}.new`, this.#file);
  }
}

/** Null when there is none, or one that a crash left half-written. */
function read(file: string): Holder | null {
  try {
    return Holder.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}
