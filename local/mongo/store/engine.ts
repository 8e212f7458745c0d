import { readdirSync } from 'node:fs';
import { decodeDocument } from '../bson/decode.ts';
import { encodeReply } from '../bson/encode.ts';
import { isNumber, toDouble } from '../bson/value.ts';
import { CommandError } from '../errors.ts';
import { Collection, packCollection, unpackCollection } from './collection.ts';
import {
  CATALOG_RANGE,
  catalogKey,
  FORMAT_KEY,
  GARBAGE_RANGE,
  garbageKey,
  garbagePrefix,
  LAST_ID_KEY,
  prefixRange,
  statisticsKey,
} from './layout.ts';
import { Mutex } from './mutex.ts';
import { explainOpenFailure, Storage, type Entry, type KeyRange, type Operation } from './storage.ts';

/** The number of the layout that this code reads and writes (layout.ts). */
const FORMAT = 1;

/** All databases of one folder: the catalog in memory, the rest in the store. */
export class Engine {
  readonly storage: Storage;
  readonly #collections = new Map<string, Collection>();
  /** Serialises changes of the catalog. */
  readonly #mutex = new Mutex();
  readonly #log: (line: string) => void;
  #lastId = 0;

  private constructor(storage: Storage, log: (line: string) => void) {
    this.storage = storage;
    this.#log = log;
  }

  /** Opens a folder, making it if it is missing. @throws Error with a sentence that says what to do. */
  static async open(folder: string, log: (line: string) => void): Promise<Engine> {
    assertOurs(folder);
    const storage = await Storage.open(folder, (error) => {
      log(`The disk could not be synced: ${error.message}`);
    });
    const engine = new Engine(storage, log);
    try {
      await engine.#load();
    } catch (error) {
      await storage.close();
      throw explainOpenFailure(folder, error);
    }
    return engine;
  }

  async #load(): Promise<void> {
    const format = this.storage.get(FORMAT_KEY);
    if (format === undefined)
      await this.storage.write([{ type: 'put', key: FORMAT_KEY, value: Buffer.from(String(FORMAT)) }]);
    else if (format.toString() !== String(FORMAT)) {
      throw new Error(`The database folder has format ${format.toString()}, this version reads format ${FORMAT}.`);
    }
    this.#lastId = Number(this.storage.get(LAST_ID_KEY)?.toString() ?? '0');
    for (const [, bytes] of await this.#all(CATALOG_RANGE)) {
      const collection = unpackCollection(bytes);
      const statistics = this.storage.get(statisticsKey(collection.id));
      if (statistics !== undefined) {
        const doc = decodeDocument(statistics);
        const [documents, size] = [doc.get('documents'), doc.get('bytes')];
        if (isNumber(documents)) collection.documents = toDouble(documents);
        if (isNumber(size)) collection.bytes = toDouble(size);
      }
      this.#collections.set(collection.namespace, collection);
    }
    for (const [key] of await this.#all(GARBAGE_RANGE)) await this.#sweep(garbagePrefix(key));
  }

