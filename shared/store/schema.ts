import type { Db } from 'mongodb';
import { defaultRules } from '../model/rule.ts';
import { indexes, rules } from './collections.ts';

/** Raised whenever `indexes` or the default rules change. */
const SCHEMA_VERSION = 1;

const prepared = new WeakMap<object, Promise<void>>();

/**
 * Makes the indexes and the default rules once a database; afterwards it costs one read a process. Safe to run at once
 * from several processes: every step is idempotent and the version is written last.
 */
export function prepareDatabase(db: Db): Promise<void> {
  let running = prepared.get(db.client);
  if (!running) {
    running = prepare(db);
    prepared.set(db.client, running);
    running.catch(() => prepared.delete(db.client));
  }
  return running;
}

async function prepare(db: Db): Promise<void> {
  const meta = db.collection<{ _id: string; version: number }>('meta');
  const schema = await meta.findOne({ _id: 'schema' });
  if (schema && schema.version >= SCHEMA_VERSION) return;
  for (const [name, descriptions] of Object.entries(indexes)) {
    if (descriptions.length > 0) await db.collection(name).createIndexes(descriptions);
  }
  await rules(db).bulkWrite(
    defaultRules.map(({ id, ...rule }) => ({
      updateOne: { filter: { _id: id }, update: { $setOnInsert: rule }, upsert: true },
    })),
    { ordered: false },
  );
  await meta.replaceOne({ _id: 'schema' }, { version: SCHEMA_VERSION }, { upsert: true });
}
