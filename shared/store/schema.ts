import { type Collection, type Db, type IndexDescription, MongoServerError } from 'mongodb';
import { defaultRules } from '../model/rule.ts';
import type { Retention } from '../model/tiers.ts';
import { indexesOf, rules } from './collections.ts';

/** Raised whenever the indexes or the default rules change. */
const SCHEMA_VERSION = 2;

/** What this process has prepared: by client, then by database and retention. */
const prepared = new WeakMap<object, Map<string, Promise<void>>>();

/**
 * Makes the indexes and the default rules once a database, and again when the retention changes; otherwise it costs one
 * read a process. Safe to run at once from several processes: every step is idempotent and the version is written last.
 */
export function prepareDatabase(db: Db, retention: Retention): Promise<void> {
  const ofClient = prepared.get(db.client) ?? new Map<string, Promise<void>>();
  prepared.set(db.client, ofClient);
  const wanted = JSON.stringify([db.databaseName, retention]);
  const known = ofClient.get(wanted);
  if (known) return known;
  const running = prepare(db, retention);
  // Only the last: who goes back to an earlier retention wants it made again.
  ofClient.clear();
  ofClient.set(wanted, running);
  running.catch(() => ofClient.delete(wanted));
  return running;
}

async function prepare(db: Db, retention: Retention): Promise<void> {
  const meta = db.collection<{ _id: string; version: number; retention: Retention }>('meta');
  const schema = await meta.findOne({ _id: 'schema' });
  const wanted = { version: SCHEMA_VERSION, retention };
  if (schema && JSON.stringify([schema.version, schema.retention]) === JSON.stringify([wanted.version, retention]))
    return;
  for (const [name, descriptions] of Object.entries(indexesOf(retention))) {
    if (descriptions.length > 0) await makeIndexes(db, name, descriptions);
  }
  await rules(db).bulkWrite(
    defaultRules.map(({ id, ...rule }) => ({
      updateOne: { filter: { _id: id }, update: { $setOnInsert: rule }, upsert: true },
    })),
    { ordered: false },
  );
  await meta.replaceOne({ _id: 'schema' }, wanted, { upsert: true });
}

/** An index whose expiry changed is changed in place: MongoDB refuses to make it again with another one. */
async function makeIndexes(db: Db, name: string, descriptions: IndexDescription[]): Promise<void> {
  const existing = await indexesByName(db.collection(name));
  for (const { name: index, expireAfterSeconds } of descriptions) {
    const before = index === undefined ? undefined : existing.get(index);
    if (before === undefined || before.expireAfterSeconds === expireAfterSeconds) continue;
    await db.command({ collMod: name, index: { name: index, expireAfterSeconds } });
  }
  await db.collection(name).createIndexes(descriptions);
}

async function indexesByName(collection: Collection): Promise<Map<string, { expireAfterSeconds?: number }>> {
  try {
    const found = await collection.indexes();
    return new Map(found.flatMap((index) => (index.name === undefined ? [] : [[index.name, index]])));
  } catch (error) {
    // NamespaceNotFound: there is no such collection yet.
    if (error instanceof MongoServerError && error.code === 26) return new Map();
    throw error;
  }
}
