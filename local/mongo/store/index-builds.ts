import { makeIndex, type Collection, type Index, type IndexOptions } from './collection.ts';
import { indexDocument } from './documents.ts';
import type { Engine } from './engine.ts';
import { garbageKey, indexPrefix, prefixRange } from './layout.ts';
import type { KeyRange } from './storage.ts';
import { WriteBatch } from './write-batch.ts';

/** Documents that are indexed between two writes. */
const PIECE = 1000;

/** Builds an index over all documents and then shows it. Until then its entries count as garbage, which a start after
 *  a crash sweeps away. The caller holds the collection alone.
 *  @throws CommandError 11000 when documents break a unique index; then nothing is left of it. */
export async function buildIndex(engine: Engine, collection: Collection, options: IndexOptions): Promise<void> {
  const id = await engine.reserveIndex(indexPrefix);
  const index = makeIndex(id, options);
  try {
    const batch = new WriteBatch(engine.storage);
    let rest: KeyRange | undefined = prefixRange(collection.prefix);
    while (rest !== undefined) {
      const piece = await engine.storage.entries(rest, PIECE, false);
      for (const [key, raw] of piece.entries) indexDocument(batch, collection, index, { key, raw });
      await engine.storage.write(batch.drain());
      rest = piece.rest;
    }
  } catch (error) {
    await engine.sweepIndex(index.prefix);
    throw error;
  }
  collection.indexes = [...collection.indexes, index];
  await engine.storage.write([engine.catalogWrite(collection), { type: 'del', key: garbageKey(index.prefix) }]);
}

/** Takes an index away. The caller holds the collection alone. */
export async function removeIndex(engine: Engine, collection: Collection, index: Index): Promise<void> {
  collection.indexes = collection.indexes.filter((other) => other !== index);
  await engine.storage.write([
    engine.catalogWrite(collection),
    { type: 'put', key: garbageKey(index.prefix), value: Buffer.alloc(0) },
  ]);
  await engine.sweepIndex(index.prefix);
}
