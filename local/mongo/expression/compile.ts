import type { Doc, Value } from '../bson/value.ts';
import { isTruthy } from '../bson/value.ts';
import { CommandError, failedToParse } from '../errors.ts';
import { ARITHMETIC } from './arithmetic.ts';
import { ARRAYS, SPECIAL_ARRAYS } from './arrays.ts';
import { CONDITIONS, SPECIAL_CONDITIONS } from './conditions.ts';
import { DATES, SPECIAL_DATES } from './dates.ts';
import type { Environment, Evaluate, FunctionOperator, Scope, SpecialOperator } from './expression.ts';
import { SPECIAL_STRINGS, STRINGS } from './strings.ts';
import { SPECIAL_TYPES, TYPES } from './types.ts';

/** Expression operators of plain arguments. Each was compared with a MongoDB server; any other is refused. */
export const FUNCTION_OPERATORS: ReadonlyMap<string, FunctionOperator> = new Map(
  [ARITHMETIC, ARRAYS, CONDITIONS, DATES, STRINGS, TYPES].flatMap((table) => Object.entries(table)),
);

/** Expression operators with named parts. */
export const SPECIAL_OPERATORS: ReadonlyMap<string, SpecialOperator> = new Map(
  [SPECIAL_ARRAYS, SPECIAL_CONDITIONS, SPECIAL_DATES, SPECIAL_STRINGS, SPECIAL_TYPES].flatMap((table) =>
    Object.entries(table),
  ),
);

export const newScope = (nowMs = 0): Scope => ({
  variables: new Set(),
  fields: new Set(),
  everything: { value: false },
  nowMs,
});

const NO_VARIABLES: ReadonlyMap<string, Value | undefined> = new Map();

/** An environment without variables of its own. */
export const environment = (root: Doc): Environment => ({ root, variables: NO_VARIABLES });

/** Expressions that read nothing. */
const CONSTANTS = new WeakSet<Evaluate>();
const NOTHING = environment(new Map());
/** Of the pipeline that is being compiled: the first error in what reads nothing. */
let folding: { failure: unknown } | undefined;

/** As MongoDB's optimizer: what `compileAll` compiles and what reads nothing is worked out, and fails at once, even if there is
 *  no document; but only after all of it was understood. It does so for pipelines and projections, not for updates. */
export function foldingConstants<T>(compileAll: () => T): T {
  if (folding !== undefined) return compileAll();
  const own: { failure: unknown } = { failure: undefined };
  folding = own;
  try {
    const compiled = compileAll();
    if (own.failure !== undefined) throw own.failure as CommandError;
    return compiled;
  } finally {
    folding = undefined;
  }
}

function constant(evaluate: Evaluate): Evaluate {
  CONSTANTS.add(evaluate);
  return evaluate;
}

/** The expression, or its value if none of its parts reads anything. */
function fold(parts: readonly Evaluate[], evaluate: Evaluate): Evaluate {
  if (folding === undefined || !parts.every((part) => CONSTANTS.has(part))) return evaluate;
  try {
    const value = evaluate(NOTHING);
    return constant(() => value);
  } catch (error) {
    folding.failure ??= error;
    return evaluate;
  }
}

/** Operators of which MongoDB's optimizer puts the constant arguments last. */
const COMMUTATIVE: ReadonlySet<string> = new Set(['$add', '$multiply', '$setUnion', '$setIntersection']);

const constantsLast = (args: readonly Evaluate[]): Evaluate[] => [
  ...args.filter((arg) => !CONSTANTS.has(arg)),
  ...args.filter((arg) => CONSTANTS.has(arg)),
];

/** Compiles an aggregation expression. @throws CommandError for an operator that is not on the lists. */
export function compile(value: Value, scope: Scope): Evaluate {
  if (typeof value === 'string') return value.startsWith('$') ? compilePath(value, scope) : constant(() => value);
  if (Array.isArray(value)) {
    const items = value.map((item) => compile(item, scope));
    return fold(items, (env) => items.map((item) => item(env) ?? null));
  }
  if (!(value instanceof Map)) return constant(() => value);
  const [name] = value.keys();
  if (name?.startsWith('$') === true) {
    if (value.size > 1) {
      throw new CommandError('Location15983', 'an object representing an expression must have exactly one field');
    }
    return compileOperator(name, value.get(name) ?? null, scope);
  }
  return compileObject(value, scope);
}