  async #all(range: KeyRange): Promise<Entry[]> {
    const all: Entry[] = [];
    let rest: KeyRange | undefined = range;
    while (rest !== undefined) {
      const piece = await this.storage.entries(rest, 1000, false);
      all.push(...piece.entries);
      rest = piece.rest;
    }
    return all;
  }

  get collections(): readonly Collection[] {
    return [...this.#collections.values()];
  }

  find(namespace: string): Collection | undefined {
    return this.#collections.get(namespace);
  }

  /** The collection of this name, made if it is missing. */
  async ensure(namespace: string): Promise<Collection> {
    return this.#collections.get(namespace) ?? this.#mutex.run(() => this.#create(namespace));
  }

  async #create(namespace: string): Promise<Collection> {
    const existing = this.#collections.get(namespace);
    if (existing !== undefined) return existing;
    assertNamespace(namespace);
    const { id, operation } = this.#newId();
    const collection = new Collection(namespace, id);
    await this.storage.write([
      operation,
      { type: 'put', key: catalogKey(namespace), value: packCollection(collection) },
    ]);
    this.#collections.set(namespace, collection);
    return collection;
  }

  /** A new number for a collection or index, and the write that makes it taken. */
  #newId(): { id: number; operation: Operation } {
    this.#lastId += 1;
    return { id: this.#lastId, operation: { type: 'put', key: LAST_ID_KEY, value: Buffer.from(String(this.#lastId)) } };
  }

  /** Takes a number for an index and marks its entries as garbage until the index is done. */
  async reserveIndex(prefixOf: (id: number) => Buffer): Promise<number> {
    const { id, operation } = this.#newId();
    await this.storage.write([operation, { type: 'put', key: garbageKey(prefixOf(id)), value: Buffer.alloc(0) }]);
    return id;
  }

  /** Runs a task that reads and writes, alone on its collection. */
  async exclusively<T>(namespace: string, task: (collection: Collection) => Promise<T>): Promise<T> {
    for (;;) {
      const collection = await this.ensure(namespace);
      const result = await collection.mutex.run(async () =>
        collection.dropped ? undefined : { value: await task(collection) },
      );
      if (result !== undefined) return result.value;
    }
  }

  /** Forgets a collection at once and clears its space. @returns whether there was one. */
  async drop(namespace: string): Promise<Collection | undefined> {
    return this.#mutex.run(async () => {
      const collection = this.#collections.get(namespace);
      if (collection === undefined) return undefined;
      const prefixes = await collection.mutex.run(async () => {
        const doomed = [collection.prefix, ...collection.indexes.map(({ prefix }) => prefix)];
        await this.storage.write([
          { type: 'del', key: catalogKey(namespace) },
          { type: 'del', key: statisticsKey(collection.id) },
          ...doomed.map((prefix): Operation => ({ type: 'put', key: garbageKey(prefix), value: Buffer.alloc(0) })),
        ]);
        collection.dropped = true;
        this.#collections.delete(namespace);
        return doomed;
      });
      for (const prefix of prefixes) await this.#sweep(prefix);
      return collection;
    });
  }

  /** Clears the entries of an index that is no longer in the catalog. */
  async sweepIndex(prefix: Buffer): Promise<void> {
    await this.#sweep(prefix);
  }

  async #sweep(prefix: Buffer): Promise<void> {
    await this.storage.clear(prefixRange(prefix));
    await this.storage.write([{ type: 'del', key: garbageKey(prefix) }]);
  }

  /** The write that stores what the catalog says of a collection. */
  catalogWrite(collection: Collection): Operation {
    return { type: 'put', key: catalogKey(collection.namespace), value: packCollection(collection) };
  }

  log(line: string): void {
    this.#log(line);
  }

  /** Waits for what runs, then closes the folder. */
  async close(): Promise<void> {
    await this.#mutex.run(() => Promise.resolve());
    await Promise.all(this.collections.map(({ mutex }) => mutex.run(() => Promise.resolve())));
    await this.storage.close();
  }
}

/** The write that stores a collection's numbers. */
export const statisticsWrite = (collection: Collection, documents: number, bytes: number): Operation => ({
  type: 'put',
  key: statisticsKey(collection.id),
  value: encodeReply({ documents, bytes }),
});

/** LevelDB would fill any folder with its files, so a folder of something else is refused. */
function assertOurs(folder: string): void {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return;
  }
  const visible = names.filter((name) => !name.startsWith('.'));
  if (
    visible.length > 0 &&
    !visible.some((name) => /^(?:CURRENT|MANIFEST-|LOCK$|LOG|\d+\.(?:ldb|log|sst)$)/.test(name))
  ) {
    throw new Error(`The folder ${folder} holds other files and no database. Choose an empty folder or a new one.`);
  }
}

/** MongoDB's rules for names (docs/reference/limits, naming restrictions). */
function assertNamespace(namespace: string): void {
  const dot = namespace.indexOf('.');
  const database = namespace.slice(0, dot);
  const name = namespace.slice(dot + 1);
  if (dot <= 0 || database.length > 63 || /[/\\. "$*<>:|?\0]/.test(database)) {
    throw new CommandError('InvalidNamespace', `Invalid database name: '${database}'`);
  }
  if (
    name === '' ||
    name.startsWith('.') ||
    name.endsWith('.') ||
    /[$\0]/.test(name) ||
    Buffer.byteLength(namespace) > 255
  ) {
    throw new CommandError('InvalidNamespace', `Invalid collection name: '${name}'`);
  }
  if (name.startsWith('system.')) throw new CommandError('InvalidNamespace', `cannot write to ${namespace}`);
}
