import { Int32 } from 'bson';
import { compareValues } from '../bson/compare.ts';
import { add, multiply, subtract, toBigInt, type NumberValue } from '../bson/numbers.ts';
import { int32, isNumber, toDouble, typeName, type Value } from '../bson/value.ts';
import { badValue, CommandError, notSupported, typeMismatch, type CodeName } from '../errors.ts';
import { fn, inTurn, isNullish, type Arguments, type ArgumentsInTurn, type FunctionOperator } from './expression.ts';

/** Each operator's own code for a value that is no number. */
const NOT_NUMERIC: Readonly<Record<string, CodeName>> = {
  $add: 'Location16554',
  $subtract: 'TypeMismatch',
  $multiply: 'TypeMismatch',
  $divide: 'TypeMismatch',
  $mod: 'Location16611',
  $pow: 'Location28762',
  $round: 'Location51081',
  $trunc: 'Location51081',
};

function number(value: Value | undefined, name: string): NumberValue {
  if (isNumber(value)) return value;
  throw new CommandError(
    NOT_NUMERIC[name] ?? 'Location28765',
    `${name} only supports numeric types, not ${typeName(value)}`,
  );
}

/** Null in, null out; otherwise both arguments must be numbers. */
const binary = (name: string, apply: (a: NumberValue, b: NumberValue) => Value): FunctionOperator =>
  fn(2, 2, ([a, b]) => (isNullish(a) || isNullish(b) ? null : apply(number(a, name), number(b, name))));

const unary = (name: string, apply: (a: NumberValue) => Value): FunctionOperator =>
  fn(1, 1, ([a]) => (isNullish(a) ? null : apply(number(a, name))));

const wholeOrDouble = (name: string, round: (a: number) => number): FunctionOperator =>
  unary(name, (a) => (typeof a === 'number' ? round(a) : a));

const double = (name: string, apply: (a: number) => number): FunctionOperator => unary(name, (a) => apply(toDouble(a)));

/** @throws CommandError 15 for a number that is no time. */
function dateAt(ms: number, name: string): Date {
  if (!Number.isFinite(ms)) throw new CommandError('Overflow', `date overflow in ${name}`);
  const date = new Date(Math.round(ms));
  if (Number.isNaN(date.getTime())) throw notSupported('a date so far away');
  return date;
}

/** Adds from left to right: the first null ends it with null, the first value of a wrong type with an error. */
function sum(args: ArgumentsInTurn): Value {
  let total: NumberValue = int32(0);
  let date = false;
  for (const arg of args) {
    if (isNullish(arg)) return null;
    if (arg instanceof Date) {
      if (date) throw typeMismatch('only one date allowed in an $add expression');
      date = true;
      total = add(total, BigInt(arg.getTime()));
    } else total = add(total, number(arg, '$add'));
  }
  return date ? dateAt(toDouble(total), '$add') : total;
}

function product(args: ArgumentsInTurn): Value {
  let total: NumberValue = int32(1);
  for (const arg of args) {
    if (isNullish(arg)) return null;
    total = multiply(total, number(arg, '$multiply'));
  }
  return total;
}

function difference([a, b]: Arguments): Value {
  if (isNullish(a) || isNullish(b)) return null;
  if (a instanceof Date) {
    return b instanceof Date
      ? BigInt(a.getTime() - b.getTime())
      : dateAt(a.getTime() - Math.round(toDouble(number(b, '$subtract'))), '$subtract');
  }
  return subtract(number(a, '$subtract'), number(b, '$subtract'));
}

function remainder(a: NumberValue, b: NumberValue): Value {
  if (toDouble(b) === 0) throw new CommandError('Location16610', "can't $mod by zero");
  // A whole double is as good as an int32 on the right, but not on the left.
  const divisor = typeof b === 'number' && b === (b | 0) ? int32(b) : b;
  if (typeof a === 'number' || typeof divisor === 'number') return toDouble(a) % toDouble(b);
  const rest = toBigInt(a) % toBigInt(divisor);
  return a instanceof Int32 && divisor instanceof Int32 ? int32(Number(rest)) : rest;
}

function power(a: NumberValue, b: NumberValue): Value {
  if (toDouble(a) === 0 && toDouble(b) < 0)
    throw new CommandError('Location28764', '$pow cannot take a base of 0 and a negative exponent');
  const result = toDouble(a) ** toDouble(b);
  if (typeof a === 'number' || typeof b === 'number' || !Number.isSafeInteger(result)) return result;
  const small = a instanceof Int32 && b instanceof Int32 && Math.abs(result) <= 0x7fffffff;
  return small ? int32(result) : BigInt(result);
}

