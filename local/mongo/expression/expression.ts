import type { Doc, Value } from '../bson/value.ts';

/** What an expression is evaluated on: the document of the pipeline and the variables in sight. */
export interface Environment {
  readonly root: Doc;
  readonly variables: ReadonlyMap<string, Value | undefined>;
}

/** A compiled expression; `undefined` is MongoDB's missing value. */
export type Evaluate = (environment: Environment) => Value | undefined;

/** What compiling learns: names of variables in sight, and which top-level fields are read. */
export interface Scope {
  readonly variables: ReadonlySet<string>;
  readonly fields: Set<string>;
  /** Set when the whole document is read. */
  everything: { value: boolean };
  readonly nowMs: number;
}

export type Compile = (value: Value, scope: Scope) => Evaluate;
export type Arguments = readonly (Value | undefined)[];
/** Arguments that are evaluated when they are asked for. */
export type ArgumentsInTurn = Iterable<Value | undefined>;

/** An operator that needs only the values of its arguments. */
export interface FunctionOperator {
  readonly least: number;
  readonly most: number;
  readonly apply: (args: Arguments) => Value | undefined;
  /** Set instead of `apply` when a null ends the evaluation. */
  readonly applyInTurn?: (args: ArgumentsInTurn) => Value | undefined;
}

/** An operator that reads its operand itself, because it has named parts or evaluates them by need. */
export type SpecialOperator = (operand: Value, scope: Scope, compile: Compile) => Evaluate;

/** An operator of exactly or between so many arguments. */
export const fn = (least: number, most: number, apply: FunctionOperator['apply']): FunctionOperator => ({
  least,
  most,
  apply,
});

/** An operator that reads any number of arguments until one is null. */
export const inTurn = (applyInTurn: (args: ArgumentsInTurn) => Value | undefined): FunctionOperator => ({
  least: 0,
  most: Infinity,
  apply: applyInTurn,
  applyInTurn,
});

export const isNullish = (value: Value | undefined): value is null | undefined => value === null || value === undefined;

/** Reads arguments from left to right: the first null ends it with null, the first of a wrong type with an error. */
export function untilNull<T>(args: ArgumentsInTurn, read: (arg: Value) => T): T[] | null {
  const out: T[] = [];
  for (const arg of args) {
    if (isNullish(arg)) return null;
    out.push(read(arg));
  }
  return out;
}
