import type { Doc, Value } from '../bson/value.ts';

const ARRAY_POSITION = /^(?:0|[1-9]\d*)$/;

/** Called with what a path reaches. @param isElement whether it was reached by its position in an array; then an array
 *  is not opened any further. */
export type Visit = (leaf: Value | undefined, isElement: boolean) => boolean;

/** Whether `visit` says yes to any value that a dotted path reaches. Arrays on the way are opened (by position and by
 *  the documents in them), an array at the end is given as a whole; a missing field is given as `undefined`. */
export function anyAt(
  at: Value | undefined,
  path: readonly string[],
  visit: Visit,
  depth = 0,
  isElement = false,
): boolean {
  const name = path[depth];
  if (name === undefined) return visit(at, isElement);
  if (at instanceof Map) return anyAt(at.get(name), path, visit, depth + 1);
  // An element of an array that is no document has no field that could be missing.
  if (!Array.isArray(at)) return !isElement && visit(undefined, false);
  if (ARRAY_POSITION.test(name)) {
    const position = Number(name);
    if (position < at.length && anyAt(at[position], path, visit, depth + 1, true)) return true;
  }
  return at.some((item) => item instanceof Map && anyAt(item, path, visit, depth));
}

/** The value at a dotted path when no array is opened: for `_id`-like lookups in a document. */
export function valueAt(doc: Doc, path: readonly string[]): Value | undefined {
  let at: Value | undefined = doc;
  for (const name of path) at = at instanceof Map ? at.get(name) : undefined;
  return at;
}
