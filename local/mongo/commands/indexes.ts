import { encodeDocument } from '../bson/encode.ts';
import { int32, isNumber, isTruthy, toDouble, typeName, type Doc, type Value } from '../bson/value.ts';
import { formatValue } from '../bson/format.ts';
import { CommandError, notSupported } from '../errors.ts';
import { equalValues } from '../bson/compare.ts';
import { compileFilter } from '../query/filter.ts';
import { describeIndex, keyPattern, type Collection, type IndexOptions } from '../store/collection.ts';
import { idIndex } from '../query/planner.ts';
import { buildIndex, removeIndex } from '../store/index-builds.ts';
import { listArgument, namespaceArgument } from './arguments.ts';
import type { Command } from './command.ts';

/** TTL that MongoDB accepts: 0 to the largest int32. */
const MAX_TTL_SECONDS = 2147483647;
const KNOWN_OPTIONS = [
  'key',
  'name',
  'unique',
  'sparse',
  'expireAfterSeconds',
  'partialFilterExpression',
  'background',
  'v',
  'ns',
  'hidden',
];

/** Makes indexes, also on a collection that has documents. */
export const createIndexes: Command = {
  names: ['createIndexes'],
  fields: ['indexes', 'commitQuorum'],
  run: async ({ body, engine, database }) => {
    const namespace = namespaceArgument(database, body, 'createIndexes');
    const wanted = listArgument(body, 'indexes').map(parseIndex);
    if (wanted.length === 0) throw new CommandError('BadValue', 'Must specify at least one index to create');
    const existed = engine.find(namespace) !== undefined;
    return engine.exclusively(namespace, async (collection) => {
      const before = collection.indexes.length + 1;
      for (const options of wanted) {
        if (!existsAlready(collection, options)) await buildIndex(engine, collection, options);
      }
      const after = collection.indexes.length + 1;
      return {
        numIndexesBefore: int32(before),
        numIndexesAfter: int32(after),
        createdCollectionAutomatically: !existed,
        ...(after === before ? { note: 'all indexes already exist' } : {}),
        ok: 1,
      };
    });
  },
};

function parseIndex(spec: Value): IndexOptions {
  if (!(spec instanceof Map)) throw new CommandError('TypeMismatch', 'An index must be specified as an object');
  const key = spec.get('key');
  if (!(key instanceof Map) || key.size === 0)
    throw new CommandError('CannotCreateIndex', 'Index keys cannot be empty.');
  const unknown = [...spec.keys()].find((option) => !KNOWN_OPTIONS.includes(option));
  if (unknown !== undefined) throw notSupported(`the index option ${unknown}`);
  if (isTruthy(spec.get('hidden'))) throw notSupported('a hidden index');
  const fields = [...key].map(([name, direction]) => parseField(name, direction));
  const name = spec.get('name') ?? fields.map((field) => `${field.name}_${field.direction}`).join('_');
  if (typeof name !== 'string' || name === '' || name === '*')
    throw new CommandError('CannotCreateIndex', 'The index name must be a non-empty string other than *');
  const partialFilter = spec.get('partialFilterExpression');
  if (partialFilter !== undefined && !(partialFilter instanceof Map))
    throw new CommandError('TypeMismatch', 'partialFilterExpression must be an object');
  if (partialFilter !== undefined) compileFilter(partialFilter);
  const sparse = isTruthy(spec.get('sparse'));
  if (sparse && partialFilter !== undefined)
    throw new CommandError('CannotCreateIndex', 'cannot mix "partialFilterExpression" and "sparse" options');
  return {
    name,
    fields,
    unique: isTruthy(spec.get('unique')),
    sparse,
    expireAfterSeconds: parseTtl(spec.get('expireAfterSeconds'), fields),
    partialFilter,
  };
}

function parseField(name: string, direction: Value): IndexOptions['fields'][number] {
  if (typeof direction === 'string') throw notSupported(`an index of type '${direction}'`);
  if (!isNumber(direction))
    throw new CommandError(
      'CannotCreateIndex',
      `Values in v:2 index key pattern cannot be of type ${typeName(direction)}. Only numbers > 0, numbers < 0, and strings are allowed.`,
    );
  if (toDouble(direction) === 0)
    throw new CommandError('CannotCreateIndex', 'Values in the index key pattern cannot be 0.');
  if (name === '' || name.split('.').includes(''))
    throw new CommandError('CannotCreateIndex', 'Index keys cannot be an empty field.');
  if (name.includes('$')) throw notSupported(`an index on '${name}'`);
  return { name, path: name.split('.'), direction: toDouble(direction) > 0 ? 1 : -1 };
}

