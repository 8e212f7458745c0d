import { Binary, BSONRegExp, BSONSymbol, Code, Decimal128, Int32, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import { badValue } from '../errors.ts';
import { narrowNumber, type Doc, type Value } from './value.ts';

/** A value of a reply: a stored value, a plain object, or the bytes of a whole document, which are copied as they are.
 *  In a reply a plain `number` is written in the smallest type that holds it. */
export type ReplyValue =
  Value | Buffer | undefined | readonly Reply[] | readonly Buffer[] | { readonly [field: string]: ReplyValue };
export type Reply = Readonly<Record<string, ReplyValue>>;

/** Appends BSON to a buffer that doubles when it is full. */
class BsonWriter {
  bytes: Buffer;
  length = 0;

  constructor(capacity: number) {
    this.bytes = Buffer.allocUnsafe(capacity);
  }

  reserve(count: number): number {
    const at = this.length;
    if (at + count > this.bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, at + count));
      this.bytes.copy(grown, 0, 0, at);
      this.bytes = grown;
    }
    this.length = at + count;
    return at;
  }

  byte(value: number): void {
    const at = this.reserve(1);
    this.bytes[at] = value;
  }

  raw(value: Uint8Array): void {
    const at = this.reserve(value.length);
    this.bytes.set(value, at);
  }

  cstring(value: string): void {
    if (value.includes('\0')) throw badValue('field names and patterns may not hold a zero byte');
    const size = Buffer.byteLength(value);
    const at = this.reserve(size + 1);
    this.bytes.write(value, at, size, 'utf8');
    this.bytes[at + size] = 0;
  }

  string(value: string): void {
    const size = Buffer.byteLength(value);
    const at = this.reserve(size + 5);
    this.bytes.writeInt32LE(size + 1, at);
    this.bytes.write(value, at + 4, size, 'utf8');
    this.bytes[at + 4 + size] = 0;
  }

  int32(value: number): void {
    const at = this.reserve(4);
    this.bytes.writeInt32LE(value, at);
  }

  int64(value: bigint): void {
    const at = this.reserve(8);
    this.bytes.writeBigInt64LE(value, at);
  }

  double(value: number): void {
    const at = this.reserve(8);
    this.bytes.writeDoubleLE(value, at);
  }

  /** Writes the length before and the zero after what `fill` writes. */
  frame(fill: () => void): void {
    const start = this.reserve(4);
    fill();
    this.byte(0);
    this.bytes.writeInt32LE(this.length - start, start);
  }
}

/** The bytes of a document. */
export function encodeDocument(doc: Doc): Buffer {
  const writer = new BsonWriter(256);
  writeMap(writer, doc);
  return writer.bytes.subarray(0, writer.length);
}

/** The bytes of a command's reply. Fields that are undefined are left out. */
export function encodeReply(reply: Reply): Buffer {
  const writer = new BsonWriter(512);
  writeObject(writer, reply);
  return writer.bytes.subarray(0, writer.length);
}

/** The bytes of one field: type, name and value. */
export function encodeElement(name: string, value: Value): Buffer {
  const writer = new BsonWriter(64);
  writeElement(writer, name, value);
  return writer.bytes.subarray(0, writer.length);
}

/** A document from the bytes of its fields. */
export function joinElements(parts: readonly Buffer[]): Buffer {
  let size = 5;
  for (const part of parts) size += part.length;
  const out = Buffer.allocUnsafe(size);
  out.writeInt32LE(size, 0);
  let at = 4;
  for (const part of parts) at += part.copy(out, at);
  out[at] = 0;
  return out;
}

function writeMap(writer: BsonWriter, doc: Doc): void {
  writer.frame(() => {
    for (const [name, value] of doc) writeElement(writer, name, value);
  });
}

function writeObject(writer: BsonWriter, object: Reply): void {
  writer.frame(() => {
    for (const [name, value] of Object.entries(object)) {
      if (value !== undefined) writeElement(writer, name, value);
    }
  });
}

function header(writer: BsonWriter, type: number, name: string): void {
  writer.byte(type);
  writer.cstring(name);
}

function writeElement(writer: BsonWriter, name: string, value: ReplyValue): void {
  if (typeof value === 'string') {
    header(writer, 0x02, name);
    writer.string(value);
  } else if (typeof value === 'number') {
    header(writer, 0x01, name);
    writer.double(value);
  } else if (typeof value === 'bigint') {
    header(writer, 0x12, name);
    writer.int64(value);
  } else if (typeof value === 'boolean') {
    header(writer, 0x08, name);
    writer.byte(value ? 1 : 0);
  } else if (value === null || value === undefined) header(writer, 0x0a, name);
  else writeObjectValue(writer, name, value);
}

function writeObjectValue(writer: BsonWriter, name: string, value: Exclude<ReplyValue, null | undefined>): void {
  if (value instanceof Int32) {
    header(writer, 0x10, name);
    writer.int32(value.value);
  } else if (value instanceof Date) {
    header(writer, 0x09, name);
    writer.int64(BigInt(value.getTime()));
  } else if (value instanceof Map) {
    header(writer, 0x03, name);
    writeMap(writer, value);
  } else if (Array.isArray(value)) {
    header(writer, 0x04, name);
    const items = value as readonly ReplyValue[];
    writer.frame(() => {
      for (let i = 0; i < items.length; i += 1) writeElement(writer, String(i), items[i]);
    });
  } else if (Buffer.isBuffer(value)) {
    header(writer, 0x03, name);
    writer.raw(value);
  } else if (value instanceof ObjectId) {
    header(writer, 0x07, name);
    writer.raw(value.id);
  } else if (value instanceof Binary) {
    header(writer, 0x05, name);
    writer.int32(value.position);
    writer.byte(value.sub_type);
    writer.raw(value.buffer.subarray(0, value.position));
  } else writeRare(writer, name, value);
}

function writeRare(writer: BsonWriter, name: string, value: unknown): void {
  if (value instanceof BSONRegExp) {
    header(writer, 0x0b, name);
    writer.cstring(value.pattern);
    writer.cstring(value.options);
  } else if (value instanceof Timestamp) {
    header(writer, 0x11, name);
    const at = writer.reserve(8);
    writer.bytes.writeUInt32LE(value.i, at);
    writer.bytes.writeUInt32LE(value.t, at + 4);
  } else if (value instanceof Decimal128) {
    header(writer, 0x13, name);
    writer.raw(value.bytes);
  } else if (value instanceof Code) {
    header(writer, 0x0d, name);
    writer.string(value.code);
  } else if (value instanceof BSONSymbol) {
    header(writer, 0x0e, name);
    writer.string(value.value);
  } else if (value instanceof MinKey) header(writer, 0xff, name);
  else if (value instanceof MaxKey) header(writer, 0x7f, name);
  else {
    header(writer, 0x03, name);
    writeObject(writer, value as Reply);
  }
}

/** A number of a reply in the smallest type that holds it. */
export const count = (value: number): Value => narrowNumber(value);
