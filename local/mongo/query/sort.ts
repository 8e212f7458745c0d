import { decodeDocument } from '../bson/decode.ts';
import { isNumber, toDouble, typeName, type Doc, type Value } from '../bson/value.ts';
import { CommandError, notSupported, typeMismatch } from '../errors.ts';
import { sortKey } from '../store/index-keys.ts';

export interface SortField {
  readonly name: string;
  readonly path: readonly string[];
  readonly direction: 1 | -1;
}

/** Documents that a sort without an index may hold (docs/reference/limits, sort operations). */
export const MAX_SORT_BYTES = 100 * 1024 * 1024;

/** Reads `{ at: -1 }`. @throws CommandError for an order other than 1 and -1. */
export function parseSort(sort: Value | undefined): SortField[] {
  if (sort === undefined || sort === null) return [];
  if (!(sort instanceof Map))
    throw typeMismatch(`Expected field sort to be of type object, but found ${typeName(sort)}`);
  return [...sort].map(([name, order]) => {
    if (name.startsWith('$')) {
      if (name === '$natural') throw notSupported('a sort by $natural');
      throw new CommandError('BadValue', `FieldPath field names may not start with '$'.`);
    }
    if (order instanceof Map) throw notSupported('a sort by $meta');
    if (!isNumber(order) || Math.abs(toDouble(order)) !== 1) {
      throw new CommandError(
        isNumber(order) ? 'Location15975' : 'Location15974',
        '$sort key ordering must be 1 (for ascending) or -1 (for descending)',
      );
    }
    return { name, path: name.split('.'), direction: toDouble(order) === 1 ? 1 : -1 };
  });
}

interface Keyed<T> {
  readonly item: T;
  readonly key: Buffer;
  readonly bytes: number;
}

/** Gathers items and gives them in order. With a limit it keeps about twice as many as are wanted, no more.
 *  @throws CommandError 292 when what must be held exceeds MongoDB's limit. */
export class Sorter<T> {
  readonly #sort: readonly SortField[];
  readonly #limit: number;
  #kept: Keyed<T>[] = [];
  #bytes = 0;

  /** @param limit how many of the first are wanted; Infinity for all. */
  constructor(sort: readonly SortField[], limit: number) {
    this.#sort = sort;
    this.#limit = limit;
  }

  add(item: T, doc: Doc, bytes: number): void {
    this.#kept.push({ item, key: sortKey(doc, this.#sort), bytes });
    this.#bytes += bytes;
    if (this.#kept.length >= this.#limit * 2 + 64) this.#cut();
    if (this.#bytes > MAX_SORT_BYTES) {
      throw new CommandError(
        'QueryExceededMemoryLimitNoDiskUseAllowed',
        `Sort exceeded memory limit of ${MAX_SORT_BYTES} bytes; add an index for this order`,
      );
    }
  }

  #cut(): void {
    this.#kept.sort((a, b) => a.key.compare(b.key));
    this.#kept.length = Math.min(this.#kept.length, this.#limit);
    this.#bytes = this.#kept.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** The items in order; equal ones in the order of their coming. */
  finish(): T[] {
    this.#cut();
    return this.#kept.map(({ item }) => item);
  }
}

/** Top-level fields that a sort reads. */
export const sortFields = (sort: readonly SortField[]): ReadonlySet<string> =>
  new Set(sort.map(({ path }) => path[0] ?? ''));

/** Adds stored bytes to a sorter, decoding only what the sort needs. */
export function addRaw(sorter: Sorter<Buffer>, raw: Buffer, fields: ReadonlySet<string>): void {
  sorter.add(raw, decodeDocument(raw, fields), raw.length);
}
