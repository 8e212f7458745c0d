import { compareValues } from '../bson/compare.ts';
import { int32, isTruthy, type Doc, type Value } from '../bson/value.ts';
import { CommandError, failedToParse, type CodeName } from '../errors.ts';
import {
  fn,
  isNullish,
  type Compile,
  type Evaluate,
  type FunctionOperator,
  type Scope,
  type SpecialOperator,
} from './expression.ts';

/** Missing sorts before null in expressions, unlike in filters. */
function order(a: Value | undefined, b: Value | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  return compareValues(a, b);
}

const compared = (test: (order: number) => boolean): FunctionOperator => fn(2, 2, ([a, b]) => test(order(a, b)));

export const CONDITIONS: Readonly<Record<string, FunctionOperator>> = {
  $eq: compared((sign) => sign === 0),
  $ne: compared((sign) => sign !== 0),
  $gt: compared((sign) => sign > 0),
  $gte: compared((sign) => sign >= 0),
  $lt: compared((sign) => sign < 0),
  $lte: compared((sign) => sign <= 0),
  $cmp: fn(2, 2, ([a, b]) => int32(Math.sign(order(a, b)))),
  $not: fn(1, 1, ([a]) => !isTruthy(a)),
};

const list = (operand: Value, scope: Scope, compile: Compile): Evaluate[] =>
  (Array.isArray(operand) ? operand : [operand]).map((item) => compile(item, scope));

/** Codes of parts that are missing or unknown, where MongoDB has one of its own. */
const MISSING_PART: Readonly<Record<string, CodeName>> = {
  '$cond if': 'Location17080',
  '$cond then': 'Location17080',
  '$cond else': 'Location17082',
};
const UNKNOWN_PART: Readonly<Record<string, CodeName>> = {
  $map: 'Location16879',
  $filter: 'Location28647',
  $cond: 'Location17083',
};

/** The named parts of an operand; an unknown or missing one is an error. */
export function parts(
  operator: string,
  operand: Value,
  required: readonly string[],
  optional: readonly string[] = [],
): Doc {
  if (!(operand instanceof Map)) throw failedToParse(`${operator} only supports an object as its argument`);
  for (const name of operand.keys()) {
    if (!required.includes(name) && !optional.includes(name))
      throw new CommandError(
        UNKNOWN_PART[operator] ?? 'FailedToParse',
        `Unrecognized parameter to ${operator}: ${name}`,
      );
  }
  const absent = required.find((name) => !operand.has(name));
  if (absent !== undefined)
    throw new CommandError(
      MISSING_PART[`${operator} ${absent}`] ?? 'FailedToParse',
      `Missing '${absent}' parameter to ${operator}`,
    );
  return operand;
}

function cond(operand: Value, scope: Scope, compile: Compile): Evaluate {
  const named = Array.isArray(operand) ? undefined : parts('$cond', operand, ['if', 'then', 'else']);
  const all =
    named === undefined ? (operand as Value[]) : ['if', 'then', 'else'].map((name) => named.get(name) ?? null);
  if (all.length !== 3)
    throw new CommandError(
      'Location16020',
      `Expression $cond takes exactly 3 arguments. ${all.length} were passed in.`,
    );
  const [test, then, otherwise] = all.map((item) => compile(item, scope)) as [Evaluate, Evaluate, Evaluate];
  return (env) => (isTruthy(test(env)) ? then(env) : otherwise(env));
}

function ifNull(operand: Value, scope: Scope, compile: Compile): Evaluate {
  const items = list(operand, scope, compile);
  if (items.length < 2)
    throw new CommandError('Location1257300', `$ifNull needs at least two arguments, had: ${items.length}`);
  return (env) => {
    let value: Value | undefined;
    for (const item of items) {
      value = item(env);
      if (!isNullish(value)) return value;
    }
    return value;
  };
}

function choose(operand: Value, scope: Scope, compile: Compile): Evaluate {
  const named = parts('$switch', operand, ['branches'], ['default']);
  const branches = named.get('branches');
  if (!Array.isArray(branches) || branches.length === 0)
    throw new CommandError('Location40068', '$switch requires at least one branch.');
  const compiled = branches.map((branch) => {
    const clause = parts('$switch', branch, ['case', 'then']);
    return { test: compile(clause.get('case') ?? null, scope), then: compile(clause.get('then') ?? null, scope) };
  });
  const otherwise = named.has('default') ? compile(named.get('default') ?? null, scope) : undefined;
  return (env) => {
    const branch = compiled.find(({ test }) => isTruthy(test(env)));
    if (branch !== undefined) return branch.then(env);
    if (otherwise === undefined) {
      throw new CommandError(
        'Location40066',
        '$switch could not find a matching branch for an input, and no default was specified.',
      );
    }
    return otherwise(env);
  };
}

function bind(operand: Value, scope: Scope, compile: Compile): Evaluate {
  const named = parts('$let', operand, ['vars', 'in']);
  const vars = named.get('vars');
  if (!(vars instanceof Map)) throw failedToParse('invalid parameter: expected an object (vars)');
  const compiled = [...vars].map(([name, value]): [string, Evaluate] => [name, compile(value, scope)]);
  const inner: Scope = { ...scope, variables: new Set([...scope.variables, ...vars.keys()]) };
  const body = compile(named.get('in') ?? null, inner);
  return (env) => {
    const variables = new Map(env.variables);
    for (const [name, evaluate] of compiled) variables.set(name, evaluate(env));
    return body({ root: env.root, variables });
  };
}

export const SPECIAL_CONDITIONS: Readonly<Record<string, SpecialOperator>> = {
  $and: (operand, scope, compile) => {
    const items = list(operand, scope, compile);
    return (env) => items.every((item) => isTruthy(item(env)));
  },
  $or: (operand, scope, compile) => {
    const items = list(operand, scope, compile);
    return (env) => items.some((item) => isTruthy(item(env)));
  },
  $cond: cond,
  $ifNull: ifNull,
  $switch: choose,
  $let: bind,
  $literal: (operand) => () => operand,
};
