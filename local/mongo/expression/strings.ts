import { BSONRegExp, Int32 } from 'bson';
import { compareStrings } from '../bson/compare.ts';
import { int32, isNumber, toDouble, typeName, type Value } from '../bson/value.ts';
import { badValue, CommandError, type CodeName } from '../errors.ts';
import { compileRegex } from '../query/regex.ts';
import { parts } from './conditions.ts';
import { toText } from './types.ts';
import {
  fn,
  inTurn,
  isNullish,
  untilNull,
  type Compile,
  type Evaluate,
  type FunctionOperator,
  type Scope,
  type SpecialOperator,
} from './expression.ts';

/** Each operator's own code for a value that is no string. */
const NOT_STRING: Readonly<Record<string, CodeName>> = {
  $concat: 'Location16702',
  $strLenCP: 'Location34471',
  $strLenBytes: 'Location34473',
  $split: 'Location40085',
  $indexOfCP: 'Location40093',
  $trim: 'Location50699',
  $ltrim: 'Location50699',
  $rtrim: 'Location50699',
  $regexMatch: 'Location51104',
  $replaceOne: 'Location51746',
  $replaceAll: 'Location51746',
};

function string(value: Value | undefined, name: string): string {
  if (typeof value === 'string') return value;
  throw new CommandError(
    NOT_STRING[name] ?? 'TypeMismatch',
    `${name} requires a string argument, found: ${typeName(value)}`,
  );
}

/** What MongoDB turns into text by itself: numbers, dates, strings; null gives the empty string. */
function coerced(value: Value | undefined, name: string): string {
  if (isNullish(value)) return '';
  if (typeof value === 'string') return value;
  if (value instanceof Int32 || typeof value === 'bigint') return String(value.valueOf());
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'number') return toText(value);
  throw new CommandError('Location16007', `can't convert from BSON type ${typeName(value)} to String (${name})`);
}

/** MongoDB changes the case of ASCII letters only. */
const upper = (text: string): string => text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
const lower = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

function index(value: Value | undefined, name: string): number {
  if (isNumber(value) && Number.isInteger(toDouble(value))) return toDouble(value);
  throw badValue(`${name} requires an integral number, but got ${typeName(value)}`);
}

function substring([of, start, length]: readonly (Value | undefined)[]): Value {
  const points = Array.from(coerced(of, '$substrCP'));
  const from = index(start, '$substrCP');
  const count = index(length, '$substrCP');
  if (from < 0 || count < 0)
    throw new CommandError('Location34455', '$substrCP: starting index and length must be non-negative');
  return points.slice(from, from + count).join('');
}

/** White space as `$trim` has it by default (docs/reference/operator/aggregation/trim). */
const WHITE_SPACE = '\0 \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a';

function trimmer(name: string, left: boolean, right: boolean): SpecialOperator {
  return (operand, scope, compile) => {
    const named = parts(name, operand, ['input'], ['chars']);
    const input = compile(named.get('input') ?? null, scope);
    const chars = named.has('chars') ? compile(named.get('chars') ?? null, scope) : () => WHITE_SPACE;
    return (env) => {
      const text = input(env);
      const set = chars(env);
      if (isNullish(text) || isNullish(set)) return null;
      const points = Array.from(string(text, name));
      const cut = new Set(string(set, name));
      let from = 0;
      let to = points.length;
      while (left && from < to && cut.has(points[from] ?? '')) from += 1;
      while (right && to > from && cut.has(points[to - 1] ?? '')) to -= 1;
      return points.slice(from, to).join('');
    };
  };
}

function regexMatch(operand: Value, scope: Scope, compile: Compile): Evaluate {
  const named = parts('$regexMatch', operand, ['input', 'regex'], ['options']);
  const input = compile(named.get('input') ?? null, scope);
  const regex = named.get('regex') ?? null;
  const options = named.get('options') ?? '';
  const pattern = regex instanceof BSONRegExp ? regex.pattern : string(regex, '$regexMatch');
  if (pattern.startsWith('$')) throw badValue('$regexMatch takes only a constant pattern in the embedded database');
  const test = compileRegex(
    pattern,
    regex instanceof BSONRegExp && options === '' ? regex.options : string(options, '$regexMatch'),
  );
  return (env) => {
    const text = input(env);
    return isNullish(text) ? false : test.test(string(text, '$regexMatch'));
  };
}

function replacer(name: string, replace: (text: string, find: string, by: string) => string): SpecialOperator {
  return (operand, scope, compile) => {
    const named = parts(name, operand, ['input', 'find', 'replacement']);
    const [input, find, by] = ['input', 'find', 'replacement'].map((part) =>
      compile(named.get(part) ?? null, scope),
    ) as [Evaluate, Evaluate, Evaluate];
    return (env) => {
      const values = [input(env), find(env), by(env)];
      if (values.some(isNullish)) return null;
      const [text = '', from = '', to = ''] = values.map((value) => string(value, name));
      return replace(text, from, to);
    };
  };
}

export const STRINGS: Readonly<Record<string, FunctionOperator>> = {
  $concat: inTurn((args) => untilNull(args, (arg) => string(arg, '$concat'))?.join('') ?? null),
  $toUpper: fn(1, 1, ([a]) => upper(coerced(a, '$toUpper'))),
  $toLower: fn(1, 1, ([a]) => lower(coerced(a, '$toLower'))),
  $strLenCP: fn(1, 1, ([a]) => int32(Array.from(string(a, '$strLenCP')).length)),
  $strLenBytes: fn(1, 1, ([a]) => int32(Buffer.byteLength(string(a, '$strLenBytes')))),
  $substrCP: fn(3, 3, substring),
  $strcasecmp: fn(2, 2, ([a, b]) =>
    int32(Math.sign(compareStrings(upper(coerced(a, '$strcasecmp')), upper(coerced(b, '$strcasecmp'))))),
  ),
  $split: fn(2, 2, ([text, by]) => {
    if (isNullish(text) || isNullish(by)) return null;
    const separator = string(by, '$split');
    if (separator === '') throw new CommandError('Location40087', '$split requires a non-empty separator');
    return string(text, '$split').split(separator);
  }),
  $indexOfCP: fn(2, 2, ([text, find]) => {
    if (isNullish(text)) return null;
    const at = string(text, '$indexOfCP').indexOf(string(find, '$indexOfCP'));
    return int32(at < 0 ? -1 : Array.from(string(text, '$indexOfCP').slice(0, at)).length);
  }),
};

export const SPECIAL_STRINGS: Readonly<Record<string, SpecialOperator>> = {
  $trim: trimmer('$trim', true, true),
  $ltrim: trimmer('$ltrim', true, false),
  $rtrim: trimmer('$rtrim', false, true),
  $regexMatch: regexMatch,
  $replaceOne: replacer('$replaceOne', (text, find, by) => text.replace(find, () => by)),
  $replaceAll: replacer('$replaceAll', (text, find, by) => text.replaceAll(find, () => by)),
};
