import { decodeDocument } from '../bson/decode.ts';
import { encodeDocument } from '../bson/encode.ts';
import { count } from '../bson/encode.ts';
import { KeyWriter } from '../bson/key-encoding.ts';
import type { Doc, Value } from '../bson/value.ts';
import { toDouble, isNumber } from '../bson/value.ts';
import type { Matcher } from '../query/matcher.ts';
import { compileFilter } from '../query/filter.ts';
import { documentPrefix, indexPrefix } from './layout.ts';
import { Mutex } from './mutex.ts';

export interface IndexField {
  readonly name: string;
  readonly path: readonly string[];
  readonly direction: 1 | -1;
}

/** What `createIndexes` asks for. */
export interface IndexOptions {
  readonly name: string;
  readonly fields: readonly IndexField[];
  readonly unique: boolean;
  readonly sparse: boolean;
  readonly expireAfterSeconds?: number | undefined;
  readonly partialFilter?: Doc | undefined;
}

/** An index of a collection as the store keeps it. */
export interface Index extends IndexOptions {
  readonly id: number;
  readonly prefix: Buffer;
  /** Only documents that match are indexed. */
  readonly partial?: Matcher | undefined;
  expireAfterSeconds?: number | undefined;
  /** Whether a document was ever indexed through an array, so that it can stand under several keys. */
  multikey: boolean;
}

/** A collection and what is known of it without reading: its indexes, its number of documents and their bytes. */
export class Collection {
  readonly namespace: string;
  readonly database: string;
  readonly name: string;
  readonly id: number;
  readonly prefix: Buffer;
  /** Serialises whatever reads and then writes. */
  readonly mutex = new Mutex();
  indexes: Index[] = [];
  documents = 0;
  bytes = 0;
  dropped = false;

  constructor(namespace: string, id: number) {
    const dot = namespace.indexOf('.');
    this.namespace = namespace;
    this.database = namespace.slice(0, dot);
    this.name = namespace.slice(dot + 1);
    this.id = id;
    this.prefix = documentPrefix(id);
  }

  /** The key of the document with this _id. */
  keyOf(id: Value): Buffer {
    return new KeyWriter().raw(this.prefix).value(id).done();
  }

  /** Top-level fields that its indexes need, or undefined if they need more than fields can say. */
  indexedFields(): ReadonlySet<string> | undefined {
    const fields = new Set<string>();
    for (const index of this.indexes) {
      for (const { path } of index.fields) fields.add(path[0] ?? '');
      if (index.partial === undefined) continue;
      if (index.partial.fields === undefined) return undefined;
      for (const field of index.partial.fields) fields.add(field);
    }
    return fields;
  }
}

export const makeIndex = (id: number, options: IndexOptions, multikey = false): Index => ({
  ...options,
  id,
  prefix: indexPrefix(id),
  multikey,
  partial: options.partialFilter === undefined ? undefined : compileFilter(options.partialFilter),
});

/** The pattern of an index as MongoDB shows it: `{ at: 1 }`. */
export const keyPattern = (index: Pick<IndexOptions, 'fields'>): Doc =>
  new Map(index.fields.map(({ name, direction }): [string, Value] => [name, count(direction)]));

/** An index as `listIndexes` shows it. */
export function describeIndex(index: IndexOptions): Doc {
  const doc: Doc = new Map<string, Value>([
    ['v', count(2)],
    ['key', keyPattern(index)],
    ['name', index.name],
  ]);
  if (index.unique) doc.set('unique', true);
  if (index.sparse) doc.set('sparse', true);
  if (index.expireAfterSeconds !== undefined) doc.set('expireAfterSeconds', count(index.expireAfterSeconds));
  if (index.partialFilter !== undefined) doc.set('partialFilterExpression', index.partialFilter);
  return doc;
}

/** A collection as the catalog keeps it. */
export function packCollection(collection: Collection): Buffer {
  const indexes = collection.indexes.map((index) => {
    const doc = describeIndex(index);
    doc.set('id', count(index.id));
    doc.set('multikey', index.multikey);
    return doc;
  });
  return encodeDocument(
    new Map<string, Value>([
      ['ns', collection.namespace],
      ['id', count(collection.id)],
      ['indexes', indexes],
    ]),
  );
}

export function unpackCollection(bytes: Buffer): Collection {
  const doc = decodeDocument(bytes);
  const collection = new Collection(doc.get('ns') as string, numberOf(doc.get('id')));
  collection.indexes = (doc.get('indexes') as Doc[]).map((index) =>
    makeIndex(
      numberOf(index.get('id')),
      {
        name: index.get('name') as string,
        fields: [...(index.get('key') as Doc)].map(([name, direction]) => ({
          name,
          path: name.split('.'),
          direction: numberOf(direction) === -1 ? -1 : 1,
        })),
        unique: index.get('unique') === true,
        sparse: index.get('sparse') === true,
        expireAfterSeconds: index.has('expireAfterSeconds') ? numberOf(index.get('expireAfterSeconds')) : undefined,
        partialFilter: index.get('partialFilterExpression') as Doc | undefined,
      },
      index.get('multikey') === true,
    ),
  );
  return collection;
}

const numberOf = (value: Value | undefined): number => (isNumber(value) ? toDouble(value) : 0);
