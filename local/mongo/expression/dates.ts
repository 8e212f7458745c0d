import { ObjectId } from 'bson';
import { int32, isNumber, toDouble, typeName, type Doc, type Value } from '../bson/value.ts';
import { badValue, CommandError, notSupported, typeMismatch } from '../errors.ts';
import { parts } from './conditions.ts';
import { fn, isNullish, type Evaluate, type FunctionOperator, type SpecialOperator } from './expression.ts';

function date(value: Value | undefined, name: string): Date {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  throw new CommandError('Location16006', `${name}: can't convert from BSON type ${typeName(value)} to Date`);
}

const part = (name: string, read: (at: Date) => number): FunctionOperator =>
  fn(1, 1, ([value]) => {
    if (isNullish(value)) return null;
    if (value instanceof Map) throw notSupported(`${name} with a time zone`);
    return int32(read(date(value, name)));
  });

const DAY_MS = 86_400_000;
const startOfYear = (at: Date): number => Date.UTC(at.getUTCFullYear(), 0, 1);

export const DATES: Readonly<Record<string, FunctionOperator>> = {
  $year: part('$year', (at) => at.getUTCFullYear()),
  $month: part('$month', (at) => at.getUTCMonth() + 1),
  $dayOfMonth: part('$dayOfMonth', (at) => at.getUTCDate()),
  $dayOfWeek: part('$dayOfWeek', (at) => at.getUTCDay() + 1),
  $dayOfYear: part('$dayOfYear', (at) => Math.floor((at.getTime() - startOfYear(at)) / DAY_MS) + 1),
  $isoDayOfWeek: part('$isoDayOfWeek', (at) => at.getUTCDay() || 7),
  $hour: part('$hour', (at) => at.getUTCHours()),
  $minute: part('$minute', (at) => at.getUTCMinutes()),
  $second: part('$second', (at) => at.getUTCSeconds()),
  $millisecond: part('$millisecond', (at) => at.getUTCMilliseconds()),
};

/** Units of fixed length, in ms. */
const UNIT_MS: Readonly<Record<string, number>> = {
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: DAY_MS,
};

/** From here `$dateTrunc` counts its bins (docs/reference/operator/aggregation/dateTrunc). */
const REFERENCE_MS = Date.UTC(2000, 0, 1);

/** The named parts of a date operator as one evaluation; a time zone other than UTC is refused. */
function namedParts(
  name: string,
  operand: Value,
  required: string[],
  optional: string[],
  compile: (value: Value) => Evaluate,
): Map<string, Evaluate> {
  const named: Doc = parts(name, operand, required, [...optional, 'timezone']);
  const zone = named.get('timezone');
  if (zone !== undefined && zone !== 'UTC' && zone !== 'GMT' && zone !== 'Z')
    throw notSupported(`${name} in a time zone other than UTC`);
  return new Map([...named].map(([key, value]) => [key, compile(value)]));
}

function unitMs(unit: Value | undefined, name: string): number {
  const ms = typeof unit === 'string' && Object.hasOwn(UNIT_MS, unit) ? UNIT_MS[unit] : undefined;
  if (ms !== undefined) return ms;
  if (typeof unit === 'string' && ['week', 'month', 'quarter', 'year'].includes(unit)) {
    throw notSupported(`${name} by ${unit}`);
  }
  throw new CommandError('Location5439014', `${name}: unknown time unit value`);
}

function amount(value: Value | undefined, name: string): number {
  if (isNumber(value) && Number.isInteger(toDouble(value))) return toDouble(value);
  throw badValue(`${name} expects an integer`);
}

