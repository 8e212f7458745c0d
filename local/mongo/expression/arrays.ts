import { compareValues, equalValues, identityOf } from '../bson/compare.ts';
import { int32, isNumber, isTruthy, toDouble, typeName, type Doc, type Value } from '../bson/value.ts';
import { badValue, CommandError, failedToParse, type CodeName } from '../errors.ts';
import { parts } from './conditions.ts';
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

/** Each operator's own code for a value that is no array. */
const NOT_ARRAY: Readonly<Record<string, CodeName>> = {
  $slice: 'Location28724',
  $concatArrays: 'Location28664',
  $reverseArray: 'Location34435',
  $indexOfArray: 'Location40090',
  $arrayToObject: 'Location40386',
  $map: 'Location16883',
  $filter: 'Location28651',
  $reduce: 'Location40080',
  $setUnion: 'Location17043',
  $setIntersection: 'Location17047',
  $setDifference: 'Location17048',
  'the second of $setDifference': 'Location17049',
};

function array(value: Value | undefined, name: string): Value[] {
  if (Array.isArray(value)) return value;
  throw new CommandError(
    NOT_ARRAY[name] ?? 'Location28689',
    `${name}'s argument must be an array, but is ${typeName(value)}`,
  );
}

const NOT_WHOLE: Readonly<Record<string, CodeName>> = {
  $range: 'Location34446',
  $slice: 'Location28726',
  $indexOfArray: 'Location40096',
};

function whole(value: Value | undefined, name: string): number {
  if (isNumber(value) && Number.isInteger(toDouble(value))) return toDouble(value);
  throw new CommandError(
    NOT_WHOLE[name] ?? 'Location28690',
    `${name} requires an integral number, but got ${typeName(value)}`,
  );
}

function slice([of, a, b]: readonly (Value | undefined)[]): Value {
  if (isNullish(of) || a === null || b === null) return null;
  const items = array(of, '$slice');
  const first = whole(a, '$slice');
  if (b === undefined) return first >= 0 ? items.slice(0, first) : items.slice(first);
  const length = whole(b, '$slice');
  if (length <= 0) throw new CommandError('Location28729', 'Third argument to $slice must be positive');
  const start = first < 0 ? Math.max(0, items.length + first) : first;
  return items.slice(start, start + length);
}

function range([from, to, by]: readonly (Value | undefined)[]): Value {
  const start = whole(from, '$range');
  const end = whole(to, '$range');
  const step = by === undefined ? 1 : whole(by, '$range');
  if (step === 0) throw new CommandError('Location34449', '$range requires a non-zero step value');
  if ((end - start) / step > 1_000_000) throw badValue('$range would make more than 1,000,000 values');
  const out: Value[] = [];
  for (let at = start; step > 0 ? at < end : at > end; at += step) out.push(int32(at));
  return out;
}

function indexOf([of, value, from, to]: readonly (Value | undefined)[]): Value {
  if (isNullish(of)) return null;
  const items = array(of, '$indexOfArray');
  const start = from === undefined ? 0 : whole(from, '$indexOfArray');
  const end = Math.min(items.length, to === undefined ? items.length : whole(to, '$indexOfArray'));
  for (let i = start; i < end; i += 1) if (equalValues(items[i], value)) return int32(i);
  return int32(-1);
}

function toObject(value: Value | undefined): Value {
  if (isNullish(value)) return null;
  const doc: Doc = new Map();
  for (const item of array(value, '$arrayToObject')) {
    const pair = Array.isArray(item) ? item : item instanceof Map ? [item.get('k'), item.get('v')] : [];
    if (typeof pair[0] !== 'string' || pair[1] === undefined)
      throw new CommandError('Location40398', '$arrayToObject requires pairs of a string key and a value');
    doc.set(pair[0], pair[1]);
  }
  return doc;
}

/** `$setUnion` and its like: the order of their result is not defined by MongoDB; here it is the order of values. */
function sets(name: string, combine: (sets: Map<string, Value>[]) => Value[]): FunctionOperator {
  return inTurn((args) => {
    const lists = untilNull(args, (arg) => array(arg, name));
    if (lists === null) return null;
    const all = lists.map((items) => new Map(items.map((item) => [identityOf(item), item])));
    return combine(all).sort(compareValues);
  });
}

