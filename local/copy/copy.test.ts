import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { type Db, type Document, MongoClient } from 'mongodb';
import { indexesOf } from '../../shared/store/collections.ts';
import { ROOT } from '../config.ts';
import { startMongo } from '../mongo/server.ts';
import { startTestMongo, type TestMongo } from '../mongo/testing.ts';
import { copyDatabase } from './copy.ts';
import { fillDatabase, retention } from './copying.ts';

type Row = Document & { _id: string };

// Every wait in here ends by itself; a busy machine only takes longer.
jest.setTimeout(60_000);

let source: TestMongo;
let target: TestMongo;
let client: MongoClient;
let sourceClient: MongoClient;
let from: Db;
let to: Db;
let lines: string[];
beforeEach(async () => {
  [source, target] = await Promise.all([startTestMongo(), startTestMongo()]);
  [sourceClient, client] = [new MongoClient(source.uri), new MongoClient(target.uri)];
  [from, to] = [sourceClient.db('peakwatch'), client.db('peakwatch')];
  lines = [];
});
afterEach(async () => {
  await Promise.all([client.close(), sourceClient.close()]);
  await Promise.all([source.remove(), target.remove()]);
});

const copy = (different: Partial<Parameters<typeof copyDatabase>[0]> = {}): Promise<boolean> =>
  copyDatabase({
    from: source.uri,
    to: target.uri,
    force: false,
    say: (line) => lines.push(line),
    nowMs: Date.now,
    ...different,
  });
/** The numbers of a collection's row in the table: source, at target, copied now, expired, only at target. */
const rowOf = (name: string): number[] =>
  (
    lines
      .join('\n')
      .split('\n')
      .findLast((line) => line.startsWith(`${name} `)) ?? ''
  )
    .trim()
    .split(/\s{2,}/)
    .slice(1)
    .map((cell) => Number(cell.replaceAll(',', '')));
const all = (db: Db, name: string) =>
  db.collection<Row>(name).find({}, { promoteValues: false, promoteLongs: false }).sort({ _id: 1 }).toArray();

test('everything is at the target with its types, its indexes and no rule that was deleted', async () => {
  await fillDatabase(from, 1_234, Date.now());
  expect(await copy()).toBe(true);
  for (const name of ['servers', 'windows_1m', 'alerts', 'rules'])
    expect(await all(to, name)).toEqual(await all(from, name));
  for (const [name, wanted] of Object.entries(indexesOf(retention))) {
    if (wanted.length === 0) continue;
    const made = (await to.collection(name).indexes()).map((index) => index.name);
    expect(made).toEqual(expect.arrayContaining(wanted.map((index) => index.name)));
  }
  expect(rowOf('windows_1m')).toEqual([1_234, 1_234, 1_234, 0, 0]);
  expect(rowOf('meta')).toEqual([0, 0, 0, 0, 0]);
  expect(lines.at(-2)).toBe('Everything is at the target.');
});

test('a second run copies only what changed since', async () => {
  const nowMs = Date.now();
  await fillDatabase(from, 1_200, nowMs);
  await copy();
  lines = [];
  expect(await copy()).toBe(true);
  expect(rowOf('windows_1m')).toEqual([1_200, 1_200, 0, 0, 0]);

  await from.collection<Row>('windows_1m').insertOne({ _id: 'a:new', at: new Date(nowMs), data: Buffer.alloc(3) });
  await from.collection<Row>('windows_1m').updateOne({ _id: 'a:1700000060000' }, { $set: { at: new Date(nowMs + 1) } });
  await from.collection<Row>('servers').updateOne({ _id: 'a' }, { $set: { name: 'renamed', lastAttemptMs: nowMs } });
  expect(await copy()).toBe(true);
  expect(rowOf('windows_1m')).toEqual([1_201, 1_201, 2, 0, 0]);
  expect(rowOf('servers')).toEqual([2, 2, 1, 0, 0]);
  expect(await all(to, 'servers')).toEqual(await all(from, 'servers'));
});

test('killed half-way it goes on where it was', async () => {
  await fillDatabase(from, 15_000, Date.now());
  const args = ['--import', 'tsx', 'local/copy/main.ts', '--from', source.uri, '--to', target.uri];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'ignore' });
  const ended = once(child, 'exit');
  const there = () => to.collection('windows_1m').estimatedDocumentCount();
  while (child.exitCode === null && (await there()) < 1_000) await new Promise((resolve) => setImmediate(resolve));
  child.kill('SIGKILL');
  await ended;
  const half = await there();
  expect(half).toBeGreaterThanOrEqual(1_000);
  expect(half).toBeLessThan(15_000);

  expect(await copy()).toBe(true);
  expect(rowOf('windows_1m')).toEqual([15_000, 15_000, 15_000 - half, 0, 0]);
  expect(lines.some((line) => /^copied {4}windows_1m +15,000 of 15,000 documents {2}100 %/.test(line))).toBe(true);
});

