import { KeyWriter } from '../bson/key-encoding.ts';
import type { Doc, Value } from '../bson/value.ts';
import { CommandError, notSupported } from '../errors.ts';
import { ARRAY_POSITION, EMPTY, valueTuples, type PathValue } from './array-tuples.ts';
import type { Index } from './collection.ts';

/** What an index holds of one document at one path. */
export interface PathValues {
  /** The values; `undefined` stands for missing, `EMPTY` for an empty array. */
  readonly values: PathValue[];
  /** Whether an array was met on the way. */
  readonly array: boolean;
}

export { EMPTY };

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
    valueTuples(
      doc,
      index.fields.map(({ path }) => path),
      'CannotIndexParallelArrays',
    );
    throw notSupported('an index over several fields in one array');
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

type Direction = 1 | -1;

/** The ordered bytes by which a document is sorted: of an array the least value counts, descending the greatest.
 *  @throws CommandError 2 when two fields are in two arrays. */
export function sortKey(doc: Doc, sort: readonly { path: readonly string[]; direction: Direction }[]): Buffer {
  const [first] = sort;
  // Documents that are sorted by nothing but _id are taken to have no array there.
  if (sort.length === 1 && first?.path.join('.') === '_id') return valueKey(doc.get('_id'), first.direction);
  const fields = sort.map(({ path }) => valuesAt(doc, path));
  if (fields.filter(({ array }) => array).length > 1) {
    const tuples = valueTuples(
      doc,
      sort.map(({ path }) => path),
      'BadValue',
    );
    const keys = tuples.map((tuple) =>
      Buffer.concat(tuple.map((value, i) => valueKey(value, sort[i]?.direction ?? 1))),
    );
    return keys.reduce((best, key) => (key.compare(best) < 0 ? key : best));
  }
  const parts = fields.map(({ values }, i) => {
    const keys = values.map((value) => valueKey(value, sort[i]?.direction ?? 1));
    return keys.reduce((best, key) => (key.compare(best) < 0 ? key : best));
  });
  return parts.length === 1 ? (parts[0] ?? Buffer.alloc(0)) : Buffer.concat(parts);
}

function valueKey(value: PathValue, direction: Direction): Buffer {
  const writer = new KeyWriter();
  return (value === EMPTY ? writer.emptyArray(direction) : writer.field(value, direction)).done();
}
