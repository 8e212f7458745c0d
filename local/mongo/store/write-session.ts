import type { Value } from '../bson/value.ts';
import type { Collection } from './collection.ts';
import { deleteDocument, insertDocument, replaceDocument, type Growth, type Stored } from './documents.ts';
import { statisticsWrite, type Engine } from './engine.ts';
import { WriteBatch } from './write-batch.ts';

/** A batch larger than this is written before the command ends, so that a huge update does not fill the memory. */
const MAX_BATCH_BYTES = 48 * 1024 * 1024;

/** The writes of one command to one collection, which the caller holds alone. */
export class WriteSession {
  readonly collection: Collection;
  readonly source: WriteBatch;
  readonly #engine: Engine;
  #growth: Growth = { documents: 0, bytes: 0, catalogChanged: false };

  constructor(engine: Engine, collection: Collection) {
    this.#engine = engine;
    this.collection = collection;
    this.source = new WriteBatch(engine.storage);
  }

  insert(id: Value, raw: Buffer): void {
    insertDocument(this.source, this.#growth, this.collection, id, raw);
  }

  replace(old: Stored, raw: Buffer): void {
    replaceDocument(this.source, this.#growth, this.collection, old, raw);
  }

  delete(old: Stored): void {
    deleteDocument(this.source, this.#growth, this.collection, old);
  }

  /** Writes early when the batch has become very large. */
  async relieve(): Promise<void> {
    if (this.source.bytes > MAX_BATCH_BYTES) await this.commit();
  }

  /** Writes everything in one atomic batch, the collection's numbers included. */
  async commit(): Promise<void> {
    const operations = this.source.drain();
    if (operations.length === 0) return;
    const documents = this.collection.documents + this.#growth.documents;
    const bytes = this.collection.bytes + this.#growth.bytes;
    operations.push(statisticsWrite(this.collection, documents, bytes));
    if (this.#growth.catalogChanged) operations.push(this.#engine.catalogWrite(this.collection));
    this.#growth = { documents: 0, bytes: 0, catalogChanged: false };
    await this.#engine.storage.write(operations);
    this.collection.documents = documents;
    this.collection.bytes = bytes;
  }
}
