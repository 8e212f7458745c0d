import {
  closeSync,
  existsSync,
  fdatasync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { encodeRecord, type JournalRecord, recordAt, type RecordPlace, scanRecords } from './journal-record.ts';

const SUFFIX = '.journal';

/** One append-only file of the journal, with the places of its records in memory. */
export class Segment {
  readonly path: string;
  readonly places: RecordPlace[];
  readonly damaged: number;
  bytes: number;
  #file: number | null = null;

  private constructor(path: string, places: RecordPlace[], damaged: number, bytes: number) {
    this.path = path;
    this.places = places;
    this.damaged = damaged;
    this.bytes = bytes;
  }

  /** A new, empty segment for records from this sequence number on. @throws when it cannot be written. */
  static create(folder: string, firstSequence: number): Segment {
    const path = join(folder, `${String(firstSequence).padStart(15, '0')}${SUFFIX}`);
    const segment = new Segment(path, [], 0, 0);
    segment.#file = openSync(path, 'w');
    return segment;
  }

  /** A segment as an earlier run left it. @throws when it cannot be read. */
  static load(folder: string, name: string): Segment {
    const path = join(folder, name);
    const { places, damaged, endOffset } = scanRecords(readWhole(path));
    return new Segment(path, [...places], damaged, endOffset);
  }

  /** False once somebody took the file away: what is appended then would be lost. */
  get exists(): boolean {
    return existsSync(this.path);
  }

  static isSegmentName(name: string): boolean {
    return /^\d{15}\.journal$/.test(name);
  }

  /** Cuts what lies behind the last whole record and makes ready to append. @throws when it cannot be written. */
  reopen(): void {
    this.#file ??= openSync(this.path, 'r+');
    ftruncateSync(this.#file, this.bytes);
  }

  /** Appends one record. @throws when it cannot be written whole; then it does not count. */
  append(record: JournalRecord): void {
    if (this.#file === null) this.reopen();
    const file = this.#file ?? -1;
    const encoded = encodeRecord(record);
    // Always at the place where the last whole record ends, so that half a record is written over by the next attempt.
    let written = 0;
    while (written < encoded.length) {
      written += writeSync(file, encoded, written, encoded.length - written, this.bytes + written);
    }
    const { sequence, startMs, endMs } = record;
    this.places.push({ sequence, startMs, endMs, offset: this.bytes, length: encoded.length });
    this.bytes += encoded.length;
  }

  /** Takes away the records whose windows end after a moment. @throws when it cannot be written. */
  dropEndingAfter(ms: number): void {
    while ((this.places.at(-1)?.endMs ?? 0) > ms) this.places.pop();
    const last = this.places.at(-1);
    this.bytes = last ? last.offset + last.length : 0;
    this.reopen();
  }

  /** The records behind a sequence number, read and checked anew; null for a damaged one. @throws when the file cannot be read. */
  *recordsAfter(sequence: number): Generator<{ readonly place: RecordPlace; readonly payload: Buffer | null }> {
    const file = openSync(this.path, 'r');
    try {
      for (const place of this.places.slice(firstAfter(this.places, sequence))) {
        const bytes = Buffer.allocUnsafe(place.length);
        readSync(file, bytes, 0, place.length, place.offset);
        yield { place, payload: recordAt(bytes, 0)?.payload ?? null };
      }
    } finally {
      closeSync(file);
    }
  }

  /** Calls back when what was appended lies on the disk itself, or could not be brought there. */
  sync(done: () => void): void {
    if (this.#file === null) done();
    else fdatasync(this.#file, done);
  }

  /** Ends appending; what was appended lies on the disk then. */
  close(): void {
    const file = this.#file;
    this.#file = null;
    if (file === null) return;
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }

  remove(): void {
    this.close();
    rmSync(this.path, { force: true });
  }
}

/** Index of the first place behind a sequence number, by bisection. */
function firstAfter(places: readonly RecordPlace[], sequence: number): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle]?.sequence ?? Infinity) <= sequence) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** One buffer for all segments: reading 64 of them at start must not take 64 MB. */
let scratch = Buffer.alloc(0);

function readWhole(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    if (scratch.length < size) scratch = Buffer.allocUnsafeSlow(size);
    let length = 0;
    for (let read = -1; read !== 0 && length < size; length += read) {
      read = readSync(file, scratch, length, size - length, length);
    }
    return scratch.subarray(0, length);
  } finally {
    closeSync(file);
  }
}