export const ARRAYS: Readonly<Record<string, FunctionOperator>> = {
  $arrayElemAt: fn(2, 2, ([of, at]) => {
    if (isNullish(of) || isNullish(at)) return null;
    return array(of, '$arrayElemAt').at(whole(at, '$arrayElemAt'));
  }),
  $first: fn(1, 1, ([of]) => (isNullish(of) ? null : array(of, '$first')[0])),
  $last: fn(1, 1, ([of]) => (isNullish(of) ? null : array(of, '$last').at(-1))),
  $size: fn(1, 1, ([of]) => {
    if (!Array.isArray(of))
      throw new CommandError(
        'Location17124',
        `The argument to $size must be an array, but was of type: ${typeName(of)}`,
      );
    return int32(of.length);
  }),
  $isArray: fn(1, 1, ([of]) => Array.isArray(of)),
  $in: fn(2, 2, ([value, of]) => {
    if (!Array.isArray(of))
      throw new CommandError('Location40081', `$in requires an array as a second argument, found: ${typeName(of)}`);
    return of.some((item) => equalValues(item, value));
  }),
  $slice: fn(2, 3, slice),
  $concatArrays: inTurn((args) => untilNull(args, (arg) => array(arg, '$concatArrays'))?.flat() ?? null),
  $reverseArray: fn(1, 1, ([of]) => (isNullish(of) ? null : array(of, '$reverseArray').toReversed())),
  $range: fn(2, 3, range),
  $indexOfArray: fn(2, 4, indexOf),
  $arrayToObject: fn(1, 1, ([of]) => toObject(of)),
  $objectToArray: fn(1, 1, ([of]) => {
    if (isNullish(of)) return null;
    if (!(of instanceof Map))
      throw new CommandError('Location40390', `$objectToArray requires a document input, found: ${typeName(of)}`);
    return [...of].map(
      ([k, v]): Doc =>
        new Map<string, Value>([
          ['k', k],
          ['v', v],
        ]),
    );
  }),
  $mergeObjects: inTurn((args) => mergeObjects(args)),
  $setUnion: sets('$setUnion', (all) => [...new Map(all.flatMap((set) => [...set])).values()]),
  $setIntersection: sets('$setIntersection', ([first, ...rest]) =>
    [...(first ?? new Map<string, Value>())]
      .filter(([id]) => rest.every((set) => set.has(id)))
      .map(([, value]) => value),
  ),
  $setDifference: fn(2, 2, ([a, b]) => {
    if (isNullish(a) || isNullish(b)) return null;
    const [from, without] = [array(a, '$setDifference'), array(b, 'the second of $setDifference')];
    const seen = new Set(without.map(identityOf));
    return from.filter((item) => seen.size !== seen.add(identityOf(item)).size);
  }),
};

/** Later fields win; null and missing are left out. */
export function mergeObjects(args: Iterable<Value | undefined>): Doc {
  const merged: Doc = new Map();
  for (const arg of args) {
    if (isNullish(arg)) continue;
    if (!(arg instanceof Map))
      throw new CommandError(
        'Location40400',
        `$mergeObjects requires object inputs, but input is of type ${typeName(arg)}`,
      );
    for (const [name, value] of arg) merged.set(name, value);
  }
  return merged;
}

const withVariables = (scope: Scope, ...names: string[]): Scope => ({
  ...scope,
  variables: new Set([...scope.variables, ...names]),
});

/** A variable's name in `as`. */
function variableName(operand: Doc): string {
  const name = operand.get('as') ?? 'this';
  if (typeof name !== 'string' || !/^[a-z\u0080-\uffff]\w*$/.test(name)) {
    throw failedToParse('a variable name must begin with a lower-case letter');
  }
  return name;
}

/** The shared frame of `$map` and `$filter`. */
function overItems(
  operator: string,
  bodyName: string,
  finish: (items: Value[], results: (Value | undefined)[]) => Value,
): SpecialOperator {
  return (operand, scope, compile) => {
    const named = parts(operator, operand, ['input', bodyName], ['as']);
    const as = variableName(named);
    const input = compile(named.get('input') ?? null, scope);
    const body = compile(named.get(bodyName) ?? null, withVariables(scope, as));
    return (env) => {
      const items = input(env);
      if (isNullish(items)) return null;
      const list = array(items, operator);
      const results = list.map((item) => body({ root: env.root, variables: new Map(env.variables).set(as, item) }));
      return finish(list, results);
    };
  };
}

function reduce(operand: Value, scope: Scope, compile: Compile): Evaluate {
  const named = parts('$reduce', operand, ['input', 'initialValue', 'in']);
  const input = compile(named.get('input') ?? null, scope);
  const initial = compile(named.get('initialValue') ?? null, scope);
  const body = compile(named.get('in') ?? null, withVariables(scope, 'this', 'value'));
  return (env) => {
    const items = input(env);
    if (isNullish(items)) return null;
    let value = initial(env);
    for (const item of array(items, '$reduce')) {
      value = body({ root: env.root, variables: new Map(env.variables).set('this', item).set('value', value) });
    }
    return value;
  };
}

export const SPECIAL_ARRAYS: Readonly<Record<string, SpecialOperator>> = {
  $map: overItems('$map', 'in', (_items, results) => results.map((result) => result ?? null)),
  $filter: overItems('$filter', 'cond', (items, results) => items.filter((_, i) => isTruthy(results[i]))),
  $reduce: reduce,
};
