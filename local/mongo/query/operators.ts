import { BSONRegExp, Int32, MaxKey, MinKey } from 'bson';
import { compareValues, identityOf } from '../bson/compare.ts';
import { isNumber, isTruthy, RANK, rankOf, toDouble, TYPE_NUMBERS, typeName, type Value } from '../bson/value.ts';
import { badValue, CommandError, notSupported } from '../errors.ts';
import type { Visit } from './path.ts';
import { compileRegex } from './regex.ts';

/** Asks whether any value at the operator's path passes. */
export type Candidates = (visit: Visit) => boolean;

/** A compiled operator. @param open whether an array also passes when one of its elements does. */
export type OperatorTest = (any: Candidates, open: boolean) => boolean;

type ValueTest = (value: Value | undefined) => boolean;

/** An operator that an array passes as a whole or by one of its elements. */
export const each =
  (test: ValueTest): OperatorTest =>
  (any, open) =>
    any((leaf, isElement) => test(leaf) || (open && !isElement && Array.isArray(leaf) && leaf.some(test)));

const whole =
  (test: ValueTest): OperatorTest =>
  (any) =>
    any((leaf) => test(leaf));

const not =
  (test: OperatorTest): OperatorTest =>
  (any, open) =>
    !test(any, open);

/** Equality as a filter has it: a number equals itself in every type, null also a missing field, a pattern what it
 *  matches. */
export function equals(operand: Value): OperatorTest {
  return each(equalTo(operand));
}

function equalTo(operand: Value): ValueTest {
  const rank = rankOf(operand);
  if (typeof operand === 'string') return (value) => value === operand;
  if (rank === RANK.null) return (value) => value === null || value === undefined;
  return (value) => rankOf(value) === rank && compareValues(value, operand) === 0;
}

const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  $gt: (order) => order > 0,
  $gte: (order) => order >= 0,
  $lt: (order) => order < 0,
  $lte: (order) => order <= 0,
};

/** Comparison inside one type, as MongoDB brackets it; NaN is comparable only with itself. */
function comparison(name: string, operand: Value): OperatorTest {
  if (operand instanceof BSONRegExp) throw badValue(`Can't have RegEx as arg to predicate over field.`);
  if (operand instanceof MinKey || operand instanceof MaxKey) throw notSupported(`${name} with MinKey or MaxKey`);
  const accepts = COMPARISONS[name] ?? (() => false);
  const rank = rankOf(operand);
  const operandIsNaN = Number.isNaN(operand);
  return each((value) => {
    if (rankOf(value) !== rank) return false;
    if (operandIsNaN || Number.isNaN(value)) return operandIsNaN && Number.isNaN(value) && accepts(0);
    return accepts(compareValues(value, operand));
  });
}

function memberOf(name: string, operand: Value): OperatorTest {
  if (!Array.isArray(operand)) throw badValue(`${name} needs an array`);
  const patterns: ValueTest[] = [];
  const identities = new Set<string>();
  const ranks = new Set<number>();
  for (const item of operand) {
    if (item instanceof Map && [...item.keys()][0]?.startsWith('$') === true) throw badValue('cannot nest $ under $in');
    if (item instanceof BSONRegExp) patterns.push(matching(item));
    identities.add(identityOf(item));
    ranks.add(rankOf(item));
  }
  return each(
    (value) => (ranks.has(rankOf(value)) && identities.has(identityOf(value))) || patterns.some((test) => test(value)),
  );
}

/** What a pattern matches: strings, and the same pattern stored as a value. */
export function matching(regex: BSONRegExp): ValueTest {
  const compiled = compileRegex(regex.pattern, regex.options);
  return (value) =>
    typeof value === 'string'
      ? compiled.test(value)
      : value instanceof BSONRegExp && value.pattern === regex.pattern && value.options === regex.options;
}

