import type { Chunk, KeyRange, Operation, Source, Storage } from './storage.ts';

/** The writes of one unfinished command over the store: its own reads see them, nobody else's do, and they reach the
 *  store together. */
export class WriteBatch implements Source {
  readonly #storage: Storage;
  /** By key bytes as a latin1 string; a value of undefined is a deletion. */
  readonly #pending = new Map<string, { key: Buffer; value: Buffer | undefined }>();
  #bytes = 0;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** Bytes that wait to be written. */
  get bytes(): number {
    return this.#bytes;
  }

  put(key: Buffer, value: Buffer): void {
    this.#bytes += key.length + value.length;
    this.#pending.set(key.toString('latin1'), { key, value });
  }

  delete(key: Buffer): void {
    this.#bytes += key.length;
    this.#pending.set(key.toString('latin1'), { key, value: undefined });
  }

  get(key: Buffer): Buffer | undefined {
    const pending = this.#pending.size === 0 ? undefined : this.#pending.get(key.toString('latin1'));
    return pending === undefined ? this.#storage.get(key) : pending.value;
  }

  async getMany(keys: Buffer[]): Promise<(Buffer | undefined)[]> {
    if (this.#pending.size === 0) return this.#storage.getMany(keys);
    return Promise.resolve(keys.map((key) => this.get(key)));
  }

  async entries(range: KeyRange, limit: number, reverse: boolean): Promise<Chunk> {
    const stored = await this.#storage.entries(range, limit, reverse);
    // Beyond what was read nothing is known of the store, so what waits there comes with a later piece.
    const known = stored.rest === undefined ? range : readPart(range, stored.rest, reverse);
    const pending = this.#pendingIn(known);
    if (pending.length === 0) return stored;
    const merged = new Map(stored.entries.map((entry) => [entry[0].toString('latin1'), entry]));
    for (const { key, value } of pending) {
      const id = key.toString('latin1');
      if (value === undefined) merged.delete(id);
      else merged.set(id, [key, value]);
    }
    const entries = [...merged.values()].sort((a, b) => (reverse ? b[0].compare(a[0]) : a[0].compare(b[0])));
    return { entries, rest: stored.rest };
  }

  #pendingIn(range: KeyRange): { key: Buffer; value: Buffer | undefined }[] {
    const found = [];
    for (const entry of this.#pending.values()) {
      if (entry.key.compare(range.gte) >= 0 && entry.key.compare(range.lt) < 0) found.push(entry);
    }
    return found;
  }

  /** Takes what waits, as one list for one atomic write. */
  drain(): Operation[] {
    const operations = [...this.#pending.values()].map(({ key, value }): Operation =>
      value === undefined ? { type: 'del', key } : { type: 'put', key, value },
    );
    this.#pending.clear();
    this.#bytes = 0;
    return operations;
  }
}

/** The part of a range that is not in its rest. */
const readPart = (range: KeyRange, rest: KeyRange, reverse: boolean): KeyRange =>
  reverse ? { gte: rest.lt, lt: range.lt } : { gte: range.gte, lt: rest.gte };
