import type { Doc, Value } from '../bson/value.ts';

/** What an operator may know of the document that it changes. */
export interface ChangeContext {
  readonly id: Value | undefined;
  readonly isInsert: boolean;
  readonly nowMs: number;
  /** Set by an operator that counts as a change even when the bytes stay the same, as `$push` does in MongoDB. */
  touched?: boolean;
}

/** Leaves the field as it is, also when it is missing. */
export const KEEP = Symbol('keep');

/** The new value from the old one; undefined takes the field away. */
export type Change = (old: Value | undefined, context: ChangeContext) => Value | undefined | typeof KEEP;

/** Makes a change from an operator's operand. */
export type OperatorFactory = (operand: Value, at: { readonly operator: string; readonly name: string }) => Change;

/** A compiled update, put to a decoded document, which it changes in place. */
export type Update = (doc: Doc, context: ChangeContext) => Doc;