function ofType(operand: Value): OperatorTest {
  const names = new Set<string>();
  const wanted = Array.isArray(operand) ? operand : [operand];
  if (wanted.length === 0) throw new CommandError('FailedToParse', '$type must match at least one type');
  for (const item of wanted) {
    if (item === 'number') ['int', 'long', 'double', 'decimal'].forEach((name) => names.add(name));
    else if (typeof item === 'string') {
      if (TYPE_NUMBERS[item] === undefined) throw badValue(`Unknown type name alias: ${item}`);
      names.add(item);
    } else if (isNumber(item)) {
      const name = Object.keys(TYPE_NUMBERS).find((key) => TYPE_NUMBERS[key] === toDouble(item));
      if (name === undefined) throw badValue(`Invalid numerical type code: ${toDouble(item)}`);
      names.add(name);
    } else throw new CommandError('TypeMismatch', 'type must be represented as a number or a string');
  }
  return each((value) => names.has(typeName(value)));
}

function ofSize(operand: Value): OperatorTest {
  if (!isNumber(operand)) throw badValue('Failed to parse $size. Expected a number');
  const size = toDouble(operand);
  if (!Number.isInteger(size)) throw badValue('Failed to parse $size. Expected an integer');
  if (size < 0) throw badValue(`Failed to parse $size. Expected a non-negative number in: $size: ${size}`);
  return whole((value) => Array.isArray(value) && value.length === size);
}

function remainder(operand: Value): OperatorTest {
  if (!Array.isArray(operand)) throw badValue('malformed mod, needs to be an array');
  if (operand.length < 2) throw badValue('malformed mod, not enough elements');
  if (operand.length > 2) throw badValue('malformed mod, too many elements');
  const [divisor, rest] = operand.map((item) => (isNumber(item) ? Math.trunc(toDouble(item)) : Number.NaN));
  if (divisor === undefined || Number.isNaN(divisor)) throw badValue('malformed mod, divisor not a number');
  if (divisor === 0) throw badValue('divisor cannot be 0');
  return each((value) => isNumber(value) && remainderOf(value, divisor) === rest);
}

/** Whole numbers beyond 2^53 are divided as such. */
const remainderOf = (value: number | bigint | Int32, divisor: number): number =>
  typeof value === 'bigint' ? Number(value % BigInt(divisor)) : Math.trunc(toDouble(value)) % divisor;

/** Operators of one operand at a path. What is not here, or composed in filter.ts, is refused. */
export const PATH_OPERATORS: Readonly<Record<string, (operand: Value) => OperatorTest>> = {
  $eq: (operand) =>
    operand instanceof BSONRegExp
      ? each((v) => v instanceof BSONRegExp && compareValues(v, operand) === 0)
      : equals(operand),
  $ne: (operand) => {
    if (operand instanceof BSONRegExp) throw badValue("Can't have regex as arg to $ne.");
    return not(equals(operand));
  },
  $gt: (operand) => comparison('$gt', operand),
  $gte: (operand) => comparison('$gte', operand),
  $lt: (operand) => comparison('$lt', operand),
  $lte: (operand) => comparison('$lte', operand),
  $in: (operand) => memberOf('$in', operand),
  $nin: (operand) => not(memberOf('$nin', operand)),
  $exists: (operand) => {
    const exists = whole((value) => value !== undefined);
    return isTruthy(operand) ? exists : not(exists);
  },
  $type: ofType,
  $size: ofSize,
  $mod: remainder,
};

/** Operators that MongoDB has at a path and this server has not. */
export const REFUSED_PATH_OPERATORS: ReadonlySet<string> = new Set([
  '$bitsAllSet',
  '$bitsAllClear',
  '$bitsAnySet',
  '$bitsAnyClear',
  '$geoWithin',
  '$geoIntersects',
  '$near',
  '$nearSphere',
  '$within',
  '$maxDistance',
  '$minDistance',
]);

export { not as negate };
export const isInt = (value: Value | undefined): value is Int32 => value instanceof Int32;
