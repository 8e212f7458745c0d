import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Document, MongoClient } from 'mongodb';
import { copyDatabase } from '../../local/copy/copy.ts';
import { fillDatabase } from '../../local/copy/copying.ts';
import { startTestMongo, type TestMongo } from '../../local/mongo/testing.ts';
import { type ReplicaSet, startReplicaSet } from '../support/replica-set.ts';

const WINDOWS = 12_000;

let source: TestMongo;
let set: ReplicaSet;
let clients: MongoClient[] = [];
beforeAll(async () => {
  [source, set] = await Promise.all([startTestMongo(), startReplicaSet()]);
  clients = [new MongoClient(source.uri), new MongoClient(set.uri)];
}, 60_000);
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await Promise.all([source.remove(), set.close()]);
}, 30_000);

test('the embedded database is copied to a real one whose primary dies half-way, with all types', async () => {
  const [from, to] = clients.map((client) => client.db('peakwatch'));
  if (!from || !to) throw new Error('no clients');
  await fillDatabase(from, WINDOWS, Date.now());
  const lines: string[] = [];
  const startedMs = performance.now();
  const copying = copyDatabase({
    from: source.uri,
    to: set.uri.replace('/?', '/peakwatch?'),
    force: false,
    say: (line) => lines.push(line),
    nowMs: Date.now,
  });
  while ((await to.collection('windows_1m').estimatedDocumentCount()) < 1_000)
    await new Promise((resolve) => setImmediate(resolve));
  await set.killPrimary();
  expect(await copying).toBe(true);
  const seconds = (performance.now() - startedMs) / 1000;
  process.stdout.write(`  local:copy: ${WINDOWS} windows in ${seconds.toFixed(1)} s, with the death of a primary\n`);
  const all = (db: typeof from, name: string) =>
    db
      .collection<Document & { _id: string }>(name)
      .find({}, { promoteValues: false, promoteLongs: false })
      .sort({ _id: 1 })
      .toArray();
  for (const name of ['servers', 'alerts', 'rules', 'windows_1m'])
    expect(JSON.stringify(await all(to, name))).toBe(JSON.stringify(await all(from, name)));
  expect(lines).toContain('Everything is at the target.');
}, 60_000);
