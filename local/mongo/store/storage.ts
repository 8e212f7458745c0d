import { ClassicLevel } from 'classic-level';
import type { Snapshot } from 'classic-level';
import { existsSync, readdirSync } from 'node:fs';

export type Entry = [key: Buffer, value: Buffer];
export type Operation = { type: 'put'; key: Buffer; value: Buffer } | { type: 'del'; key: Buffer };

/** Keys from `gte` on and before `lt`. */
export interface KeyRange {
  readonly gte: Buffer;
  readonly lt: Buffer;
}

/** Where a read comes from: the store, a snapshot of it, or the store under the writes of an unfinished command. */
export interface Source {
  get(key: Buffer): Buffer | undefined;
  getMany(keys: Buffer[]): Promise<(Buffer | undefined)[]>;
  /** About the first `limit` entries of the range, from its end if `reverse`. */
  entries(range: KeyRange, limit: number, reverse: boolean): Promise<Chunk>;
}

/** A piece of a range and what is left of it; entries may be few or none although something is left. */
export interface Chunk {
  readonly entries: Entry[];
  readonly rest: KeyRange | undefined;
}

/** What comes after `last` in a range. */
export const restOf = (range: KeyRange, last: Buffer, reverse: boolean): KeyRange =>
  reverse ? { gte: range.gte, lt: last } : { gte: Buffer.concat([last, Buffer.of(0)]), lt: range.lt };

/** How many bytes an iterator fetches at a time. */
const READ_AHEAD_BYTES = 1024 * 1024;
const BLOCK_CACHE_BYTES = 32 * 1024 * 1024;
/** Writes that LevelDB gathers in memory before it sorts them into a file. */
const WRITE_BUFFER_BYTES = 8 * 1024 * 1024;
/** Acknowledged writes reach the disk itself at the latest after this time, as with mongod's journal
 *  (storage.journal.commitIntervalMs, default 100). */
const DISK_SYNC_INTERVAL_MS = 100;
/** Written with `sync` to push everything before it to the disk. */
const SYNC_MARK = Buffer.from([0x00, 0x73]);

type Level = ClassicLevel<Buffer, Buffer>;

/** The LevelDB folder. Every write is one atomic batch that is in the operating system's hands before it is
 *  acknowledged, so the death of this process loses nothing; the disk is synced at intervals or on demand. */
export class Storage implements Source {
  readonly #level: Level;
  readonly #onSyncFailure: (error: Error) => void;
  #unsynced = false;
  #timer: NodeJS.Timeout | undefined;
  #syncing: Promise<void> | undefined;
  #nextSync: Promise<void> | undefined;

  private constructor(level: Level, onSyncFailure: (error: Error) => void) {
    this.#level = level;
    this.#onSyncFailure = onSyncFailure;
  }

  /** Opens or makes the folder. @throws Error with a sentence that says what to do. */
  static async open(folder: string, onSyncFailure: (error: Error) => void): Promise<Storage> {
    assertCurrent(folder);
    const level: Level = new ClassicLevel(folder, {
      keyEncoding: 'buffer',
      valueEncoding: 'buffer',
      cacheSize: BLOCK_CACHE_BYTES,
      writeBufferSize: WRITE_BUFFER_BYTES,
    });
    try {
      await level.open();
    } catch (error) {
      throw explainOpenFailure(folder, error);
    }
    return new Storage(level, onSyncFailure);
  }

  get(key: Buffer): Buffer | undefined {
    return this.#level.getSync(key);
  }

  getMany(keys: Buffer[]): Promise<(Buffer | undefined)[]> {
    return this.#level.getMany(keys);
  }

  entries(range: KeyRange, limit: number, reverse: boolean): Promise<Chunk> {
    return this.#read(range, limit, reverse);
  }

