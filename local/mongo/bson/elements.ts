import { badValue, CommandError } from '../errors.ts';

/** MongoDB's limits (docs/reference/limits): bytes of a document, and how deep documents may nest. */
export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;
export const MAX_DEPTH = 180;

/** One field in a document's bytes: `start` is its type byte, `valueStart` its value, `end` the byte after it. */
export interface Element {
  readonly type: number;
  readonly name: string;
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
}

const broken = (why: string): CommandError => badValue(`invalid BSON: ${why}`);

/** Bytes of a value whose type has one size, by type number (bsonspec.org). */
const FIXED_BYTES: Readonly<Record<number, number>> = {
  0x01: 8, // double
  0x07: 12, // ObjectId
  0x08: 1, // bool
  0x09: 8, // date
  0x0a: 0, // null
  0x10: 4, // int32
  0x11: 8, // timestamp
  0x12: 8, // int64
  0x13: 16, // Decimal128
  0xff: 0, // MinKey
  0x7f: 0, // MaxKey
};

/** The byte after a value of this type that begins at `at`.
 *  @throws CommandError BadValue for a type that this server does not keep, or a size that runs over `limit`. */
export function valueEnd(bytes: Buffer, type: number, at: number, limit: number): number {
  const fixed = FIXED_BYTES[type];
  let end: number;
  if (fixed !== undefined) end = at + fixed;
  else if (type === 0x0b) end = regexEnd(bytes, at, limit);
  else {
    if (at + 4 > limit) throw broken('a value is cut off');
    const size = bytes.readInt32LE(at);
    if (type === 0x02 || type === 0x0d || type === 0x0e) {
      if (size < 1) throw broken('a string without its end');
      end = at + 4 + size;
      if (end <= limit && bytes[end - 1] !== 0) throw broken('a string without its end');
    } else if (type === 0x03 || type === 0x04) {
      if (size < 5) throw broken('a document shorter than 5 bytes');
      end = at + size;
    } else if (type === 0x05) {
      if (size < 0) throw broken('a binary value of negative length');
      end = at + 5 + size;
    } else throw broken(`type 0x${type.toString(16)} is not supported by the embedded database`);
  }
  if (end > limit) throw broken('a value is longer than its document');
  return end;
}

/** The byte after a pattern and its options, which are letters. */
function regexEnd(bytes: Buffer, at: number, limit: number): number {
  const options = cstringEnd(bytes, at, limit);
  const end = cstringEnd(bytes, options, limit);
  if (!/^[imxslu]*$/.test(bytes.toString('latin1', options, end - 1)))
    throw broken('unknown regular expression options');
  return end;
}

/** The byte after the zero that ends a C string. */
function cstringEnd(bytes: Buffer, from: number, limit: number): number {
  const zero = bytes.indexOf(0, from);
  if (zero < 0 || zero >= limit) throw broken('a name without its end');
  return zero + 1;
}

/** Checks the frame of a document that begins at `start` and gives the place of its closing zero. */
export function documentEnd(bytes: Buffer, start: number): number {
  if (start + 5 > bytes.length) throw broken('a document shorter than 5 bytes');
  const size = bytes.readInt32LE(start);
  const last = start + size - 1;
  if (size < 5 || last >= bytes.length) throw broken('a document whose length is wrong');
  if (bytes[last] !== 0) throw broken('a document without its end');
  return last;
}

/** A field name: most are short ASCII, for which this is quicker than a call into native code. */
function readName(bytes: Buffer, from: number, limit: number): { name: string; next: number } {
  let name = '';
  for (let at = from; at < limit; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === 0) return { name, next: at + 1 };
    if (byte > 0x7f || at - from > 24) {
      const next = cstringEnd(bytes, at, limit);
      return { name: bytes.toString('utf8', from, next - 1), next };
    }
    name += String.fromCharCode(byte);
  }
  throw broken('a name without its end');
}

/** The fields of a document's bytes, one after another, without decoding any value. */
export function* elements(bytes: Buffer, start = 0): Generator<Element> {
  const last = documentEnd(bytes, start);
  let at = start + 4;
  while (at < last) {
    const type = bytes[at] ?? 0;
    const { name, next } = readName(bytes, at + 1, last);
    const end = valueEnd(bytes, type, next, last);
    yield { type, name, start: at, valueStart: next, end };
    at = end;
  }
}

/** Walks a whole document and throws if a later reader would stumble over it. */
export function assertSound(bytes: Buffer, start = 0, depth = 0): void {
  if (depth > MAX_DEPTH) {
    throw new CommandError('Overflow', `BSON depth exceeds the maximum of ${MAX_DEPTH} nested documents`);
  }
  const last = documentEnd(bytes, start);
  let at = start + 4;
  while (at < last) {
    const type = bytes[at] ?? 0;
    const valueStart = cstringEnd(bytes, at + 1, last);
    const end = valueEnd(bytes, type, valueStart, last);
    if (type === 0x09) readDateMs(bytes, valueStart);
    else if (type === 0x03 || type === 0x04) {
      if (documentEnd(bytes, valueStart) !== end - 1) throw broken('a document whose length is wrong');
      assertSound(bytes, valueStart, depth + 1);
    }
    at = end;
  }
}

/** Milliseconds that a JavaScript Date can hold (ECMA-262, time values). */
const MAX_DATE_MS = 8.64e15;

/** A date's milliseconds. @throws CommandError for a date that JavaScript has not. */
export function readDateMs(bytes: Buffer, at: number): number {
  const ms = bytes.readInt32LE(at + 4) * 0x1_0000_0000 + bytes.readUInt32LE(at);
  if (Math.abs(ms) > MAX_DATE_MS) throw badValue('a date outside the years ±271821 is not supported');
  return ms;
}
