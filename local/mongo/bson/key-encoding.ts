import type { Binary, BSONRegExp, Code, Int32, ObjectId, Timestamp } from 'bson';
import { BSONSymbol, Decimal128 } from 'bson';
import { notSupported } from '../errors.ts';
import { RANK, rankOf, type Value } from './value.ts';

/** From here on not every int64 is a double, so a number carries its distance from the double below it. */
const FIRST_INEXACT = 2 ** 53;

/** Values as bytes whose order (memcmp) is MongoDB's order of the values, across types. No encoded value is the prefix
 *  of another, so they can be put one after another and inverted for a descending field. */
export class KeyWriter {
  #bytes = Buffer.allocUnsafe(64);
  #length = 0;

  #reserve(count: number): number {
    const at = this.#length;
    if (at + count > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, at + count));
      this.#bytes.copy(grown, 0, 0, at);
      this.#bytes = grown;
    }
    this.#length = at + count;
    return at;
  }

  byte(value: number): this {
    const at = this.#reserve(1);
    this.#bytes[at] = value;
    return this;
  }

  uint32(value: number): this {
    const at = this.#reserve(4);
    this.#bytes.writeUInt32BE(value, at);
    return this;
  }

  raw(value: Uint8Array): this {
    const at = this.#reserve(value.length);
    this.#bytes.set(value, at);
    return this;
  }

  /** Appends a field of an index: the bits are turned round when its order is descending. */
  field(value: Value | undefined, direction: 1 | -1): this {
    const from = this.#length;
    this.value(value);
    if (direction === -1) this.#invert(from);
    return this;
  }

  /** Appends the sign of an empty array, which sorts before null (MongoDB indexes it as `undefined`). */
  emptyArray(direction: 1 | -1): this {
    return this.byte(direction === 1 ? RANK.emptyArray : 255 - RANK.emptyArray);
  }

  value(value: Value | undefined): this {
    const rank = rankOf(value);
    this.byte(rank);
    switch (rank) {
      case RANK.number:
        return this.#number(value as number | bigint | Int32 | Decimal128);
      case RANK.string:
        return this.#string(value instanceof BSONSymbol ? value.value : (value as string));
      case RANK.object:
        return this.#object(value as Map<string, Value>);
      case RANK.array:
        for (const item of value as Value[]) this.value(item);
        return this.byte(0);
      case RANK.binary: {
        const binary = value as Binary;
        return this.uint32(binary.position).byte(binary.sub_type).raw(binary.buffer.subarray(0, binary.position));
      }
      case RANK.objectId:
        return this.raw((value as ObjectId).id);
      case RANK.boolean:
        return this.byte(value === true ? 1 : 0);
      case RANK.date:
        return this.#double((value as Date).getTime());
      case RANK.timestamp:
        return this.uint32((value as Timestamp).t).uint32((value as Timestamp).i);
      case RANK.regex:
        return this.#string((value as BSONRegExp).pattern).#string((value as BSONRegExp).options);
      case RANK.code:
        return this.#string((value as Code).code);
      default:
        return this;
    }
  }

  done(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #number(value: number | bigint | Int32 | Decimal128): this {
    if (value instanceof Decimal128) {
      throw notSupported('comparing, sorting or indexing a Decimal128');
    }
    if (typeof value !== 'bigint') {
      const double = typeof value === 'number' ? value : value.value;
      this.#double(double);
      return Math.abs(double) >= FIRST_INEXACT ? this.byte(0).byte(0) : this;
    }
    const double = doubleAtOrBelow(value);
    this.#double(double);
    if (Math.abs(double) < FIRST_INEXACT) return this;
    const above = Number(value - BigInt(double));
    return this.byte(above >> 8).byte(above & 0xff);
  }

  /** IEEE 754 bits in order: positive numbers get their sign set, negative ones are inverted. NaN comes first of all. */
  #double(value: number): this {
    const at = this.#reserve(8);
    if (Number.isNaN(value)) {
      this.#bytes.fill(0, at, at + 8);
      return this;
    }
    this.#bytes.writeDoubleBE(value === 0 ? 0 : value, at);
    if (value < 0) this.#invert(at);
    else this.#bytes[at] = (this.#bytes[at] ?? 0) | 0x80;
    return this;
  }

  /** UTF-8, as MongoDB compares; a zero inside is written 00 FF so that 00 00 can end the string. */
  #string(value: string): this {
    const size = Buffer.byteLength(value);
    const at = this.#reserve(size + 2);
    this.#bytes.write(value, at, size, 'utf8');
    const zero = this.#bytes.subarray(at, at + size).indexOf(0);
    if (zero >= 0) {
      const plain = Buffer.from(value);
      this.#length = at;
      for (const byte of plain) {
        this.byte(byte);
        if (byte === 0) this.byte(0xff);
      }
      return this.byte(0).byte(0);
    }
    this.#bytes[at + size] = 0;
    this.#bytes[at + size + 1] = 0;
    return this;
  }

  /** Fields are compared by type, then name, then value. */
  #object(value: Map<string, Value>): this {
    for (const [name, field] of value) this.byte(rankOf(field)).#string(name).value(field);
    return this.byte(0);
  }

  #invert(from: number): void {
    for (let i = from; i < this.#length; i += 1) this.#bytes[i] = 255 - (this.#bytes[i] ?? 0);
  }
}

function doubleAtOrBelow(value: bigint): number {
  const nearest = Number(value);
  if (BigInt(nearest) <= value) return nearest;
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, nearest);
  bits.setBigInt64(0, bits.getBigInt64(0) + (nearest > 0 ? -1n : 1n));
  return bits.getFloat64(0);
}

/** One value as ordered bytes. */
export const encodeKey = (value: Value | undefined): Buffer => new KeyWriter().value(value).done();

/** The first key that does not begin with these bytes. */
export function afterPrefix(prefix: Buffer): Buffer {
  const next = Buffer.from(prefix);
  let last = next.length - 1;
  while (last >= 0 && next[last] === 0xff) last -= 1;
  if (last < 0) throw new RangeError('no key comes after a prefix of 255s');
  next[last] = (next[last] ?? 0) + 1;
  return next.subarray(0, last + 1);
}