  async #read(range: KeyRange, limit: number, reverse: boolean, snapshot?: Snapshot): Promise<Chunk> {
    const options = {
      gte: range.gte,
      lt: range.lt,
      limit,
      reverse,
      fillCache: true,
      highWaterMarkBytes: READ_AHEAD_BYTES,
    };
    const iterator = this.#level.iterator(snapshot === undefined ? options : { ...options, snapshot });
    const entries: Entry[] = [];
    let bytes = 0;
    try {
      while (entries.length < limit && bytes < READ_AHEAD_BYTES) {
        const more = await iterator.nextv(limit - entries.length);
        if (more.length === 0) return { entries, rest: undefined };
        for (const entry of more) {
          entries.push(entry);
          bytes += entry[0].length + entry[1].length;
        }
      }
    } finally {
      await iterator.close();
    }
    const last = entries.at(-1);
    return { entries, rest: last === undefined ? undefined : restOf(range, last[0], reverse) };
  }

  /** Calls `read` with a view of this moment, so that an index and its documents agree. */
  async withSnapshot<T>(read: (source: Source) => Promise<T>): Promise<T> {
    const snapshot = this.#level.snapshot();
    try {
      return await read({
        get: (key) => this.#level.getSync(key, { snapshot }),
        getMany: (keys) => this.#level.getMany(keys, { snapshot }),
        entries: (range, limit, reverse) => this.#read(range, limit, reverse, snapshot),
      });
    } finally {
      await snapshot.close();
    }
  }

  /** Writes all operations or none. */
  async write(operations: Operation[]): Promise<void> {
    if (operations.length === 0) return;
    await this.#level.batch(operations);
    this.#unsynced = true;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#unsynced) this.sync().catch(this.#onSyncFailure);
    }, DISK_SYNC_INTERVAL_MS).unref();
  }

  /** Resolves when everything written before the call is on the disk. Callers at the same time share one fsync. */
  sync(): Promise<void> {
    if (this.#syncing === undefined) return (this.#syncing = this.#syncNow());
    this.#nextSync ??= this.#syncing
      .catch(() => undefined)
      .then(() => {
        this.#nextSync = undefined;
        return (this.#syncing = this.#syncNow());
      });
    return this.#nextSync;
  }

  async #syncNow(): Promise<void> {
    this.#unsynced = false;
    try {
      await this.#level.put(SYNC_MARK, Buffer.alloc(0), { sync: true });
    } catch (error) {
      this.#unsynced = true;
      throw error;
    } finally {
      this.#syncing = undefined;
    }
  }

  /** Deletes a range, in pieces. */
  clear(range: KeyRange): Promise<void> {
    this.#unsynced = true;
    return this.#level.clear({ gte: range.gte, lt: range.lt });
  }

  /** Gives the space of deleted entries back. */
  compact(range: KeyRange): Promise<void> {
    return this.#level.compactRange(range.gte, range.lt);
  }

  /** Bytes on disk between two keys, about. */
  approximateBytes(range: KeyRange): Promise<number> {
    return this.#level.approximateSize(range.gte, range.lt);
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#unsynced) await this.sync();
    await this.#level.close();
  }
}

/** What to tell of a folder that cannot be opened or read at the start. */
export function explainOpenFailure(folder: string, error: unknown): Error {
  // LevelDB's own reason lies in the cause.
  const cause = ((error as Error).cause ?? error) as Error & { code?: string };
  const code = cause.code ?? '';
  if (code === 'LEVEL_LOCKED') {
    return new Error(`Another process has the database in ${folder} open. Stop it, or choose another folder.`, {
      cause,
    });
  }
  if (isCorruption(cause)) return damaged(folder, cause.message, cause);
  if (code === '' && error instanceof Error) return error;
  return new Error(`The database in ${folder} cannot be opened: ${cause.message}`, { cause });
}

/** Whether LevelDB says that bytes on the disk are not what was written. */
export const isCorruption = (error: unknown): boolean => {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return code === 'LEVEL_CORRUPTION' || /corrupt|missing files|CURRENT/i.test(String(message));
};

/** What to do about damage. */
export const ADVICE =
  'Put a copy of the folder back, or start with --repair, which keeps every document that can still be read, ' +
  'or move the folder away to begin anew.';

const damaged = (folder: string, what: string, cause?: unknown): Error =>
  new Error(`The database in ${folder} is damaged (${what}). ${ADVICE}`, { cause });

/** LevelDB takes a folder without the file CURRENT for a new one, and deletes what is in it. */
function assertCurrent(folder: string): void {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  if (names.some((name) => /^(?:MANIFEST-\d+|\d+\.(?:ldb|sst))$/.test(name)) && !names.includes('CURRENT'))
    throw damaged(folder, 'its file CURRENT is missing');
}