const truncate: SpecialOperator = (operand, scope, compile) => {
  const named = namedParts('$dateTrunc', operand, ['date', 'unit'], ['binSize'], (value) => compile(value, scope));
  return (env) => {
    const at = named.get('date')?.(env);
    const unit = named.get('unit')?.(env);
    const size = named.has('binSize') ? named.get('binSize')?.(env) : int32(1);
    if (isNullish(at) || isNullish(unit) || isNullish(size)) return null;
    const bin = unitMs(unit, '$dateTrunc') * amount(size, '$dateTrunc');
    if (bin <= 0) throw new CommandError('Location5439018', '$dateTrunc requires binSize to be greater than 0');
    const sinceMs = date(at, '$dateTrunc').getTime() - REFERENCE_MS;
    return new Date(REFERENCE_MS + Math.floor(sinceMs / bin) * bin);
  };
};

const shift =
  (name: string, sign: 1 | -1): SpecialOperator =>
  (operand, scope, compile) => {
    const named = namedParts(name, operand, ['startDate', 'unit', 'amount'], [], (value) => compile(value, scope));
    return (env) => {
      const [start, unit, by] = ['startDate', 'unit', 'amount'].map((key) => named.get(key)?.(env));
      if (isNullish(start) || isNullish(unit) || isNullish(by)) return null;
      const from = date(start, name).getTime();
      // MongoDB 6.0 is a second wrong before 1970 when there are milliseconds.
      if (from < 0) throw notSupported(`${name} before 1970`);
      return new Date(from + sign * amount(by, name) * unitMs(unit, name));
    };
  };

const difference: SpecialOperator = (operand, scope, compile) => {
  const named = namedParts('$dateDiff', operand, ['startDate', 'endDate', 'unit'], [], (value) =>
    compile(value, scope),
  );
  return (env) => {
    const [start, end, unit] = ['startDate', 'endDate', 'unit'].map((key) => named.get(key)?.(env));
    if (isNullish(start) || isNullish(end) || isNullish(unit)) return null;
    const ms = unitMs(unit, '$dateDiff');
    // MongoDB counts the boundaries between the two, not the whole spans.
    const boundaries = (at: Value): number => Math.floor(date(at, '$dateDiff').getTime() / ms);
    return BigInt(boundaries(end) - boundaries(start));
  };
};

const two = (value: number): string => String(value).padStart(2, '0');

const FORMATS: Readonly<Record<string, (at: Date) => string>> = {
  Y: (at) => String(at.getUTCFullYear()).padStart(4, '0'),
  m: (at) => two(at.getUTCMonth() + 1),
  d: (at) => two(at.getUTCDate()),
  H: (at) => two(at.getUTCHours()),
  M: (at) => two(at.getUTCMinutes()),
  S: (at) => two(at.getUTCSeconds()),
  L: (at) => String(at.getUTCMilliseconds()).padStart(3, '0'),
  j: (at) => String(Math.floor((at.getTime() - startOfYear(at)) / DAY_MS) + 1).padStart(3, '0'),
  w: (at) => String(at.getUTCDay() + 1),
  u: (at) => String(at.getUTCDay() || 7),
  z: () => '+0000',
  '%': () => '%',
};

const toText: SpecialOperator = (operand, scope, compile) => {
  const named = namedParts('$dateToString', operand, ['date'], ['format', 'onNull'], (value) => compile(value, scope));
  return (env) => {
    const at = named.get('date')?.(env);
    if (isNullish(at)) return named.has('onNull') ? named.get('onNull')?.(env) : null;
    const format = named.has('format') ? named.get('format')?.(env) : '%Y-%m-%dT%H:%M:%S.%LZ';
    if (isNullish(format)) return null;
    if (typeof format !== 'string') throw typeMismatch('$dateToString requires that format be a string');
    return format.replace(/%([\s\S]?)/g, (_, letter: string) => {
      if (!Object.hasOwn(FORMATS, letter))
        throw new CommandError('Location18536', `Invalid format character '%${letter}' in format string`);
      return FORMATS[letter]?.(date(at, '$dateToString')) ?? '';
    });
  };
};

export const SPECIAL_DATES: Readonly<Record<string, SpecialOperator>> = {
  $dateTrunc: truncate,
  $dateAdd: shift('$dateAdd', 1),
  $dateSubtract: shift('$dateSubtract', -1),
  $dateDiff: difference,
  $dateToString: toText,
};