test('what expires is neither copied nor counted as missing', async () => {
  const nowMs = Date.now();
  await fillDatabase(from, 600, nowMs);
  const expired = nowMs - retention['1m'] - 1000;
  await from.collection<Row>('windows_1m').insertOne({ _id: 'a:old', at: new Date(expired), data: Buffer.alloc(1) });
  // Lives while it is copied and has expired when both are compared.
  await from.collection<Row>('windows_1m').insertOne({ _id: 'a:soon', at: new Date(nowMs - retention['1m']) });
  let passedMs = -1;
  const say = (line: string): void => {
    lines.push(line);
    if (line.startsWith('copied    windows_1m')) passedMs = 1;
  };
  const nowIs = (): number => nowMs + passedMs;
  expect(await copy({ say, nowMs: nowIs })).toBe(true);
  expect(rowOf('windows_1m').slice(0, 4)).toEqual([600, 600, 601, 2]);
  expect(await to.collection<Row>('windows_1m').findOne({ _id: 'a:old' })).toBeNull();
});

test('a target with other data, in use, or the same as the source is refused; --force leaves what only it has', async () => {
  await fillDatabase(from, 10, Date.now());
  await expect(copy({ to: source.uri })).rejects.toThrow('Source and target are the same database');
  await expect(copy({ to: source.uri.replace('127.0.0.1', 'localhost') })).rejects.toThrow('are the same database');

  await to.collection<Row>('servers').insertOne({ _id: 'z', name: 'other' });
  await expect(copy()).rejects.toThrow(/holds other Peakwatch data: 1 servers .*\(other\).*--force/);
  expect(await to.collection('windows_1m').countDocuments({})).toBe(0);
  expect(await copy({ force: true })).toBe(true);
  expect(rowOf('servers')).toEqual([2, 2, 2, 0, 1]);

  await to.collection<Row>('servers').deleteOne({ _id: 'z' });
  await to.collection<Row>('servers').updateOne({ _id: 'a' }, { $set: { lastAttemptMs: Date.now() + 60_000 } });
  await expect(copy()).rejects.toThrow('is in use: it pulled server a later than the source did');

  await to.collection('servers').deleteMany({});
  await expect(copy()).rejects.toThrow('windows of servers that are not there');
});

test('a source without data and a target that does not answer are named without the password, in bounded time', async () => {
  await expect(copy()).rejects.toThrow('There is nothing of Peakwatch in');
  await fillDatabase(from, 1, Date.now());
  const startedMs = performance.now();
  const refused = copy({ to: 'mongodb://me:se:cr@t@127.0.0.1:1/peakwatch' }).catch(String);
  expect(await refused).not.toContain('cr@t');
  const { code, output } = await run('--from', source.uri, '--to', 'mongodb://me:secret@127.0.0.1:1/peakwatch');
  expect({ code, output }).toEqual({
    code: 1,
    output: expect.stringMatching(
      /^The target mongodb:\/\/me:…@127.0.0.1:1\/peakwatch cannot be reached: .*Look at the address/,
    ),
  });
  expect(output).not.toContain('secret');
  expect(performance.now() - startedMs).toBeLessThan(20_000);
});

test('the folder of npm start is opened when nothing runs, and read through the running database otherwise', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'peakwatch-copy-'));
  try {
    await expect(copy({ from: folder })).rejects.toThrow(`There is no database in ${folder}`);
    await mkdir(join(folder, 'mongo'));
    const mongo = await startMongo({ dataDir: join(folder, 'mongo') });
    const filler = new MongoClient(mongo.uri);
    await fillDatabase(filler.db('peakwatch'), 50, Date.now());
    await filler.close();
    const addresses = (runner: number) =>
      writeFile(join(folder, 'addresses.json'), JSON.stringify({ mongodb: mongo.uri, pids: { runner, database: 1 } }));

    await addresses(process.pid);
    expect(await copy({ from: folder })).toBe(true);
    expect(lines[0]).toBe(`Copying from the running Peakwatch with the data in ${folder}`);
    expect(lines.at(-1)).toContain('run this once more');

    await mongo.close();
    await addresses(2 ** 22 + 1);
    lines = [];
    expect(await copy({ from: folder })).toBe(true);
    expect(lines[0]).toBe(`Copying from the data in ${folder}`);
    expect(rowOf('windows_1m')).toEqual([50, 50, 0, 0, 0]);
    expect(lines.at(-1)).toBe('Everything is at the target.');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('says what is wrong with its arguments', async () => {
  expect(await run('--help')).toMatchObject({ code: 0, output: expect.stringContaining('npm run local:copy -- --to') });
  expect(await run()).toMatchObject({ code: 1, output: expect.stringMatching(/^--to is missing/) });
  expect(await run('--to', 'atlas')).toMatchObject({ code: 1, output: expect.stringMatching(/^--to must begin/) });
  expect(await run('--too', 'x')).toMatchObject({ code: 1, output: expect.stringContaining("Unknown option '--too'") });
});

async function run(...args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'local/copy/main.ts', ...args], { cwd: ROOT });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}
