import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { type Db, MongoClient } from 'mongodb';
import { startTestMongo, type TestMongo } from '../../local/mongo/testing.ts';
import { type Retention, tiers } from '../../shared/model/tiers.ts';
import { indexesOf } from '../../shared/store/collections.ts';
import { prepareDatabase } from '../../shared/store/schema.ts';
import { storeCalls } from './scans/calls.ts';

/** Functions that read a whole collection because it is small and they want all of it. */
const READS_ALL: Readonly<Record<string, string>> = {
  glanceAtServers: 'counts every server for the status page: one query without their windows',
  listSilences: 'a handful of silences',
  readRuns: 'one row a stage',
};

const retention = Object.fromEntries(tiers.map(({ name, retentionMs }) => [name, retentionMs])) as Retention;
const STORE = new URL('../../shared/store/', import.meta.url);

let mongo: TestMongo;
let client: MongoClient;
let db: Db;
beforeAll(async () => {
  mongo = await startTestMongo();
  client = await new MongoClient(mongo.uri, { ignoreUndefined: true }).connect();
  db = client.db('scans');
  await prepareDatabase(db, retention);
  // A collection that is not there is not scanned either.
  for (const name of Object.keys(indexesOf(retention))) await db.createCollection(name).catch(() => undefined);
});
afterAll(async () => {
  await client.close();
  await mongo.remove();
});

async function scans(): Promise<number> {
  const status = await db.admin().command({ serverStatus: 1 });
  const metrics = status['metrics'] as { queryExecutor: { collectionScans: { total: number } } };
  return metrics.queryExecutor.collectionScans.total;
}

/** Every exported function of the store that takes a database. */
async function storeFunctions(): Promise<string[]> {
  const files = readdirSync(STORE).filter((file) => file.endsWith('.ts') && !file.includes('.test.'));
  const found = await Promise.all(
    files.map(async (file) => Object.entries((await import(new URL(file, STORE).href)) as Record<string, unknown>)),
  );
  return found
    .flat()
    .filter(([, value]) => typeof value === 'function' && /^(?:async )?function \w+\(db\b/.test(String(value)))
    .map(([name]) => name)
    .sort();
}

test('every function of the store that takes a database is called here', async () => {
  const names = await storeFunctions();
  expect(names.length).toBeGreaterThan(40);
  expect(Object.keys(storeCalls).sort()).toEqual(names);
});

test('no query of the product scans a collection, but for those that want all of a small one', async () => {
  const scanning: string[] = [];
  for (const [name, call] of Object.entries(storeCalls)) {
    const before = await scans();
    await call(db);
    if ((await scans()) > before) scanning.push(name);
  }
  expect(scanning.sort()).toEqual(Object.keys(READS_ALL).sort());
});

test('the count notices a scan', async () => {
  const before = await scans();
  await db.collection('servers').find({ address: 'a:1' }).toArray();
  expect(await scans()).toBe(before + 1);
});