/** `$round` goes to the even neighbour from the middle, `$trunc` towards zero, both at a decimal place. */
function atPlace(name: string, round: (a: number) => number): FunctionOperator {
  return fn(1, 2, ([value, place]) => {
    if (isNullish(value) || place === null) return null;
    const exact = number(value, name);
    const digits = place === undefined ? 0 : toDouble(number(place, name));
    if (!Number.isInteger(digits) || digits < -20 || digits > 100)
      throw badValue(`cannot apply ${name} with precision ${digits}`);
    if (typeof exact !== 'number') {
      if (digits >= 0) return exact;
      const rounded = round(toDouble(exact) / 10 ** -digits) * 10 ** -digits;
      return exact instanceof Int32 ? int32(rounded) : BigInt(rounded);
    }
    if (digits === 0 || !Number.isFinite(exact)) return round(exact);
    return digits < 0 ? round(exact / 10 ** -digits) * 10 ** -digits : shifted(exact, digits, round);
  });
}

/** Moves the decimal point in the text of the number, so that 1.005 does not become 1.00499999. */
function shifted(value: number, digits: number, round: (a: number) => number): number {
  const [mantissa = '0', exponent = '0'] = String(value).split('e');
  const moved = round(Number(`${mantissa}e${Number(exponent) + digits}`));
  const [back = '0', power = '0'] = String(moved).split('e');
  return Number(`${back}e${Number(power) - digits}`);
}

function toEven(value: number): number {
  const down = Math.floor(value);
  const rest = value - down;
  if (rest !== 0.5) return Math.round(value);
  return down % 2 === 0 ? down : down + 1;
}

/** The numbers of `$sum` and `$avg`: one array argument is opened, what is no number is left out. */
const numbersOf = (args: Arguments): NumberValue[] => opened(args).filter(isNumber);

const opened = (args: Arguments): Arguments => {
  const [only] = args;
  return args.length === 1 && Array.isArray(only) ? only : args;
};

function extreme(args: Arguments, sign: 1 | -1): Value {
  let best: Value | undefined;
  for (const value of opened(args)) {
    if (!isNullish(value) && (best === undefined || compareValues(value, best) * sign > 0)) best = value;
  }
  return best ?? null;
}

export const ARITHMETIC: Readonly<Record<string, FunctionOperator>> = {
  $add: inTurn(sum),
  $subtract: fn(2, 2, difference),
  $multiply: inTurn(product),
  $divide: binary('$divide', (a, b) => {
    if (toDouble(b) === 0) throw badValue("can't $divide by zero");
    return toDouble(a) / toDouble(b);
  }),
  $mod: binary('$mod', remainder),
  $pow: binary('$pow', power),
  $abs: unary('$abs', (a) => (toDouble(a) < 0 ? subtract(int32(0), a) : a)),
  $ceil: wholeOrDouble('$ceil', Math.ceil),
  $floor: wholeOrDouble('$floor', Math.floor),
  $round: atPlace('$round', toEven),
  $trunc: atPlace('$trunc', Math.trunc),
  $sqrt: double('$sqrt', (a) => {
    if (a < 0) throw new CommandError('Location28714', "$sqrt's argument must be greater than or equal to 0");
    return Math.sqrt(a);
  }),
  $exp: double('$exp', Math.exp),
  $ln: double('$ln', (a) => {
    if (a <= 0) throw new CommandError('Location28766', `$ln's argument must be a positive number, but is ${a}`);
    return Math.log(a);
  }),
  $log10: double('$log10', (a) => {
    if (a <= 0) throw new CommandError('Location28761', `$log10's argument must be a positive number, but is ${a}`);
    return Math.log10(a);
  }),
  $sum: fn(1, Infinity, (args) => numbersOf(args).reduce<NumberValue>(add, int32(0))),
  $avg: fn(1, Infinity, (args) => {
    const numbers = numbersOf(args);
    return numbers.length === 0 ? null : toDouble(numbers.reduce<NumberValue>(add, int32(0))) / numbers.length;
  }),
  $min: fn(1, Infinity, (args) => extreme(args, -1)),
  $max: fn(1, Infinity, (args) => extreme(args, 1)),
};
