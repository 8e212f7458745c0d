import { KeyWriter } from '../bson/key-encoding.ts';
import type { Doc, Value } from '../bson/value.ts';
import { CommandError } from '../errors.ts';
import type { Index } from './collection.ts';

/** What an index holds of one document at one path. */
export interface PathValues {
  /** The values; `undefined` stands for missing, `EMPTY` for an empty array. */
  readonly values: (Value | undefined | typeof EMPTY)[];
  /** Whether an array was met on the way. */
  readonly array: boolean;
}

export const EMPTY = Symbol('an empty array');

const ARRAY_POSITION = /^(?:0|[1-9]\d*)$/;

/** The values of a path as MongoDB indexes and sorts them: arrays are opened, on the way and at the end.
 *  @param opensElements whether an array reached by its position is opened too, as `distinct` does. */
export function valuesAt(doc: Doc, path: readonly string[], opensElements = false): PathValues {
  const values: PathValues['values'] = [];
  const array = collect(doc, path, 0, values, false, opensElements);
  return { values, array };
}

function collect(
  at: Value | undefined,
  path: readonly string[],
  depth: number,
  out: PathValues['values'],
  isElement: boolean,
  opensElements: boolean,
): boolean {
  const name = path[depth];
  if (name === undefined) return collectLeaf(at, isElement && !opensElements, out);
  if (at instanceof Map) return collect(at.get(name), path, depth + 1, out, false, opensElements);
  if (!Array.isArray(at)) {
    out.push(undefined);
    return false;
  }
  if (ARRAY_POSITION.test(name) && Number(name) < at.length) {
    if (at.some((item) => item instanceof Map && item.has(name))) {
      throw new CommandError(
        'Location16746',
        'Ambiguous field name found in array (do not use numeric field names in embedded elements in an array), ' +
          `field: '${name}'`,
      );
    }
    collect(at[Number(name)], path, depth + 1, out, true, opensElements);
    return true;
  }
  if (at.length === 0) out.push(undefined);
  for (const item of at) {
    if (item instanceof Map) collect(item, path, depth, out, false, opensElements);
    else out.push(undefined);
  }
  return true;
}

/** An array at the end of a path is opened, unless it was itself reached by its position in an array. */
function collectLeaf(at: Value | undefined, isElement: boolean, out: PathValues['values']): boolean {
  if (!Array.isArray(at)) {
    out.push(at);
    return false;
  }
  if (at.length === 0) out.push(EMPTY);
  else if (isElement) out.push(at);
  else out.push(...at);
  return true;
}

export interface IndexEntries {
  readonly keys: Buffer[];
  readonly multikey: boolean;
}

/** The keys, without the index's prefix, under which a document stands in an index.
 *  @throws CommandError 171 when two fields of a compound index are arrays. */
export function indexEntries(index: Index, doc: Doc): IndexEntries {
  const fields = index.fields.map(({ path }) => valuesAt(doc, path));
  if (index.sparse && fields.every(({ values }) => values.every((value) => value === undefined))) {
    return { keys: [], multikey: false };
  }
  const arrays = fields.filter(({ array }) => array);
  if (arrays.length > 1) {
    const names = index.fields.filter((_, i) => fields[i]?.array === true).map(({ name }) => `[${name}]`);
    throw new CommandError('CannotIndexParallelArrays', `cannot index parallel arrays ${names.join(' ')}`);
  }
  if (arrays.length === 0) {
    const writer = new KeyWriter();
    index.fields.forEach((field, i) => writer.field(fields[i]?.values[0] as Value | undefined, field.direction));
    return { keys: [writer.done()], multikey: false };
  }
  const keys = new Map<string, Buffer>();
  const open = fields.findIndex(({ array }) => array);
  for (const item of fields[open]?.values ?? []) {
    const writer = new KeyWriter();
    index.fields.forEach(({ direction }, i) => {
      const value = i === open ? item : fields[i]?.values[0];
      if (value === EMPTY) writer.emptyArray(direction);
      else writer.field(value, direction);
    });
    const key = writer.done();
    keys.set(key.toString('latin1'), key);
  }
  return { keys: [...keys.values()], multikey: true };
}

/** The ordered bytes by which a document is sorted: of an array the least value counts, descending the greatest. */
export function sortKey(doc: Doc, sort: readonly { path: readonly string[]; direction: 1 | -1 }[]): Buffer {
  const parts = sort.map(({ path, direction }) => {
    let best: Buffer | undefined;
    for (const value of valuesAt(doc, path).values) {
      const writer = new KeyWriter();
      const key = (value === EMPTY ? writer.emptyArray(direction) : writer.field(value, direction)).done();
      if (best === undefined || key.compare(best) < 0) best = key;
    }
    return best ?? Buffer.alloc(0);
  });
  return parts.length === 1 ? (parts[0] ?? Buffer.alloc(0)) : Buffer.concat(parts);
}
