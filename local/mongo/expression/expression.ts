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

/** An operator that needs only the values of its arguments. */
export interface FunctionOperator {
  readonly least: number;
  readonly most: number;
  readonly apply: (args: Arguments) => Value | undefined;
}

/** An operator that reads its operand itself, because it has named parts or evaluates them by need. */
export type SpecialOperator = (operand: Value, scope: Scope, compile: Compile) => Evaluate;

/** An operator of exactly or between so many arguments. */
export const fn = (least: number, most: number, apply: FunctionOperator['apply']): FunctionOperator => ({
  least,
  most,
  apply,
});

export const isNullish = (value: Value | undefined): value is null | undefined => value === null || value === undefined;
