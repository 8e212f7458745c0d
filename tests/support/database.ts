import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Db, MongoClient } from 'mongodb';
import { startMongo } from '../../local/mongo/server.ts';

export interface TestDatabase {
  readonly uri: string;
  /** The URI with the name of this database. */
  readonly uriOfDb: string;
  readonly db: Db;
  close(): Promise<void>;
}

/** A fresh database behind the real driver: the embedded server, or the one that MONGODB_URI names. */
export async function openTestDatabase(name: string): Promise<TestDatabase> {
  const given = process.env['MONGODB_URI'];
  if (given) return connect(given, name, () => Promise.resolve());
  const dataDir = await mkdtemp(join(tmpdir(), 'peakwatch-db-'));
  const server = await startMongo({ dataDir, port: 0, host: '127.0.0.1' });
  return connect(server.uri, name, async () => {
    await server.close();
    await rm(dataDir, { recursive: true, force: true });
  });
}

async function connect(uri: string, name: string, stop: () => Promise<void>): Promise<TestDatabase> {
  const client = await new MongoClient(uri, { serverSelectionTimeoutMS: 5_000, ignoreUndefined: true }).connect();
  const db = client.db(`peakwatch_test_${name}_${process.pid}`);
  const named = new URL(uri);
  named.pathname = `/${db.databaseName}`;
  return {
    uri,
    uriOfDb: named.href,
    db,
    async close() {
      await db.dropDatabase();
      await client.close();
      await stop();
    },
  };
}
