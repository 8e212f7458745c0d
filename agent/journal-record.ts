import { crc32 } from 'node:zlib';

/**
 * One record on disk, little endian: mark (4 bytes), length of the payload (4), CRC-32 of all that follows (4), sequence
 * number (6), start and end of the window in epoch ms (6 each), payload. The mark lets a reader find the next whole record
 * behind a damaged one.
 */
export interface JournalRecord {
  readonly sequence: number;
  readonly startMs: number;
  readonly endMs: number;
  /** JSON of the window, in UTF-8, as it goes over the wire. */
  readonly payload: Buffer;
}

/** Where a whole record lies in a segment. */
export interface RecordPlace {
  readonly sequence: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly offset: number;
  readonly length: number;
}

const MARK = Buffer.from('PWr1', 'latin1');
const CHECKED_FROM = 12;
const HEADER_BYTES = 30;
/** A window with every limit filled has some 40 KB. */
const MAX_PAYLOAD_BYTES = 1 << 20;

export function encodeRecord({ sequence, startMs, endMs, payload }: JournalRecord): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES + payload.length);
  MARK.copy(bytes);
  bytes.writeUInt32LE(payload.length, 4);
  bytes.writeUIntLE(sequence, 12, 6);
  bytes.writeUIntLE(startMs, 18, 6);
  bytes.writeUIntLE(endMs, 24, 6);
  payload.copy(bytes, HEADER_BYTES);
  bytes.writeUInt32LE(crc32(bytes.subarray(CHECKED_FROM)), 8);
  return bytes;
}

/** The whole, undamaged record at an offset, or null. */
export function recordAt(bytes: Buffer, offset: number): (RecordPlace & { readonly payload: Buffer }) | null {
  if (offset + HEADER_BYTES > bytes.length || bytes.compare(MARK, 0, 4, offset, offset + 4) !== 0) return null;
  const payloadLength = bytes.readUInt32LE(offset + 4);
  const end = offset + HEADER_BYTES + payloadLength;
  if (payloadLength > MAX_PAYLOAD_BYTES || end > bytes.length) return null;
  if (crc32(bytes.subarray(offset + CHECKED_FROM, end)) !== bytes.readUInt32LE(offset + 8)) return null;
  return {
    sequence: bytes.readUIntLE(offset + 12, 6),
    startMs: bytes.readUIntLE(offset + 18, 6),
    endMs: bytes.readUIntLE(offset + 24, 6),
    offset,
    length: end - offset,
    payload: bytes.subarray(offset + HEADER_BYTES, end),
  };
}

/** What a segment holds. */
export interface SegmentScan {
  readonly places: readonly RecordPlace[];
  /** Stretches with no whole record that have one behind them. */
  readonly damaged: number;
  /** Where the last whole record ends; what lies behind is a torn tail. */
  readonly endOffset: number;
}

/** Finds every whole record, in ascending order of sequence. Never throws, whatever the bytes. */
export function scanRecords(bytes: Buffer): SegmentScan {
  const places: RecordPlace[] = [];
  let [offset, endOffset, damaged, lastSequence] = [0, 0, 0, 0];
  while (offset < bytes.length) {
    const found = recordAt(bytes, offset);
    if (!found) {
      const next = bytes.indexOf(MARK, offset + 1);
      if (next < 0) break;
      offset = next;
      continue;
    }
    if (offset > endOffset) damaged++;
    offset += found.length;
    endOffset = offset;
    if (found.sequence <= lastSequence) continue;
    lastSequence = found.sequence;
    const { sequence, startMs, endMs, length } = found;
    places.push({ sequence, startMs, endMs, offset: found.offset, length });
  }
  return { places, damaged, endOffset };
}
