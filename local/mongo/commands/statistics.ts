import { narrowNumber } from '../bson/value.ts';
import { CommandError } from '../errors.ts';
import type { Collection } from '../store/collection.ts';
import { prefixRange } from '../store/layout.ts';
import type { Engine } from '../store/engine.ts';
import { countArgument, namespaceArgument } from './arguments.ts';
import type { Command } from './command.ts';

interface Sizes {
  readonly storage: number;
  readonly indexes: Record<string, number>;
}

/** Bytes on disk, about; the _id index is the documents themselves and costs nothing. */
async function sizesOf(engine: Engine, { prefix, indexes }: Collection): Promise<Sizes> {
  const sizes: Record<string, number> = { _id_: 0 };
  for (const index of indexes) sizes[index.name] = await engine.storage.approximateBytes(prefixRange(index.prefix));
  return { storage: await engine.storage.approximateBytes(prefixRange(prefix)), indexes: sizes };
}

const total = (sizes: Record<string, number>): number => Object.values(sizes).reduce((a, b) => a + b, 0);

/** What a collection holds and takes. */
export const collStats: Command = {
  names: ['collStats', 'collstats'],
  fields: ['scale'],
  run: async ({ body, engine, database }) => {
    const namespace = namespaceArgument(database, body, body.has('collStats') ? 'collStats' : 'collstats');
    const scale = Math.max(1, countArgument(body, 'scale') ?? 1);
    const collection = engine.find(namespace);
    const { storage, indexes } =
      collection === undefined ? { storage: 0, indexes: {} } : await sizesOf(engine, collection);
    const [documents, bytes] = [collection?.documents ?? 0, collection?.bytes ?? 0];
    const scaled = (value: number): ReturnType<typeof narrowNumber> => narrowNumber(Math.floor(value / scale));
    return {
      ns: namespace,
      size: scaled(bytes),
      count: narrowNumber(documents),
      ...(documents > 0 ? { avgObjSize: narrowNumber(Math.floor(bytes / documents)) } : {}),
      storageSize: scaled(storage),
      nindexes: narrowNumber(collection === undefined ? 0 : collection.indexes.length + 1),
      totalIndexSize: scaled(total(indexes)),
      totalSize: scaled(storage + total(indexes)),
      indexSizes: Object.fromEntries(Object.entries(indexes).map(([name, size]) => [name, scaled(size)])),
      scaleFactor: narrowNumber(scale),
      ok: 1,
    };
  },
};

/** The same of a whole database. */
export const dbStats: Command = {
  names: ['dbStats', 'dbstats'],
  fields: ['scale', 'freeStorage'],
  run: async ({ body, engine, database }) => {
    const scale = Math.max(1, countArgument(body, 'scale') ?? 1);
    const own = engine.collections.filter((collection) => collection.database === database);
    const sizes = await Promise.all(own.map((collection) => sizesOf(engine, collection)));
    const sum = (pick: (collection: Collection) => number): number =>
      own.reduce((a, collection) => a + pick(collection), 0);
    const storage = sizes.reduce((a, size) => a + size.storage, 0);
    const indexes = sizes.reduce((a, size) => a + total(size.indexes), 0);
    return {
      db: database,
      collections: narrowNumber(own.length),
      views: narrowNumber(0),
      objects: narrowNumber(sum(({ documents }) => documents)),
      avgObjSize:
        sum(({ bytes }) => bytes) /
        Math.max(
          1,
          sum(({ documents }) => documents),
        ),
      dataSize: sum(({ bytes }) => bytes) / scale,
      storageSize: storage / scale,
      indexes: narrowNumber(sum((collection) => collection.indexes.length + 1)),
      indexSize: indexes / scale,
      totalSize: (storage + indexes) / scale,
      scaleFactor: narrowNumber(scale),
      ok: 1,
    };
  },
};

/** Gives the space of deleted documents back to the disk. */
export const compact: Command = {
  names: ['compact'],
  fields: ['force'],
  run: async ({ body, engine, database }) => {
    const namespace = namespaceArgument(database, body, 'compact');
    const collection = engine.find(namespace);
    if (collection === undefined) throw new CommandError('NamespaceNotFound', `collection ${namespace} does not exist`);
    for (const prefix of [collection.prefix, ...collection.indexes.map((index) => index.prefix)]) {
      await engine.storage.compact(prefixRange(prefix));
    }
    return { ok: 1 };
  },
};
