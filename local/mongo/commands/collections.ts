import { Binary } from 'bson';
import { encodeReply, type Reply } from '../bson/encode.ts';
import { int32, narrowNumber } from '../bson/value.ts';
import { CommandError, notSupported } from '../errors.ts';
import { compileFilter } from '../query/filter.ts';
import { decodeDocument } from '../bson/decode.ts';
import type { Collection } from '../store/collection.ts';
import { documentArgument, flagArgument, namespaceArgument } from './arguments.ts';
import type { Command } from './command.ts';

/** A number in the shape of a UUID, so that tools have one. */
function uuidOf(id: number): Binary {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32BE(id, 12);
  return new Binary(bytes, Binary.SUBTYPE_UUID);
}

function describe(collection: Collection, nameOnly: boolean): Reply {
  const { name, id } = collection;
  if (nameOnly) return { name, type: 'collection' };
  return {
    name,
    type: 'collection',
    options: {},
    info: { readOnly: false, uuid: uuidOf(id) },
    idIndex: { v: int32(2), key: { _id: int32(1) }, name: '_id_' },
  };
}

/** The collections of a database. */
export const listCollections: Command = {
  names: ['listCollections'],
  fields: ['filter', 'nameOnly', 'authorizedCollections', 'cursor'],
  run: ({ body, engine, database }) => {
    const matcher = compileFilter(documentArgument(body, 'filter'));
    const batch = engine.collections
      .filter((collection) => collection.database === database)
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((collection) => encodeReply(describe(collection, flagArgument(body, 'nameOnly'))))
      .filter((raw) => matcher.matches(decodeDocument(raw)));
    return Promise.resolve({ cursor: { id: 0n, ns: `${database}.$cmd.listCollections`, firstBatch: batch }, ok: 1 });
  },
};

/** The databases of the folder. */
export const listDatabases: Command = {
  names: ['listDatabases'],
  fields: ['filter', 'nameOnly', 'authorizedDatabases'],
  adminOnly: true,
  run: ({ body, engine }) => {
    const sizes = new Map<string, number>();
    for (const { database, bytes } of engine.collections) sizes.set(database, (sizes.get(database) ?? 0) + bytes);
    const matcher = compileFilter(documentArgument(body, 'filter'));
    const nameOnly = flagArgument(body, 'nameOnly');
    const databases = [...sizes]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, size]) => encodeReply(nameOnly ? { name } : { name, sizeOnDisk: narrowNumber(size), empty: false }))
      .filter((raw) => matcher.matches(decodeDocument(raw)));
    const total = [...sizes.values()].reduce((a, b) => a + b, 0);
    return Promise.resolve({
      databases,
      ...(nameOnly ? {} : { totalSize: narrowNumber(total), totalSizeMb: narrowNumber(Math.floor(total / 1048576)) }),
      ok: 1,
    });
  },
};

/** Makes an empty, ordinary collection; the options of special kinds are unknown here and so refused. */
export const create: Command = {
  names: ['create'],
  fields: ['capped'],
  run: async ({ body, engine, database }) => {
    const namespace = namespaceArgument(database, body, 'create');
    if (flagArgument(body, 'capped')) throw notSupported('a capped collection');
    if (engine.find(namespace) !== undefined) {
      throw new CommandError('NamespaceExists', `Collection ${namespace} already exists.`);
    }
    await engine.ensure(namespace);
    return { ok: 1 };
  },
};

/** Drops a collection with its indexes. */
export const drop: Command = {
  names: ['drop'],
  fields: [],
  run: async ({ body, engine, database }) => {
    const namespace = namespaceArgument(database, body, 'drop');
    const dropped = await engine.drop(namespace);
    if (dropped === undefined) throw new CommandError('NamespaceNotFound', 'ns not found');
    return { nIndexesWas: int32(dropped.indexes.length + 1), ns: namespace, ok: 1 };
  },
};

/** Drops all collections of a database. */
export const dropDatabase: Command = {
  names: ['dropDatabase'],
  fields: [],
  run: async ({ engine, database }) => {
    const own = engine.collections.filter((collection) => collection.database === database);
    for (const { namespace } of own) await engine.drop(namespace);
    return { ...(own.length > 0 ? { dropped: database } : {}), ok: 1 };
  },
};
