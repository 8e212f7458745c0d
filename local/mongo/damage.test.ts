import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { startMongo } from './server.ts';
import { describeSaved, repairFolder } from './store/repair.ts';

const DOCUMENTS = 8000;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'peakwatch-damage-'));
  await using(async (client) => {
    const rows = client.db('d').collection<{ _id: number; n: number; text: string }>('rows');
    await rows.createIndex({ n: 1 }, { unique: true }, {});
    const all = Array.from({ length: DOCUMENTS }, (_, _id) => ({ _id, n: -_id, text: text(_id) }));
    await rows.insertMany(all);
    await client.db('d').command({ compact: 'rows' });
    await client.db('d').collection('few').insertOne({ a: 1 });
  });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Text that compresses, so that LevelDB notices a changed byte: of what does not compress it keeps no check on reading. */
const text = (seed: number): string => `document ${seed} says `.repeat(20);

async function using<T>(work: (client: MongoClient) => Promise<T>): Promise<T> {
  const mongo = await startMongo({ dataDir: folder });
  const client = await MongoClient.connect(mongo.uri);
  try {
    return await work(client);
  } finally {
    await client.close();
    await mongo.close();
  }
}

async function spoil(name: string, share: number): Promise<void> {
  const path = join(folder, name);
  const bytes = await readFile(path);
  const start = Math.floor(bytes.length * share);
  for (let i = start; i < Math.min(bytes.length, start + 40); i += 1) bytes[i] = (bytes[i] ?? 0) ^ 0x5a;
  await writeFile(path, bytes);
}

async function largest(pattern: RegExp): Promise<string> {
  const names = (await readdir(folder)).filter((name) => pattern.test(name));
  const sizes = await Promise.all(names.map(async (name) => ({ name, size: (await stat(join(folder, name))).size })));
  return sizes.sort((a, b) => b.size - a.size)[0]?.name ?? '';
}

/** What is there, by the documents, by the index and by the count. */
const holdings = () =>
  using(async (client) => {
    const rows = client.db('d').collection('rows');
    return [
      (await rows.find().toArray()).length,
      (
        await rows
          .find({ n: { $lte: 0 } })
          .hint('n_1')
          .toArray()
      ).length,
      await rows.estimatedDocumentCount(),
    ];
  });

test.each([
  [
    'a spoilt manifest',
    () => largest(/^MANIFEST/).then((name) => spoil(name, 0.2)),
    /is damaged \(Corruption.*--repair/,
  ],
  ['a missing CURRENT', () => rm(join(folder, 'CURRENT')), /is damaged \(its file CURRENT is missing\).*--repair/],
])(
  '%s ends the start with a sentence, and repair saves everything',
  async (_, damage, words) => {
    await damage();
    await expect(startMongo({ dataDir: folder })).rejects.toThrow(words);
    expect((await repairFolder(folder)).map(describeSaved)).toContain(`d.rows: ${DOCUMENTS} documents saved`);
    expect(await holdings()).toEqual([DOCUMENTS, DOCUMENTS, DOCUMENTS]);
  },
  60_000,
);

test('a spoilt table is named when it is read, and repair saves the rest', async () => {
  await spoil(await largest(/\.ldb$/), 0.4);
  await expect(holdings()).rejects.toThrow(/Corruption.*The database is damaged: stop it.*--repair/);
  const saved = (await repairFolder(folder)).find(({ namespace }) => namespace === 'd.rows');
  const documents = saved?.documents ?? 0;
  expect(documents).toBeGreaterThan(DOCUMENTS * 0.9);
  expect(documents).toBeLessThan(DOCUMENTS);
  expect(saved && describeSaved(saved)).toBe(`d.rows: ${documents} documents saved, ${DOCUMENTS - documents} lost`);
  expect(await holdings()).toEqual([documents, documents, documents]);
}, 60_000);
