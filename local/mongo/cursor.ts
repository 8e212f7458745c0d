import { CommandError } from './errors.ts';

/** Documents come in pieces; the last one may say so, which spares the client a call. */
export interface Piece {
  readonly documents: Buffer[];
  readonly last?: boolean;
}

/** Bytes of documents in one reply, about: MongoDB's own limit (docs/reference/method/cursor.batchSize). */
const MAX_BATCH_BYTES = 16 * 1024 * 1024;
/** Documents of a first batch when the client names no size. */
export const DEFAULT_FIRST_BATCH = 101;
/** A cursor that nobody asked for this long is closed (cursorTimeoutMillis). */
const IDLE_TIMEOUT_MS = 600_000;
/** More cursors than this are not kept; the longest idle one goes first. */
const MOST_CURSORS = 1000;

/** A query that is not yet answered to its end. Between calls it holds one piece of documents and nothing open. */
export class Cursor {
  /** 0 until the cursor is kept. */
  id = 0n;
  readonly namespace: string;
  readonly session: string | undefined;
  lastUsedMs: number;
  inUse = false;
  readonly #source: AsyncGenerator<Piece>;
  #piece: Buffer[] = [];
  #next = 0;
  #done = false;

  constructor(namespace: string, source: AsyncGenerator<Piece>, session: string | undefined, nowMs: number) {
    this.namespace = namespace;
    this.#source = source;
    this.session = session;
    this.lastUsedMs = nowMs;
  }

  get done(): boolean {
    return this.#done && this.#next >= this.#piece.length;
  }

  /** The next documents: at most `limit`, and about 16 MB. */
  async take(limit: number): Promise<Buffer[]> {
    const batch: Buffer[] = [];
    let bytes = 0;
    while (batch.length < limit && bytes < MAX_BATCH_BYTES) {
      const document = this.#piece[this.#next];
      if (document !== undefined) {
        if (batch.length > 0 && bytes + document.length > MAX_BATCH_BYTES) break;
        batch.push(document);
        bytes += document.length;
        this.#next += 1;
      } else if (this.#done) break;
      else await this.#fetch();
    }
    return batch;
  }

  async #fetch(): Promise<void> {
    const next = await this.#source.next();
    this.#piece = next.done === true ? [] : next.value.documents;
    this.#next = 0;
    this.#done = next.done === true || next.value.last === true;
  }

  async close(): Promise<void> {
    this.#done = true;
    this.#piece = [];
    await this.#source.return(undefined);
  }
}

/** The open cursors of a server. */
export class Cursors {
  readonly #open = new Map<bigint, Cursor>();
  readonly #newId: () => bigint;

  /** @param newId gives numbers that a client cannot guess. */
  constructor(newId: () => bigint) {
    this.#newId = newId;
  }

  get size(): number {
    return this.#open.size;
  }

  /** Takes the first batch and keeps what is left.
   *  @returns the cursor's id, 0 when there is nothing left. */
  async start(
    namespace: string,
    source: AsyncGenerator<Piece>,
    options: { batchSize: number; singleBatch: boolean; session: string | undefined; nowMs: number },
  ): Promise<{ id: bigint; batch: Buffer[] }> {
    const cursor = new Cursor(namespace, source, options.session, options.nowMs);
    const batch = await cursor.take(options.batchSize);
    if (cursor.done || options.singleBatch) {
      await cursor.close();
      return { id: 0n, batch };
    }
    cursor.id = this.#newId();
    this.#open.set(cursor.id, cursor);
    if (this.#open.size > MOST_CURSORS) await this.#closeLongestIdle();
    return { id: cursor.id, batch };
  }

  /** The next batch of a cursor. @throws CommandError 43 when there is no such cursor. */
  async more(id: bigint, namespace: string, limit: number, nowMs: number): Promise<{ id: bigint; batch: Buffer[] }> {
    const cursor = this.#open.get(id);
    if (cursor === undefined) throw new CommandError('CursorNotFound', `cursor id ${id} not found`);
    if (cursor.namespace !== namespace) {
      throw new CommandError(
        'Unauthorized',
        `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
      );
    }
    if (cursor.inUse) throw new CommandError('BadValue', `cursor id ${id} is already in use`);
    cursor.inUse = true;
    cursor.lastUsedMs = nowMs;
    try {
      const batch = await cursor.take(limit);
      if (!cursor.done) return { id, batch };
      this.#open.delete(id);
      return { id: 0n, batch };
    } catch (error) {
      this.#open.delete(id);
      throw error;
    } finally {
      cursor.inUse = false;
    }
  }

  /** @returns whether there was such a cursor. */
  async kill(id: bigint, namespace: string): Promise<boolean> {
    const cursor = this.#open.get(id);
    if (cursor?.namespace !== namespace) return false;
    this.#open.delete(id);
    if (!cursor.inUse) await cursor.close();
    return true;
  }

  /** Closes the cursors of ended sessions. */
  async endSessions(sessions: ReadonlySet<string>): Promise<void> {
    for (const cursor of [...this.#open.values()]) {
      if (cursor.session !== undefined && sessions.has(cursor.session)) await this.kill(cursor.id, cursor.namespace);
    }
  }

  /** Closes what nobody asked for in a long time. */
  async closeIdle(nowMs: number): Promise<void> {
    for (const cursor of [...this.#open.values()]) {
      if (!cursor.inUse && nowMs - cursor.lastUsedMs > IDLE_TIMEOUT_MS) await this.kill(cursor.id, cursor.namespace);
    }
  }

  async #closeLongestIdle(): Promise<void> {
    const idle = [...this.#open.values()].filter(({ inUse }) => !inUse).sort((a, b) => a.lastUsedMs - b.lastUsedMs);
    const [oldest] = idle;
    if (oldest !== undefined) await this.kill(oldest.id, oldest.namespace);
  }
}