function compileObject(object: Doc, scope: Scope): Evaluate {
  const fields = [...object].map(([name, field]): [string, Evaluate] => {
    if (name.startsWith('$'))
      throw failedToParse(`FieldPath field names may not start with '$'. Consider using $getField or $setField.`);
    if (name.includes('.'))
      throw failedToParse(`FieldPath field names may not contain '.'. Consider using $getField or $setField.`);
    return [name, compile(field, scope)];
  });
  const evaluateObject: Evaluate = (env) => {
    const doc: Doc = new Map();
    for (const [name, evaluate] of fields) {
      const field = evaluate(env);
      if (field !== undefined) doc.set(name, field);
    }
    return doc;
  };
  return fold(
    fields.map(([, evaluate]) => evaluate),
    evaluateObject,
  );
}

function compileOperator(name: string, operand: Value, scope: Scope): Evaluate {
  const special = SPECIAL_OPERATORS.get(name);
  if (special !== undefined) return special(operand, scope, compile);
  const operator = FUNCTION_OPERATORS.get(name);
  if (operator === undefined) throw new CommandError('InvalidPipelineOperator', `Unrecognized expression '${name}'`);
  const { least, most, apply, applyInTurn } = operator;
  const args = Array.isArray(operand) ? operand : [operand];
  if (args.length < least || args.length > most) {
    const expected = least === most ? `exactly ${least}` : `at least ${least} and at most ${most}`;
    throw new CommandError(
      'Location16020',
      `Expression ${name} takes ${expected} arguments. ${args.length} were passed in.`,
    );
  }
  const inOrder = args.map((arg) => compile(arg, scope));
  const compiled = folding !== undefined && COMMUTATIVE.has(name) ? constantsLast(inOrder) : inOrder;
  if (applyInTurn !== undefined) return fold(compiled, (env) => applyInTurn(evaluateInTurn(compiled, env)));
  return fold(compiled, (env) => apply(compiled.map((arg) => arg(env))));
}

function* evaluateInTurn(args: readonly Evaluate[], env: Environment): Generator<Value | undefined> {
  for (const arg of args) yield arg(env);
}

function compilePath(text: string, scope: Scope): Evaluate {
  if (!text.startsWith('$$')) {
    const path = text.slice(1).split('.');
    if (path.includes('')) throw failedToParse(`FieldPath '${text.slice(1)}' has an empty part`);
    scope.fields.add(path[0] ?? '');
    return (env) => follow(env.root, path, 0);
  }
  const [variable = '', ...path] = text.slice(2).split('.');
  if (variable === 'ROOT' || variable === 'CURRENT') {
    if (path[0] === undefined) scope.everything.value = true;
    else scope.fields.add(path[0]);
    return (env) => follow(env.root, path, 0);
  }
  if (variable === 'REMOVE') return () => undefined;
  if (variable === 'NOW') return () => new Date(scope.nowMs);
  if (!scope.variables.has(variable)) throw new CommandError('Location17276', `Use of undefined variable: ${variable}`);
  return (env) => follow(env.variables.get(variable), path, 0);
}

/** A path in an expression: an array on the way gives the array of what its documents hold. */
export function follow(at: Value | undefined, path: readonly string[], depth: number): Value | undefined {
  const name = path[depth];
  if (name === undefined) return at;
  if (at instanceof Map) return follow(at.get(name), path, depth + 1);
  if (!Array.isArray(at)) return undefined;
  const found: Value[] = [];
  for (const item of at) {
    // An array in an array is not opened.
    const value = item instanceof Map ? follow(item, path, depth) : undefined;
    if (value !== undefined) found.push(value);
  }
  return found;
}

/** The fields that a compiled expression reads, or undefined for the whole document. */
export const fieldsOf = (scope: Scope): ReadonlySet<string> | undefined =>
  scope.everything.value ? undefined : scope.fields;

/** `$expr` of a filter. */
export function compilePredicate(value: Value): {
  test: (doc: Doc) => boolean;
  fields: ReadonlySet<string> | undefined;
} {
  const scope = newScope(Date.now());
  const evaluate = compile(value, scope);
  return { test: (doc) => isTruthy(evaluate(environment(doc))), fields: fieldsOf(scope) };
}