function parseTtl(value: Value | undefined, fields: IndexOptions['fields']): number | undefined {
  if (value === undefined) return undefined;
  if (!isNumber(value))
    throw new CommandError(
      'CannotCreateIndex',
      `TTL index 'expireAfterSeconds' option must be numeric, but received a type of '${typeName(value)}'`,
    );
  const seconds = Math.floor(toDouble(value));
  if (!(seconds >= 0 && seconds <= MAX_TTL_SECONDS))
    throw new CommandError(
      'CannotCreateIndex',
      `TTL index 'expireAfterSeconds' option must be within an acceptable range, try a lower number`,
    );
  if (fields.length > 1)
    throw new CommandError(
      'CannotCreateIndex',
      'TTL indexes are single-field indexes, compound indexes do not support TTL',
    );
  if (fields[0]?.name === '_id')
    throw new CommandError(
      'InvalidOptions',
      "The field 'expireAfterSeconds' is not valid for an _id index specification.",
    );
  return seconds;
}

/** Whether the same index is there. @throws CommandError if one of the same name or key is there that differs. */
function existsAlready(collection: Collection, wanted: IndexOptions): boolean {
  if (wanted.fields.length === 1 && wanted.fields[0]?.name === '_id') return true;
  const sameName = collection.indexes.find(({ name }) => name === wanted.name);
  const sameKey = collection.indexes.find(
    (index) =>
      equalValues(keyPattern(index), keyPattern(wanted)) && equalValues(index.partialFilter, wanted.partialFilter),
  );
  if (sameName !== undefined && sameName !== sameKey) {
    throw new CommandError(
      'IndexKeySpecsConflict',
      `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${wanted.name}`,
    );
  }
  if (sameKey === undefined) return false;
  const { unique, sparse, expireAfterSeconds } = sameKey;
  if (unique !== wanted.unique || sparse !== wanted.sparse || expireAfterSeconds !== wanted.expireAfterSeconds) {
    throw new CommandError(
      'IndexOptionsConflict',
      `An equivalent index already exists with the same name but different options. Requested index: ${wanted.name}`,
    );
  }
  if (sameKey.name !== wanted.name) {
    throw new CommandError('IndexOptionsConflict', `Index already exists with a different name: ${sameKey.name}`);
  }
  return true;
}

/** The indexes of a collection. */
export const listIndexes: Command = {
  names: ['listIndexes'],
  fields: ['cursor', 'includeBuildUUIDs'],
  run: ({ body, engine, database }) => {
    const namespace = namespaceArgument(database, body, 'listIndexes');
    const collection = engine.find(namespace);
    if (collection === undefined) throw new CommandError('NamespaceNotFound', `ns does not exist: ${namespace}`);
    const id: Doc = describeIndex({ ...idIndex(collection), unique: false, expireAfterSeconds: undefined });
    const batch = [id, ...collection.indexes.map(describeIndex)].map(encodeDocument);
    return Promise.resolve({ cursor: { id: 0n, ns: namespace, firstBatch: batch }, ok: 1 });
  },
};

/** Drops indexes by name, by key, or all but that of _id. */
export const dropIndexes: Command = {
  names: ['dropIndexes', 'deleteIndexes'],
  fields: ['index'],
  run: async ({ body, engine, database }) => {
    const namespace = namespaceArgument(database, body, body.has('dropIndexes') ? 'dropIndexes' : 'deleteIndexes');
    if (engine.find(namespace) === undefined) throw new CommandError('NamespaceNotFound', `ns not found ${namespace}`);
    const wanted = body.get('index') ?? null;
    return engine.exclusively(namespace, async (collection) => {
      const before = collection.indexes.length + 1;
      for (const index of findIndexes(collection, wanted)) await removeIndex(engine, collection, index);
      return { nIndexesWas: int32(before), ok: 1 };
    });
  },
};

function findIndexes(collection: Collection, wanted: Value): Collection['indexes'] {
  if (wanted === '*') return [...collection.indexes];
  return (Array.isArray(wanted) ? wanted : [wanted]).map((item) => {
    if (item === '_id_') throw new CommandError('InvalidOptions', 'cannot drop _id index');
    const found = collection.indexes.find((index) =>
      item instanceof Map ? equalValues(keyPattern(index), item) : index.name === item,
    );
    if (found === undefined) {
      throw new CommandError('IndexNotFound', `index not found with name or key [${formatValue(item)}]`);
    }
    return found;
  });
}

/** Finds the index of `collMod`. */
export const indexByNameOrKey = (collection: Collection, spec: Doc): Collection['indexes'][number] | undefined =>
  collection.indexes.find(
    (index) => index.name === spec.get('name') || equalValues(keyPattern(index), spec.get('keyPattern')),
  );
