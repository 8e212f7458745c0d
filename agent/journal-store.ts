import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalRecord, RecordPlace } from './journal-record.ts';
import { Segment } from './journal-segment.ts';
import type { Log } from './log.ts';

export interface StoreOptions {
  readonly folder: string;
  /** Windows older than this go, a whole segment at a time. */
  readonly maxAgeMs: number;
  /** All segments together; the oldest go first. */
  readonly maxBytes: number;
  readonly log: Log;
}

/** A segment is closed at this size or age, so that the bounds, which take whole segments, are not too coarse. */
const SEGMENT_BYTES = 1 << 20;
const SEGMENT_SPAN_MS = 6 * 3_600_000;
const EPOCH_FILE = 'epoch';

/** The journal's folder: the file `epoch`, and segments named after their first record. Every method but `last` and `from` may throw. */
export class JournalStore {
  readonly #options: StoreOptions;
  #segments: Segment[];

  private constructor(options: StoreOptions, segments: Segment[]) {
    this.#options = options;
    this.#segments = segments;
  }

  /** Reads what an earlier run left, and cuts a torn tail. */
  static open(options: StoreOptions): JournalStore {
    const { folder, log } = options;
    mkdirSync(folder, { recursive: true });
    const names = readdirSync(folder).filter((name) => Segment.isSegmentName(name));
    const segments = names.sort().map((name) => Segment.load(folder, name));
    for (const { path, damaged } of segments) {
      if (damaged > 0)
        log(`${path} is damaged in ${damaged} place(s): the windows there are lost, the others are served`);
    }
    segments.at(-1)?.reopen();
    return new JournalStore(options, segments);
  }

  /** The newest record. */
  get last(): RecordPlace | null {
    return this.#segments.findLast(({ places }) => places.length > 0)?.places.at(-1) ?? null;
  }

  /** The epoch of the records; null when there are none, or when it is lost. */
  readEpoch(): string | null {
    const path = join(this.#options.folder, EPOCH_FILE);
    const epoch = this.last && existsSync(path) ? readFileSync(path, 'latin1').trim() : '';
    return /^[0-9a-f]{16}$/.test(epoch) ? epoch : null;
  }

  writeEpoch(epoch: string): void {
    const path = join(this.#options.folder, EPOCH_FILE);
    writeFileSync(`${path}.new`, `${epoch}\n`, { flush: true });
    renameSync(`${path}.new`, path);
  }

  /** Whether the files are still there; somebody may have taken them away while the agent ran. */
  get intact(): boolean {
    return this.#segments.at(-1)?.exists ?? true;
  }

  append(record: JournalRecord): void {
    const { folder, maxBytes } = this.#options;
    let active = this.#segments.at(-1);
    const spanMs = record.startMs - (active?.places[0]?.startMs ?? record.startMs);
    if (!active || active.bytes >= Math.min(SEGMENT_BYTES, maxBytes / 8) || spanMs >= SEGMENT_SPAN_MS) {
      const next = Segment.create(folder, record.sequence);
      active?.close();
      this.#segments.push(next);
      active = next;
    }
    active.append(record);
  }

  /** Keeps to the bounds. Never takes the newest segment, which carries the sequence on. */
  dropOld(nowMs: number): void {
    const { maxAgeMs, maxBytes } = this.#options;
    let bytes = this.#segments.reduce((sum, segment) => sum + segment.bytes, 0);
    for (let oldest = this.#segments[0]; oldest && this.#segments.length > 1; oldest = this.#segments[0]) {
      const tooOld = nowMs - (oldest.places.at(-1)?.endMs ?? 0) > maxAgeMs;
      if (!tooOld && bytes <= maxBytes) return;
      bytes -= oldest.bytes;
      oldest.remove();
      this.#segments.shift();
    }
  }

  /** Takes away the windows that end after a moment. */
  dropEndingAfter(ms: number): void {
    for (
      let last = this.#segments.at(-1);
      last && (last.places[0]?.endMs ?? Infinity) > ms;
      last = this.#segments.at(-1)
    ) {
      last.remove();
      this.#segments.pop();
    }
    this.#segments.at(-1)?.dropEndingAfter(ms);
  }

  /** Records behind a sequence number, oldest first; the payload of a damaged one is null. */
  *from(after: number): Generator<{ readonly place: RecordPlace; readonly payload: Buffer | null }> {
    for (const segment of this.#segments) {
      if ((segment.places.at(-1)?.sequence ?? 0) <= after) continue;
      if (segment.exists) yield* segment.recordsAfter(after);
      else yield* segment.places.map((place) => ({ place, payload: null }));
    }
  }

  /** Calls back when what was appended lies on the disk itself, or could not be brought there. */
  sync(done: () => void): void {
    const active = this.#segments.at(-1);
    if (active) active.sync(done);
    else done();
  }

  close(): void {
    this.#segments.at(-1)?.close();
  }
}
