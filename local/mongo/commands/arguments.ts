import { isNumber, isTruthy, toDouble, typeName, type Doc, type Value } from '../bson/value.ts';
import { badValue, CommandError, notSupported, typeMismatch } from '../errors.ts';
import type { Hint } from '../query/planner.ts';

/** The text under a name. @throws CommandError if it is something else. */
export function textArgument(body: Doc, name: string): string {
  const value = body.get(name);
  if (typeof value !== 'string') throw badValue(`collection name has invalid type ${typeName(value)}`);
  return value;
}

/** The document under a name; empty if it is missing. */
export function documentArgument(body: Doc, name: string): Doc {
  const value = body.get(name);
  if (value === undefined || value === null) return new Map();
  if (!(value instanceof Map))
    throw typeMismatch(`BSON field '${name}' is the wrong type '${typeName(value)}', expected type 'object'`);
  return value;
}

/** The whole number from 0 on under a name, or undefined. */
export function countArgument(body: Doc, name: string): number | undefined {
  const value = body.get(name);
  if (value === undefined || value === null) return undefined;
  if (!isNumber(value))
    throw typeMismatch(
      `BSON field '${name}' is the wrong type '${typeName(value)}', expected types '[long, int, decimal, double]'`,
    );
  const number = Math.trunc(toDouble(value));
  if (number < 0)
    throw new CommandError('Location51024', `BSON field '${name}' value must be >= 0, actual value '${number}'`);
  return number;
}

export const flagArgument = (body: Doc, name: string): boolean => isTruthy(body.get(name));

/** The list under a name; empty if it is missing. */
export function listArgument(body: Doc, name: string): Value[] {
  const value = body.get(name) ?? [];
  if (!Array.isArray(value))
    throw typeMismatch(`BSON field '${name}' is the wrong type '${typeName(value)}', expected type 'array'`);
  return value;
}

/** `<database>.<collection>` of a command whose first field names the collection. */
export function namespaceArgument(database: string, body: Doc, name: string): string {
  const collection = textArgument(body, name);
  if (collection === '') throw new CommandError('InvalidNamespace', `Invalid namespace specified '${database}.'`);
  return `${database}.${collection}`;
}

export function hintArgument(body: Doc): Hint {
  const hint = body.get('hint');
  if (hint === undefined || hint === null) return undefined;
  if (typeof hint === 'string') return hint;
  if (!(hint instanceof Map)) throw new CommandError('FailedToParse', 'Hint must be a string or an object');
  return hint.size === 0 ? undefined : hint;
}

/** Refuses a collation that would order or compare otherwise than by bytes. */
export function refuseCollation(body: Doc): void {
  const collation = body.get('collation');
  if (
    collation === undefined ||
    (collation instanceof Map && (collation.size === 0 || collation.get('locale') === 'simple'))
  )
    return;
  throw notSupported('a collation');
}
