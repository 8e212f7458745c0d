import type { Value } from '../bson/value.ts';
import { CommandError, type CodeName } from '../errors.ts';

/** Stands for an empty array among the values of a path. */
export const EMPTY = Symbol('an empty array');
export type PathValue = Value | undefined | typeof EMPTY;

export const ARRAY_POSITION = /^(?:0|[1-9]\d*)$/;

/** How far a path has been followed: `rest` is what is left of it. */
type Way = { readonly value: PathValue } | { readonly at: Value[]; readonly rest: readonly string[] };

/** The values of several paths side by side: an array that several of them go through is opened for all of them together.
 *  @throws CommandError `code` when two paths go through two arrays. */
export function valueTuples(doc: Value, paths: readonly (readonly string[])[], code: CodeName): PathValue[][] {
  return open(
    paths.map((path) => follow(doc, path, false)),
    code,
  );
}

function follow(at: Value | undefined, path: readonly string[], isElement: boolean): Way {
  const [name, ...rest] = path;
  if (Array.isArray(at)) {
    // An array that was itself reached by its position in an array is not opened.
    return name === undefined && isElement && at.length > 0 ? { value: at } : { at, rest: path };
  }
  if (name === undefined) return { value: at };
  return at instanceof Map ? follow(at.get(name), rest, false) : { value: undefined };
}

function open(ways: readonly Way[], code: CodeName): PathValue[][] {
  const arrays = new Set(ways.flatMap((way) => ('at' in way ? [way.at] : [])));
  const [array] = arrays;
  if (array === undefined) return [ways.map((way) => ('value' in way ? way.value : undefined))];
  if (arrays.size > 1) throw new CommandError(code, 'cannot index or sort by parallel arrays');
  const items = array.length === 0 ? [undefined] : array;
  return items.flatMap((item) =>
    open(
      ways.map((way) => ('at' in way ? enter(way.at, way.rest, item) : way)),
      code,
    ),
  );
}

function enter(array: readonly Value[], rest: readonly string[], item: Value | undefined): Way {
  const [name] = rest;
  if (name === undefined) return { value: array.length === 0 ? EMPTY : item };
  if (ARRAY_POSITION.test(name) && Number(name) < array.length) return follow(array[Number(name)], rest.slice(1), true);
  return item instanceof Map ? follow(item, rest, false) : { value: undefined };
}
