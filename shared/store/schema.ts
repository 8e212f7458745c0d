import { type Collection, type Db, type IndexDescription, MongoServerError } from 'mongodb';
import { defaultRules } from '../model/alerting/default-rules.ts';
import { type Retention, tiers } from '../model/tiers.ts';
import { indexesOf, NEVER, rules, servers, windowCollectionName } from './collections.ts';

/** Raised whenever the indexes or the default rules change. */
const SCHEMA_VERSION = 4;

/** The default rules of version 2, which did not note what it had made. */
const RULES_OF_VERSION_2 = ['cpu-busy', 'memory-used', 'filesystem-used', 'unreachable'];

interface SchemaDoc {
  readonly _id: string;
  readonly version: number;
  readonly retention: Retention;
  /** Ids of the default rules that were made. */
  readonly madeRules?: readonly string[];
}

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
  const meta = db.collection<SchemaDoc>('meta');
  const schema = await meta.findOne({ _id: 'schema' });
  const wanted = { version: SCHEMA_VERSION, retention, madeRules: defaultRules.map(({ id }) => id) };
  if (schema && JSON.stringify([schema.version, schema.retention]) === JSON.stringify([wanted.version, retention]))
    return;
  for (const [name, descriptions] of Object.entries(indexesOf(retention))) {
    if (descriptions.length > 0) await makeIndexes(db, name, descriptions);
  }
  if (schema && schema.version < 3) await toVersion3(db);
  await makeRules(db, schema ? (schema.madeRules ?? RULES_OF_VERSION_2) : []);
  await meta.replaceOne({ _id: 'schema' }, wanted, { upsert: true });
}

/** A default rule is made once: somebody who deleted it does not want it back. */
async function makeRules(db: Db, made: readonly string[]): Promise<void> {
  const missing = defaultRules.filter(({ id }) => !made.includes(id));
  if (missing.length === 0) return;
  await rules(db).bulkWrite(
    missing.map(({ id, ...rule }) => ({
      updateOne: { filter: { _id: id }, update: { $setOnInsert: rule }, upsert: true },
    })),
    { ordered: false },
  );
}

/**
 * Alerts are kept in another form since: what rules have found so far is found again within the next minutes. Windows are packed
 * in another form, and those of before cannot be read any more.
 */
async function toVersion3(db: Db): Promise<void> {
  const added = { checkFromMs: NEVER, monthlyPrice: null, renewsOn: null, pinned: false };
  await servers(db).updateMany({ checkFromMs: { $exists: false } }, { $set: added });
  await Promise.all(
    ['alerts', 'alert_states'].map((name) => db.collection(name).deleteMany({ revision: { $exists: false } })),
  );
  await db.collection('alert_states').deleteMany({ check: { $exists: false } });
  await Promise.all(tiers.map(({ name }) => db.collection(windowCollectionName(name)).deleteMany({})));
  await db.dropCollection('notifications').catch(() => undefined); // there may be none
}

/** An index whose expiry changed is changed in place: MongoDB refuses to make it again with another one. */
async function makeIndexes(db: Db, name: string, descriptions: IndexDescription[]): Promise<void> {
  const existing = await indexesByName(db.collection(name));
  for (const { name: index, key, expireAfterSeconds } of descriptions) {
    const before = index === undefined ? undefined : existing.get(index);
    if (index === undefined || before === undefined) continue;
    if (JSON.stringify(before.key) !== JSON.stringify(key)) await dropIndex(db.collection(name), index);
    else if (before.expireAfterSeconds === expireAfterSeconds) continue;
    else await db.command({ collMod: name, index: { name: index, expireAfterSeconds } });
  }
  await db.collection(name).createIndexes(descriptions);
}

/** Another process may have been faster. */
async function dropIndex(collection: Collection, index: string): Promise<void> {
  try {
    await collection.dropIndex(index);
  } catch (error) {
    // IndexNotFound
    if (!(error instanceof MongoServerError && error.code === 27)) throw error;
  }
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
