import type { Window } from '../shared/model/window.ts';
import type { JournalRecord, RecordPlace } from './journal-record.ts';
import { JournalStore, type StoreOptions } from './journal-store.ts';
import { reasonOf } from './log.ts';

export interface JournalOptions extends StoreOptions {
  /** 16 random hex digits for a journal made anew. */
  readonly newEpoch: () => string;
}

/** A stretch of the journal, oldest first. */
export interface JournalPage {
  /** JSON of each window, as stored. */
  readonly windows: readonly Buffer[];
  /** `<epoch>:<sequence>` of the last of them. */
  readonly cursor: string;
  readonly more: boolean;
  /** Whether windows between the asked cursor and the last of these are gone. */
  readonly gap: boolean;
}

export interface PageLimits {
  readonly windows: number;
  /** No further window is added that would make the page longer than so many bytes. */
  readonly bytes: number;
}

/** While the disk takes nothing, so much waits in memory; then the oldest go. */
const MAX_WAITING_BYTES = 2 << 20;

/**
 * The closed windows on disk. An append is written at once (so it survives the agent's death) and shown to readers when the
 * disk confirmed it (so that a cursor never runs ahead of a journal that lost power). When the disk takes nothing, windows
 * wait in memory, are served from there, and are written as soon as it works again.
 */
export class Journal {
  readonly #options: JournalOptions;
  #store: JournalStore | null = null;
  #epoch: string;
  #lastSequence = 0;
  #lastEndMs = 0;
  /** Up to here windows are shown to readers. */
  #shown = 0;
  #syncing = false;
  #waiting: JournalRecord[] = [];
  #problem: string | null = null;

  constructor(options: JournalOptions) {
    this.#options = options;
    this.#epoch = options.newEpoch();
    this.#attempt(() => {
      this.#open();
    });
    this.#shown = this.#lastSequence;
  }

  /** End of the newest window; 0 when there is none. */
  get lastEndMs(): number {
    return this.#lastEndMs;
  }

  /** Why windows are kept in memory only; null while the disk takes them. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Takes in a closed window. Never throws; see `problem`. */
  append(window: Window, nowMs: number): void {
    const endMs = window.startMs + window.lengthMs;
    const payload = Buffer.from(JSON.stringify(window));
    this.#waiting.push({ sequence: ++this.#lastSequence, startMs: window.startMs, endMs, payload });
    this.#lastEndMs = endMs;
    this.#attempt(() => {
      const store = this.#store?.intact ? this.#store : this.#open();
      for (let record = this.#waiting[0]; record; record = this.#waiting[0]) {
        store.append(record);
        this.#waiting.shift();
      }
      store.dropOld(nowMs);
    });
    let bytes = this.#waiting.reduce((sum, record) => sum + record.payload.length, 0);
    while (bytes > MAX_WAITING_BYTES) bytes -= this.#waiting.shift()?.payload.length ?? bytes;
    this.#showWhenSafe();
  }

  /** Windows after a cursor, or from the oldest on. An unknown cursor (another epoch, or ahead of the journal) gets all, marked as a gap. */
  read(after: string | null, limits: PageLimits): JournalPage {
    const asked = this.#positionOf(after);
    const windows: Buffer[] = [];
    let [position, bytes, gap, more] = [asked.sequence, 0, asked.gap, false];
    for (const { place, payload } of this.#from(asked.sequence)) {
      if (place.sequence > this.#shown) break;
      if (windows.length >= limits.windows || (bytes > 0 && bytes + place.length > limits.bytes)) {
        more = true;
        break;
      }
      gap ||= !payload || (position > 0 && place.sequence !== position + 1);
      position = place.sequence;
      if (!payload) continue;
      windows.push(payload);
      bytes += payload.length;
    }
    return { windows, cursor: `${this.#epoch}:${position}`, more, gap };
  }

  /**
   * Forgets the windows that end after a moment: the clock was far ahead when they were made. The new epoch makes every
   * reader ask for all again.
   */
  rewind(ms: number): void {
    this.#epoch = this.#options.newEpoch();
    this.#waiting = this.#waiting.filter((record) => record.endMs <= ms);
    this.#attempt(() => {
      this.#store?.writeEpoch(this.#epoch);
      this.#store?.dropEndingAfter(ms);
    });
    const newest = this.#waiting.at(-1) ?? this.#store?.last;
    this.#lastSequence = newest?.sequence ?? 0;
    this.#lastEndMs = newest?.endMs ?? 0;
    this.#shown = this.#lastSequence;
  }

  close(): void {
    this.#attempt(() => this.#store?.close());
  }

  #open(): JournalStore {
    this.#store = null;
    const store = JournalStore.open(this.#options);
    const { last } = store;
    const epoch = store.readEpoch();
    if (epoch === null) store.writeEpoch(this.#epoch);
    else this.#epoch = epoch;
    // Windows that waited while the folder could not be used come behind those that it holds.
    let sequence = Math.max(last?.sequence ?? 0, (this.#waiting[0]?.sequence ?? 1) - 1);
    this.#waiting = this.#waiting.map((record) => ({ ...record, sequence: ++sequence }));
    this.#lastSequence = sequence;
    this.#lastEndMs = Math.max(this.#lastEndMs, last?.endMs ?? 0);
    this.#store = store;
    return store;
  }

  #showWhenSafe(): void {
    if (this.#waiting.length > 0 || !this.#store) {
      this.#shown = this.#lastSequence;
      return;
    }
    if (this.#syncing) return;
    this.#syncing = true;
    const [epoch, upTo] = [this.#epoch, this.#lastSequence];
    this.#store.sync(() => {
      this.#syncing = false;
      if (epoch === this.#epoch) this.#shown = Math.max(this.#shown, upTo);
      if (this.#shown < this.#lastSequence) this.#showWhenSafe();
    });
  }

  #positionOf(after: string | null): { sequence: number; gap: boolean } {
    if (after === null) return { sequence: 0, gap: false };
    const [epoch, sequence] = after.split(':');
    const known = epoch === this.#epoch && Number(sequence) <= this.#shown;
    return known ? { sequence: Number(sequence), gap: false } : { sequence: 0, gap: true };
  }

  *#from(after: number): Generator<{ place: Pick<RecordPlace, 'sequence' | 'length'>; payload: Buffer | null }> {
    if (this.#store) yield* this.#store.from(after);
    for (const record of this.#waiting) {
      if (record.sequence > after)
        yield { place: { ...record, length: record.payload.length }, payload: record.payload };
    }
  }

  /**
   * While the disk takes nothing, cursors are of an epoch that the disk does not know: if the agent dies then, nobody takes
   * the windows written after it for those that were lost.
   */
  #attempt(write: () => void): void {
    const { folder, log } = this.#options;
    try {
      write();
      if (this.#problem === null) return;
      this.#store?.writeEpoch(this.#epoch);
      this.#problem = null;
      log(`the journal in ${folder} is written again`);
    } catch (error) {
      const problem = `the journal in ${folder} cannot be written (${reasonOf(error)}): closed windows are kept in memory and lost when the agent ends. Make room, or give the agent's user write access`;
      if (this.#problem === null) {
        log(problem);
        this.#epoch = this.#options.newEpoch();
      }
      this.#problem = problem;
    }
  }
}
