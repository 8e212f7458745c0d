import type { MaxKey } from 'bson';
import { Binary, BSONRegExp, BSONSymbol, Code, Decimal128, Int32, MinKey, ObjectId, Timestamp } from 'bson';

/** A document with its fields in the order of its bytes. A Map, because a JavaScript object would move keys that look
 *  like numbers to the front and gives `__proto__` a meaning. */
export type Doc = Map<string, Value>;

/** A BSON value with its type kept: a `number` is a double, a `bigint` is an int64. `undefined` is never stored;
 *  where it appears in a signature it says that a field is missing. */
export type Value =
  | null
  | boolean
  | string
  | number
  | bigint
  | Int32
  | Date
  | ObjectId
  | Binary
  | BSONRegExp
  | BSONSymbol
  | Timestamp
  | Decimal128
  | Code
  | MinKey
  | MaxKey
  | Value[]
  | Doc;

/** The order of types in MongoDB's comparison (docs/reference/bson-type-comparison-order); also the first byte of an
 *  encoded key. Every number is above 0 and below 255, so that 0 can end a nested value and 255 a prefix. */
export const RANK = {
  minKey: 1,
  emptyArray: 5,
  null: 10,
  number: 20,
  string: 30,
  object: 40,
  array: 50,
  binary: 60,
  objectId: 70,
  boolean: 80,
  date: 90,
  timestamp: 100,
  regex: 110,
  code: 120,
  maxKey: 240,
} as const;

/** The place of a value's type in MongoDB's order; missing counts as null. */
export function rankOf(value: Value | undefined): number {
  if (typeof value === 'string') return RANK.string;
  if (typeof value === 'number' || typeof value === 'bigint') return RANK.number;
  if (typeof value === 'boolean') return RANK.boolean;
  if (value === null || value === undefined) return RANK.null;
  if (value instanceof Int32 || value instanceof Decimal128) return RANK.number;
  if (value instanceof Date) return RANK.date;
  if (value instanceof Map) return RANK.object;
  if (Array.isArray(value)) return RANK.array;
  if (value instanceof ObjectId) return RANK.objectId;
  if (value instanceof Binary) return RANK.binary;
  if (value instanceof BSONRegExp) return RANK.regex;
  if (value instanceof Timestamp) return RANK.timestamp;
  if (value instanceof BSONSymbol) return RANK.string;
  if (value instanceof Code) return RANK.code;
  return value instanceof MinKey ? RANK.minKey : RANK.maxKey;
}

/** Names and numbers of BSON types, as `$type` knows them (bsonspec.org, docs/reference/operator/query/type). */
export const TYPE_NUMBERS: Readonly<Record<string, number>> = {
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binData: 5,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  javascript: 13,
  symbol: 14,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  minKey: -1,
  maxKey: 127,
};

/** The name of a value's BSON type as `$type` gives it. */
export function typeName(value: Value | undefined): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'number') return 'double';
  if (typeof value === 'bigint') return 'long';
  if (typeof value === 'boolean') return 'bool';
  if (value instanceof Int32) return 'int';
  if (value instanceof Date) return 'date';
  if (value instanceof Map) return 'object';
  if (Array.isArray(value)) return 'array';
  if (value instanceof ObjectId) return 'objectId';
  if (value instanceof Binary) return 'binData';
  if (value instanceof BSONRegExp) return 'regex';
  if (value instanceof Timestamp) return 'timestamp';
  if (value instanceof Decimal128) return 'decimal';
  if (value instanceof BSONSymbol) return 'symbol';
  if (value instanceof Code) return 'javascript';
  return value instanceof MinKey ? 'minKey' : 'maxKey';
}

export const isNumber = (value: Value | undefined): value is number | bigint | Int32 =>
  typeof value === 'number' || typeof value === 'bigint' || value instanceof Int32;

/** A number of any BSON type as a double; beyond 2^53 an int64 loses its last digits. */
export function toDouble(value: number | bigint | Int32): number {
  if (typeof value === 'number') return value;
  return typeof value === 'bigint' ? Number(value) : value.value;
}

/** MongoDB's truth: everything but false, null, missing and zero. */
export function isTruthy(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === false) return false;
  return !(isNumber(value) && toDouble(value) === 0);
}

const SMALL_INTS = Array.from({ length: 1280 }, (_, i) => new Int32(i - 256));

/** An int32; the small ones are shared, for they are never changed. */
export function int32(value: number): Int32 {
  return SMALL_INTS[value + 256] ?? new Int32(value);
}

/** A whole number in the smallest BSON type that holds it, anything else as a double. */
export function narrowNumber(value: number): number | Int32 | bigint {
  if (!Number.isInteger(value)) return value;
  if (value >= -0x80000000 && value <= 0x7fffffff) return int32(value);
  return Number.isSafeInteger(value) ? BigInt(value) : value;
}
