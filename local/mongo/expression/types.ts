import { Binary, Int32, ObjectId } from 'bson';
import { wholeToBigInt } from '../bson/numbers.ts';
import { int32, isNumber, isTruthy, toDouble, typeName, type Value } from '../bson/value.ts';
import { encodeDocument } from '../bson/encode.ts';
import { badValue, CommandError, notSupported, typeMismatch } from '../errors.ts';
import { parts } from './conditions.ts';
import { fn, isNullish, type FunctionOperator, type SpecialOperator } from './expression.ts';

type Convert = (value: Exclude<Value, null>) => Value;

const conversionFailure = (why: string): CommandError =>
  new CommandError('ConversionFailure', `Failed to convert: ${why} in $convert with no onError value`);

const noConversion = (value: Value, to: string): CommandError =>
  conversionFailure(`Unsupported conversion from ${typeName(value)} to ${to}`);

function parsed(text: string, to: string): number {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text))
    throw conversionFailure(`Failed to parse number '${text}' to ${to}`);
  return Number(text);
}

const toLong: Convert = (value) => {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (value instanceof Date) return BigInt(value.getTime());
  if (typeof value === 'bigint') return value;
  if (typeof value === 'string') {
    if (!/^[+-]?\d+$/.test(value)) throw conversionFailure(`Failed to parse number '${value}' to long`);
    return BigInt.asIntN(64, BigInt(value)) === BigInt(value) ? BigInt(value) : overflow('long');
  }
  if (!isNumber(value)) throw noConversion(value, 'long');
  return wholeToBigInt(Math.trunc(toDouble(value))) ?? overflow('long');
};

function overflow(to: string): never {
  throw conversionFailure(`Conversion would overflow target type ${to}`);
}

const toInt: Convert = (value) => {
  if (value instanceof Date) throw noConversion(value, 'int');
  if (typeof value === 'string' && !/^[+-]?\d+$/.test(value))
    throw conversionFailure(`Failed to parse number '${value}' to int`);
  const whole = Number(toLong(value));
  return whole >= -0x80000000 && whole <= 0x7fffffff ? int32(whole) : overflow('int');
};

const toDoubleValue: Convert = (value) => {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Date) return value.getTime();
  if (typeof value === 'string') return parsed(value, 'double');
  if (!isNumber(value)) throw noConversion(value, 'double');
  return toDouble(value);
};

const toDate: Convert = (value) => {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (typeof value === 'number' || typeof value === 'bigint') {
    const date = new Date(Math.trunc(Number(value)));
    if (!Number.isNaN(date.getTime())) return date;
    if (Number.isFinite(Number(value))) throw notSupported('a date so far away');
    throw conversionFailure('Attempt to convert NaN or infinity value to integer');
  }
  if (
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/.test(value)
  ) {
    const zoned = /T.*(?:Z|[+-]\d\d:?\d\d)$/.test(value) || !value.includes('T') ? value : `${value}Z`;
    const date = new Date(zoned);
    if (!Number.isNaN(date.getTime())) return date;
  }
  if (typeof value === 'string') throw conversionFailure(`Error parsing date string '${value}'`);
  throw noConversion(value, 'date');
};

/** A value as `$toString` writes it. @throws CommandError for a type that has no text. */
export const toText = (value: Value): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (value instanceof Int32) return String(value.value);
  if (value instanceof ObjectId) return value.toHexString();
  if (value instanceof Date) return value.toISOString();
  if (Object.is(value, -0)) return '-0';
  // A double's text is made by other rules in MongoDB when it is very large or small, so only plain ones are given.
  if (typeof value === 'number' && /^-?\d+(?:\.\d+)?$/.test(String(value)) && Math.abs(value) < 1e6)
    return String(value);
  if (typeof value === 'number') throw notSupported('the text of a very large or small double');
  throw noConversion(value, 'string');
};

const toObjectId: Convert = (value) => {
  if (value instanceof ObjectId) return value;
  if (typeof value === 'string' && /^[\da-f]{24}$/i.test(value)) return new ObjectId(value);
  throw conversionFailure(`Failed to parse objectId`);
};

const TARGETS: Readonly<Record<string, Convert>> = {
  int: toInt,
  long: toLong,
  double: toDoubleValue,
  bool: (value) => isTruthy(value),
  string: toText,
  date: toDate,
  objectId: toObjectId,
};

const converter = (to: string): FunctionOperator =>
  fn(1, 1, ([value]) => (isNullish(value) ? null : (TARGETS[to]?.(value) ?? null)));

export const TYPES: Readonly<Record<string, FunctionOperator>> = {
  $type: fn(1, 1, ([value]) => typeName(value)),
  $isNumber: fn(1, 1, ([value]) => isNumber(value) || typeName(value) === 'decimal'),
  $toInt: converter('int'),
  $toLong: converter('long'),
  $toDouble: converter('double'),
  $toBool: converter('bool'),
  $toString: converter('string'),
  $toDate: converter('date'),
  $toObjectId: converter('objectId'),
  $binarySize: fn(1, 1, ([value]) => {
    if (isNullish(value)) return null;
    if (typeof value === 'string') return int32(Buffer.byteLength(value));
    if (value instanceof Binary) return int32(value.length());
    throw typeMismatch(`$binarySize requires a string or BinData argument, found: ${typeName(value)}`);
  }),
  $bsonSize: fn(1, 1, ([value]) => {
    if (isNullish(value)) return null;
    if (value instanceof Map) return int32(encodeDocument(value).length);
    throw typeMismatch(`$bsonSize requires a document input, found: ${typeName(value)}`);
  }),
};

export const SPECIAL_TYPES: Readonly<Record<string, SpecialOperator>> = {
  $convert: (operand, scope, compile) => {
    const named = parts('$convert', operand, ['input', 'to'], ['onError', 'onNull']);
    const to = named.get('to');
    const target = typeof to === 'string' && Object.hasOwn(TARGETS, to) ? TARGETS[to] : undefined;
    if (target === undefined)
      throw badValue('Unknown type name in $convert: only int, long, double, bool, string, date and objectId');
    const input = compile(named.get('input') ?? null, scope);
    const onNull = named.has('onNull') ? compile(named.get('onNull') ?? null, scope) : () => null;
    const onError = named.has('onError') ? compile(named.get('onError') ?? null, scope) : undefined;
    return (env) => {
      const value = input(env);
      if (isNullish(value)) return onNull(env);
      try {
        return target(value);
      } catch (error) {
        if (onError === undefined) throw error;
        return onError(env);
      }
    };
  },
};
