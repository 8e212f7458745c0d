import { formatValue } from '../bson/format.ts';
import type { Doc, Value } from '../bson/value.ts';
import { badValue, CommandError } from '../errors.ts';
import { KEEP, type Change, type ChangeContext } from './operator.ts';

const ARRAY_POSITION = /^(?:0|[1-9]\d*)$/;
/** How far beyond its end an array may be filled with nulls (MongoDB: kMaxPaddingAllowed). */
const MAX_PADDING = 1_500_000;

/** The condition of one array filter. */
export interface ArrayFilter {
  readonly matches: (item: Value) => boolean;
  used: boolean;
}

/** What a change does where its path is not there. */
export type Missing = 'create' | 'refuse' | 'ignore';

/** Puts a change to the field at a path.
 *  @param missing what to do where the path ends early: make what is missing, refuse a way that is blocked by a value
 *  without fields, or leave everything as it is.
 *  @throws CommandError 28 when the way is blocked by a value without fields. */
export function changeAt(
  at: Doc | Value[],
  path: readonly string[],
  change: Change,
  missing: Missing,
  context: ChangeContext,
  depth = 0,
): void {
  const name = path[depth] ?? '';
  const isLast = depth === path.length - 1;
  const old = Array.isArray(at) ? at[Number(name)] : at.get(name);
  if (isLast) {
    if (old === undefined && missing !== 'create') return;
    const value = change(old, context);
    if (value !== KEEP) store(at, name, value);
    return;
  }
  const next = path[depth + 1] ?? '';
  if (old === undefined) {
    if (missing !== 'create') return;
    const below: Doc = new Map();
    changeAt(below, path, change, missing, context, depth + 1);
    if (below.size > 0) store(at, name, below);
  } else if (old instanceof Map || (Array.isArray(old) && ARRAY_POSITION.test(next))) {
    changeAt(old, path, change, missing, context, depth + 1);
  } else if (missing !== 'ignore') {
    throw new CommandError('PathNotViable', `Cannot create field '${next}' in element {${name}: ${formatValue(old)}}`);
  }
}

function store(at: Doc | Value[], name: string, value: Value | undefined): void {
  if (!Array.isArray(at)) {
    if (value === undefined) at.delete(name);
    else at.set(name, value);
    return;
  }
  const position = Number(name);
  if (position > at.length + MAX_PADDING) throw badValue(`can't backfill more than ${MAX_PADDING} elements`);
  while (at.length < position) at.push(null);
  // An element that is unset leaves a null, so that the others keep their places.
  at[position] = value ?? null;
}

/** Replaces `$[]` and `$[name]` in a path by the positions that they mean in this document. */
export function concretePaths(
  at: Value | undefined,
  path: readonly string[],
  filters: ReadonlyMap<string, ArrayFilter>,
  done: readonly string[] = [],
): string[][] {
  const [name, ...rest] = path;
  if (name === undefined) return [[...done]];
  const placeholder = /^\$\[(.*)\]$/.exec(name)?.[1];
  if (placeholder === undefined) {
    const below = at instanceof Map ? at.get(name) : Array.isArray(at) ? at[Number(name)] : undefined;
    return concretePaths(below, rest, filters, [...done, name]);
  }
  if (!Array.isArray(at)) {
    const where = done.join('.');
    throw at === undefined
      ? badValue(`The path '${where}' must exist in the document in order to apply array updates.`)
      : badValue(`Cannot apply array updates to non-array element ${done.at(-1) ?? ''}: ${formatValue(at)}`);
  }
  const filter = filters.get(placeholder);
  return at.flatMap((item, i) =>
    placeholder === '' || filter?.matches(item) === true
      ? concretePaths(item, rest, filters, [...done, String(i)])
      : [],
  );
}

/** Moves a field. @throws CommandError if its old or its new place is in an array, or its path is blocked. */
export function renameField(doc: Doc, from: readonly string[], to: readonly string[], context: ChangeContext): void {
  const { value, inArray } = reach(doc, from);
  if (value === undefined) return;
  if (inArray) throw badValue(`The source field cannot be an array element, '${from.join('.')}'`);
  if (reachesArray(doc, to)) throw badValue(`The destination field cannot be an array element, '${to.join('.')}'`);
  changeAt(doc, from, () => undefined, 'ignore', context);
  changeAt(doc, to, () => value, 'create', context);
}

function reach(doc: Doc, path: readonly string[]): { value: Value | undefined; inArray: boolean } {
  let value: Value | undefined = doc;
  let inArray = false;
  for (const name of path) {
    if (value === undefined) break;
    if (value instanceof Map) value = value.get(name);
    else if (Array.isArray(value) && ARRAY_POSITION.test(name)) {
      inArray = true;
      value = value[Number(name)];
    } else {
      throw new CommandError(
        'PathNotViable',
        `cannot use the part (${name}) of (${path.join('.')}) to traverse the element`,
      );
    }
  }
  return { value, inArray };
}

function reachesArray(doc: Doc, path: readonly string[]): boolean {
  let at: Value | undefined = doc;
  for (const name of path) {
    if (Array.isArray(at)) return true;
    at = at instanceof Map ? at.get(name) : undefined;
  }
  return false;
}
