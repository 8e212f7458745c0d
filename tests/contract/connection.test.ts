import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { startMongo } from '../../local/mongo/server.ts';
import { closeConnections, database } from '../../shared/store/connection.ts';
import { prepareDatabase } from '../../shared/store/schema.ts';
import { countServers } from '../../shared/store/servers.ts';

const RETENTION = { '1m': 86_400_000, '10m': 86_400_000, '1h': 86_400_000, '1d': 86_400_000 };
const dataDir = await mkdtemp(join(tmpdir(), 'peakwatch-db-'));
afterAll(async () => {
  await closeConnections();
  await rm(dataDir, { recursive: true, force: true });
});

test('one client for every call, which comes back by itself after the database was away', async () => {
  const first = await startMongo({ dataDir, port: 0, host: '127.0.0.1' });
  const uri = `${first.uri.replace(/\/[^/]*$/, '')}/some_name`;
  const db = database(uri);
  expect(db.databaseName).toBe('some_name');
  expect(database(uri).client).toBe(db.client);
  await prepareDatabase(db, RETENTION);
  expect(await countServers(db)).toBe(0);
  await first.close();

  const startedMs = Date.now();
  await expect(countServers(db)).rejects.toThrow();
  expect(Date.now() - startedMs).toBeLessThan(12_000);

  const again = await startMongo({ dataDir, port: first.port, host: '127.0.0.1' });
  expect(await countServers(db)).toBe(0);
  await closeConnections();
  await again.close();
}, 30_000);

test('a URI without a name means the database peakwatch, one that is none is named', () => {
  expect(database('mongodb://127.0.0.1:1').databaseName).toBe('peakwatch');
  expect(() => database('mongo//x')).toThrow(/MONGODB_URI is not usable/);
});
