import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { MongoClient } from 'mongodb';
import { startMongo } from './server.ts';
import { startTestMongo } from './testing.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

describe('the data folder', () => {
  let folder: string;
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'peakwatch-mongo-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
    }
    await rm(folder, { recursive: true, force: true });
  });

  async function startChild(...more: string[]): Promise<{ child: ChildProcess; line: string; uri: string }> {
    const child = spawn(process.execPath, ['--import', 'tsx', MAIN, '--port', '0', '--data', folder, ...more], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    return { child, line, uri: /mongodb:\S+/.exec(line)?.[0] ?? '' };
  }

  test('holds every acknowledged write after kill -9 under load', async () => {
    const { child, uri } = await startChild();
    const client = new MongoClient(uri);
    const windows = client.db('peakwatch').collection<{ _id: string; at: Date; n: number }>('windows');
    await windows.createIndex({ at: 1 }, {}, {});
    const acknowledged: string[] = [];
    const write = async (writer: number): Promise<void> => {
      for (let round = 0; ; round += 1) {
        const ids = Array.from({ length: 10 }, (_, i) => `${writer}:${round}:${i}`);
        const writes = ids.map((_id) => ({
          replaceOne: { filter: { _id }, replacement: { at: new Date(round), n: round }, upsert: true },
        }));
        await windows.bulkWrite(writes, { ordered: false });
        acknowledged.push(...ids);
        if (acknowledged.length > 3000) child.kill('SIGKILL');
      }
    };
    await Promise.allSettled([1, 2, 3, 4].map(write));
    await client.close();
    expect(acknowledged.length).toBeGreaterThan(3000);

    const again = await startTestMongo({ dataDir: folder });
    const reader = await MongoClient.connect(again.uri);
    const after = reader.db('peakwatch').collection<{ _id: string }>('windows');
    const found = new Set((await after.find().toArray()).map(({ _id }) => _id));
    expect(acknowledged.filter((id) => !found.has(id))).toEqual([]);
    // Index and numbers were written with the documents, so they agree.
    expect(
      await after
        .find({ at: { $gte: new Date(0) } })
        .hint('at_1')
        .toArray(),
    ).toHaveLength(found.size);
    expect(await after.estimatedDocumentCount()).toBe(found.size);
    await reader.close();
    await again.close();
  }, 60_000);

  test('is there again after SIGTERM, indexes and all', async () => {
    const { child, uri, line } = await startChild();
    expect(line).toContain(folder);
    const client = await MongoClient.connect(uri);
    const servers = client.db('peakwatch').collection('servers');
    await servers.createIndex({ name: 1 }, { unique: true }, {});
    await servers.insertOne({ name: 'one' });
    await client.close();
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);

    const again = await startTestMongo({ dataDir: folder });
    const reader = await MongoClient.connect(again.uri);
    const kept = reader.db('peakwatch').collection('servers');
    expect(await kept.countDocuments({ name: 'one' })).toBe(1);
    await expect(kept.insertOne({ name: 'one' })).rejects.toMatchObject({ code: 11000 });
    await reader.close();
    await again.close();
  }, 30_000);

  test('is opened by one process only', async () => {
    const { uri } = await startChild();
    expect(uri).not.toBe('');
    await expect(startMongo({ dataDir: folder })).rejects.toThrow(/Another process has the database in .* open/);
  }, 30_000);

  test('that is damaged says what to do, and can be repaired', async () => {
    const first = await startTestMongo({ dataDir: folder });
    const client = await MongoClient.connect(first.uri);
    await client
      .db('d')
      .collection('c')
      .insertMany(Array.from({ length: 100 }, (_, i) => ({ n: i })));
    await client.close();
    await first.close();
    const [manifest] = (await readdir(folder)).filter((name) => name.startsWith('MANIFEST'));
    await truncate(join(folder, manifest ?? ''), 10);
    await expect(startMongo({ dataDir: folder })).rejects.toThrow(/is damaged .* --repair/);
    const { uri } = await startChild('--repair');
    const reader = await MongoClient.connect(uri);
    expect(await reader.db('d').collection('c').find().toArray()).toHaveLength(100);
    await reader.close();
  }, 30_000);

  test('of something else is left alone', async () => {
    await writeFile(join(folder, 'letter.txt'), 'dear');
    await expect(startMongo({ dataDir: folder })).rejects.toThrow(/holds other files and no database/);
    expect(await readdir(folder)).toEqual(['letter.txt']);
  });
});

test('only loopback is listened on, and a taken port is named', async () => {
  await expect(startMongo({ dataDir: '/nowhere', host: '0.0.0.0' })).rejects.toThrow(/listens only on loopback/);
  const first = await startTestMongo();
  const folder = await mkdtemp(join(tmpdir(), 'peakwatch-mongo-'));
  await expect(startMongo({ dataDir: folder, port: first.port })).rejects.toThrow(
    new RegExp(`Port ${first.port} .* is taken`),
  );
  await rm(folder, { recursive: true });
  await first.remove();
});
