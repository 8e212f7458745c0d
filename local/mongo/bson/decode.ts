import { Binary, BSONRegExp, BSONSymbol, Code, Decimal128, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import { badValue, CommandError } from '../errors.ts';
import { documentEnd, elements, MAX_DEPTH, readDateMs, type Element } from './elements.ts';
import { int32, type Doc, type Value } from './value.ts';

/** Decodes a document that begins at `start`.
 *  @param fields when given, only these top-level fields are decoded and the others are skipped.
 *  @throws CommandError BadValue on broken bytes. */
export function decodeDocument(bytes: Buffer, fields?: ReadonlySet<string>, start = 0, depth = 0): Doc {
  if (depth > MAX_DEPTH) {
    throw new CommandError('Overflow', `BSON depth exceeds the maximum of ${MAX_DEPTH} nested documents`);
  }
  const doc: Doc = new Map();
  if (fields !== undefined) {
    decodeSome(bytes, fields, start, depth, doc);
    return doc;
  }
  for (const element of elements(bytes, start)) doc.set(element.name, decodeValue(bytes, element, depth));
  return doc;
}

function decodeSome(bytes: Buffer, fields: ReadonlySet<string>, start: number, depth: number, doc: Doc): void {
  if (fields.size === 0) return;
  for (const element of elements(bytes, start)) {
    if (!fields.has(element.name)) continue;
    doc.set(element.name, decodeValue(bytes, element, depth));
    if (doc.size === fields.size) return;
  }
}

function decodeArray(bytes: Buffer, start: number, depth: number): Value[] {
  if (depth > MAX_DEPTH) {
    throw new CommandError('Overflow', `BSON depth exceeds the maximum of ${MAX_DEPTH} nested documents`);
  }
  const values: Value[] = [];
  for (const element of elements(bytes, start)) values.push(decodeValue(bytes, element, depth));
  return values;
}

/** Decodes the value of one element. */
export function decodeValue(bytes: Buffer, element: Pick<Element, 'type' | 'valueStart' | 'end'>, depth = 0): Value {
  const { type, valueStart: at, end } = element;
  switch (type) {
    case 0x01:
      return bytes.readDoubleLE(at);
    case 0x02:
      return bytes.toString('utf8', at + 4, end - 1);
    case 0x03:
      if (documentEnd(bytes, at) !== end - 1) throw badValue('invalid BSON: a document whose length is wrong');
      return decodeDocument(bytes, undefined, at, depth + 1);
    case 0x04:
      return decodeArray(bytes, at, depth + 1);
    case 0x05:
      return new Binary(bytes.subarray(at + 5, end), bytes[at + 4]);
    case 0x07:
      return new ObjectId(bytes.subarray(at, end));
    case 0x08:
      return bytes[at] !== 0;
    case 0x09:
      return new Date(readDateMs(bytes, at));
    case 0x0a:
      return null;
    case 0x10:
      return int32(bytes.readInt32LE(at));
    case 0x12:
      return bytes.readBigInt64LE(at);
    default:
      return decodeRare(bytes, type, at, end);
  }
}

function decodeRare(bytes: Buffer, type: number, at: number, end: number): Value {
  switch (type) {
    case 0x0b: {
      const zero = bytes.indexOf(0, at);
      return new BSONRegExp(bytes.toString('utf8', at, zero), bytes.toString('latin1', zero + 1, end - 1));
    }
    case 0x0d:
      return new Code(bytes.toString('utf8', at + 4, end - 1));
    case 0x0e:
      return new BSONSymbol(bytes.toString('utf8', at + 4, end - 1));
    case 0x11:
      return new Timestamp({ i: bytes.readUInt32LE(at), t: bytes.readUInt32LE(at + 4) });
    case 0x13:
      return new Decimal128(Buffer.from(bytes.subarray(at, end)));
    case 0x7f:
      return new MaxKey();
    case 0xff:
      return new MinKey();
    default:
      throw badValue(`invalid BSON: type 0x${type.toString(16)} is not supported by the embedded database`);
  }
}
