import type { Int32 } from 'bson';
import { encodeKey } from './key-encoding.ts';
import { isNumber, toDouble, type Value } from './value.ts';

/** UTF-8 order of two strings: UTF-16 order but for surrogates, which stand for characters above U+FFFF. */
export function compareStrings(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i += 1) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) {
      if (x >= 0xd800 && y >= 0xd800) return rotate(x) - rotate(y);
      return x - y;
    }
  }
  return a.length - b.length;
}

/** Surrogates (D800–DFFF) move above E000–FFFF. */
const rotate = (unit: number): number => (unit >= 0xe000 ? unit - 0x800 : unit + 0x2000);

/** MongoDB's order of two values across all types; missing counts as null.
 *  @throws CommandError BadValue if a Decimal128 must be compared. */
export function compareValues(a: Value | undefined, b: Value | undefined): number {
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b);
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime();
  return encodeKey(a).compare(encodeKey(b));
}

function compareNumbers(a: number | bigint | Int32, b: number | bigint | Int32): number {
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : Number(a > b);
  if (typeof a === 'bigint' || typeof b === 'bigint') return encodeKey(a).compare(encodeKey(b));
  const x = toDouble(a);
  const y = toDouble(b);
  if (x < y) return -1;
  if (x > y) return 1;
  return x === y ? 0 : Number(Number.isNaN(y)) - Number(Number.isNaN(x));
}

export const equalValues = (a: Value | undefined, b: Value | undefined): boolean => compareValues(a, b) === 0;

/** A string that two values share exactly when MongoDB calls them equal: for sets and groups. */
export function identityOf(value: Value | undefined): string {
  if (typeof value === 'string' && value.length < 256 && !value.includes('\0')) return `"${value}`;
  return encodeKey(value).toString('latin1');
}
