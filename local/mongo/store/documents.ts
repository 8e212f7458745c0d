import { decodeDocument } from '../bson/decode.ts';
import { count } from '../bson/encode.ts';
import type { Doc, Value } from '../bson/value.ts';
import { CommandError } from '../errors.ts';
import { formatValue } from '../bson/format.ts';
import { keyPattern, type Collection, type Index } from './collection.ts';
import { indexEntries, valuesAt } from './index-keys.ts';
import type { WriteBatch } from './write-batch.ts';

/** A stored document: its key and its bytes. */
export interface Stored {
  readonly key: Buffer;
  readonly raw: Buffer;
}

/** How a batch changes a collection's numbers; added to the collection when the batch is written. */
export interface Growth {
  documents: number;
  bytes: number;
  /** Whether an index became multikey, so that the catalog must be written as well. */
  catalogChanged: boolean;
}

interface IndexKey {
  readonly index: Index;
  readonly key: Buffer;
}

/** Puts a new document and its index entries into the batch.
 *  @throws CommandError 11000 when a unique index has its key already; then nothing was put. */
export function insertDocument(batch: WriteBatch, growth: Growth, to: Collection, id: Value, raw: Buffer): void {
  const key = to.keyOf(id);
  if (batch.get(key) !== undefined)
    throw duplicateKey(to.namespace, '_id_', new Map([['_id', count(1)]]), new Map([['_id', id]]));
  const keys = indexKeys(growth, to, raw);
  assertUnique(batch, to, keys, key, raw);
  batch.put(key, raw);
  for (const entry of keys) batch.put(storedKey(entry, key, to), idPart(key, to));
  growth.documents += 1;
  growth.bytes += raw.length;
}

/** Replaces a document by another with the same _id. @throws CommandError 11000, then nothing was put. */
export function replaceDocument(batch: WriteBatch, growth: Growth, to: Collection, old: Stored, raw: Buffer): void {
  if (to.indexes.length > 0) {
    const before = new Map(
      indexKeys(growth, to, old.raw).map((e) => [storedKey(e, old.key, to).toString('latin1'), e]),
    );
    const added: IndexKey[] = [];
    for (const entry of indexKeys(growth, to, raw)) {
      if (!before.delete(storedKey(entry, old.key, to).toString('latin1'))) added.push(entry);
    }
    assertUnique(batch, to, added, old.key, raw);
    for (const entry of before.values()) batch.delete(storedKey(entry, old.key, to));
    for (const entry of added) batch.put(storedKey(entry, old.key, to), idPart(old.key, to));
  }
  batch.put(old.key, raw);
  growth.bytes += raw.length - old.raw.length;
}

/** Takes a document and its index entries away. */
export function deleteDocument(batch: WriteBatch, growth: Growth, from: Collection, old: Stored): void {
  for (const entry of indexKeys(growth, from, old.raw)) batch.delete(storedKey(entry, old.key, from));
  batch.delete(old.key);
  growth.documents -= 1;
  growth.bytes -= old.raw.length;
}

/** The encoded _id inside a document's key. */
export const idPart = (key: Buffer, of: Collection): Buffer => key.subarray(of.prefix.length);

const storedKey = ({ index, key }: IndexKey, documentKey: Buffer, of: Collection): Buffer =>
  Buffer.concat(index.unique ? [index.prefix, key] : [index.prefix, key, idPart(documentKey, of)]);

function indexKeys(growth: Growth, of: Collection, raw: Buffer): IndexKey[] {
  if (of.indexes.length === 0) return [];
  const doc = decodeDocument(raw, of.indexedFields());
  return of.indexes.flatMap((index) => keysIn(growth, index, doc));
}

/** The keys of a document in one index; notes when the index becomes multikey. */
function keysIn(growth: Pick<Growth, 'catalogChanged'>, index: Index, doc: Doc): IndexKey[] {
  if (index.partial !== undefined && !index.partial.matches(doc)) return [];
  const { keys, multikey } = indexEntries(index, doc);
  if (multikey && !index.multikey) {
    index.multikey = true;
    growth.catalogChanged = true;
  }
  return keys.map((key) => ({ index, key }));
}

/** Puts a document that is stored already into a new index. */
export function indexDocument(batch: WriteBatch, of: Collection, index: Index, stored: Stored): void {
  const keys = keysIn({ catalogChanged: false }, index, decodeDocument(stored.raw));
  assertUnique(batch, of, keys, stored.key, stored.raw);
  for (const entry of keys) batch.put(storedKey(entry, stored.key, of), idPart(stored.key, of));
}

function assertUnique(batch: WriteBatch, of: Collection, keys: readonly IndexKey[], key: Buffer, raw: Buffer): void {
  for (const entry of keys) {
    if (!entry.index.unique) continue;
    const owner = batch.get(storedKey(entry, key, of));
    if (owner === undefined || owner.equals(idPart(key, of))) continue;
    const doc = decodeDocument(raw);
    const values = new Map(
      entry.index.fields.map(({ name, path }): [string, Value] => {
        const first = valuesAt(doc, path).values[0];
        return [name, typeof first === 'symbol' || first === undefined ? null : first];
      }),
    );
    throw duplicateKey(of.namespace, entry.index.name, keyPattern(entry.index), values);
  }
}

function duplicateKey(namespace: string, index: string, pattern: Doc, values: Doc): CommandError {
  return new CommandError(
    'DuplicateKey',
    `E11000 duplicate key error collection: ${namespace} index: ${index} dup key: ${formatValue(values)}`,
    { keyPattern: pattern, keyValue: values },
  );
}
