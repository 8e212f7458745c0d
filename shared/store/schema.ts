import { type Collection, type Db, type IndexDescription, MongoServerError } from 'mongodb';
import { defaultRules } from '../model/alerting/default-rules.ts';
import type { Retention } from '../model/tiers.ts';
import { indexesOf, NEVER, rules, servers } from './collections.ts';

/** Raised whenever the indexes or the default rules change. */
const SCHEMA_VERSION = 3;

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
  if (schema && schema.version < 3) await toVersion3(db);
  await meta.replaceOne({ _id: 'schema' }, wanted, { upsert: true });
}

/** Alerts are kept in another form since: what rules have found so far is found again within the next minutes. */
async function toVersion3(db: Db): Promise<void> {
  await servers(db).updateMany({ checkFromMs: { $exists: false } }, { $set: { checkFromMs: NEVER } });
  await Promise.all(
    ['alerts', 'alert_states'].map((name) => db.collection(name).deleteMany({ revision: { $exists: false } })),
  );
  await db.collection('alert_states').deleteMany({ check: { $exists: false } });
  await db.dropCollection('notifications').catch(() => undefined); // there may be none
}

/** An index whose expiry changed is changed in place: MongoDB refuses to make it again with another one. */
async function makeIndexes(db: Db, name: string, descriptions: IndexDescription[]): Promise<void> {
  const existing = await indexesByName(db.collection(name));
  for (const { name: index, key, expireAfterSeconds } of descriptions) {
    const before = index === undefined ? undefined : existing.get(index);
    if (index === undefined || before === undefined) continue;
    if (JSON.stringify(before.key) !== JSON.stringify(key)) await db.collection(name).dropIndex(index);
    else if (before.expireAfterSeconds === expireAfterSeconds) continue;
    else await db.command({ collMod: name, index: { name: index, expireAfterSeconds } });
  }
  await db.collection(name).createIndexes(descriptions);
}

async function indexesByName(collection: Collection): Promise<Map<string, IndexDescription>> {
  try {
    const found = await collection.indexes();
    return new Map(found.flatMap((index) => (index.name === undefined ? [] : [[index.name, index]])));
  } catch (error) {
    // NamespaceNotFound: there is no such collection yet.
    if (error instanceof MongoServerError && error.code === 26) return new Map();
    throw error;
  }
}
