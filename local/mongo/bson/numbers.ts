import type { Int32 } from 'bson';
import { int32, toDouble } from './value.ts';

export type NumberValue = number | bigint | Int32;

const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

/** The sum in MongoDB's result type: int32 grows to int64 when it must, and any double makes a double.
 *  @returns undefined when an int64 overflows. */
export const addExact = (a: NumberValue, b: NumberValue): NumberValue | undefined =>
  typeof a === 'number' || typeof b === 'number' ? toDouble(a) + toDouble(b) : fit(a, b, toBigInt(a) + toBigInt(b));

/** The product in MongoDB's result type. @returns undefined when an int64 overflows. */
export const multiplyExact = (a: NumberValue, b: NumberValue): NumberValue | undefined =>
  typeof a === 'number' || typeof b === 'number' ? toDouble(a) * toDouble(b) : fit(a, b, toBigInt(a) * toBigInt(b));

/** In a pipeline an int64 that overflows becomes a double. */
export const add = (a: NumberValue, b: NumberValue): NumberValue => addExact(a, b) ?? toDouble(a) + toDouble(b);
export const multiply = (a: NumberValue, b: NumberValue): NumberValue =>
  multiplyExact(a, b) ?? toDouble(a) * toDouble(b);
export const subtract = (a: NumberValue, b: NumberValue): NumberValue =>
  typeof a === 'number' || typeof b === 'number'
    ? toDouble(a) - toDouble(b)
    : (fit(a, b, toBigInt(a) - toBigInt(b)) ?? toDouble(a) - toDouble(b));

export const toBigInt = (value: bigint | Int32): bigint => (typeof value === 'bigint' ? value : BigInt(value.value));

/** A whole result in int32 if both operands are and it fits, else in int64. */
function fit(a: bigint | Int32, b: bigint | Int32, exact: bigint): bigint | Int32 | undefined {
  if (typeof a !== 'bigint' && typeof b !== 'bigint') {
    const small = Number(exact);
    return small >= -0x80000000 && small <= 0x7fffffff ? int32(small) : exact;
  }
  return exact >= INT64.min && exact <= INT64.max ? exact : undefined;
}

/** A whole double as int64 if it fits. */
export const wholeToBigInt = (value: number): bigint | undefined =>
  Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63 ? BigInt(value) : undefined;
