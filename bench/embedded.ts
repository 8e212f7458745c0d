import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Binary, MongoClient } from 'mongodb';

/**
 * `npm run bench:embedded [WINDOWS]`: the embedded database with a million windows: writing, the start after kill -9, memory, and
 * the disk before and after most of them have expired.
 */
const WINDOWS = Number(process.argv[2] ?? 1_000_000);
const BATCH = 1_000;
/** Bytes of a packed minute with 5 groups and 2 filesystems; random, because packed numbers do not compress. */
const DATA_BYTES = 374;

interface Started {
  readonly child: ChildProcess;
  readonly uri: string;
  readonly startMs: number;
}

async function start(folder: string): Promise<Started> {
  const beginMs = performance.now();
  const main = new URL('../local/mongo/main.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--import', 'tsx', main, '--port', '0', '--data', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    const uri = /mongodb:\/\/\S+/.exec(chunk.toString())?.[0];
    if (uri !== undefined) return { child, uri, startMs: performance.now() - beginMs };
  }
  throw new Error('the database did not start');
}

async function kill({ child }: Started): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

const windowsOf = (client: MongoClient) =>
  client.db('bench').collection<{ _id: string; at: Date; data: Binary }>('windows_1m');

/** Windows of 1,000 servers, a minute of all of them in a batch, as a pull stores them. */
async function write(client: MongoClient, from: number, to: number, at: Date): Promise<number> {
  const beginMs = performance.now();
  const data = new Uint8Array(DATA_BYTES);
  for (let i = from; i < to; i += BATCH) {
    const operations = Array.from({ length: Math.min(BATCH, to - i) }, (_, j) => {
      crypto.getRandomValues(data);
      const _id = `server-${String(j).padStart(4, '0')}:${String(1_700_000_000_000 + Math.floor(i / BATCH) * 60_000)}`;
      return { replaceOne: { filter: { _id }, replacement: { at, data: new Binary(data.slice()) }, upsert: true } };
    });
    await windowsOf(client).bulkWrite(operations, { ordered: false });
    if ((i / BATCH) % 100 === 99) process.stderr.write(`\r${i + BATCH} of ${to} windows`);
  }
  process.stderr.write('\r');
  return ((to - from) / (performance.now() - beginMs)) * 1000;
}

const rssMb = (pid: number) =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);
const diskMb = (folder: string): number =>
  Math.round(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0) / 1e6,
  );

const folder = await mkdtemp(join(tmpdir(), 'peakwatch-bench-'));
let server = await start(folder);
try {
  const rows: Record<string, string> = { 'start, empty': `${Math.round(server.startMs)} ms` };
  let client = await new MongoClient(server.uri).connect();
  await windowsOf(client).createIndexes([{ key: { at: 1 }, name: 'expiry', expireAfterSeconds: 86_400 }]);
  rows['upserts, new'] = `${Math.round(await write(client, 0, WINDOWS, new Date()))} /s`;
  rows['upserts, again'] = `${Math.round(await write(client, 0, WINDOWS / 10, new Date()))} /s`;
  rows['memory (RSS) after writing'] = `${rssMb(server.child.pid ?? 0)} MB`;
  await client.close();
  await kill(server);
  rows['disk'] = `${diskMb(folder)} MB`;
  server = await start(folder);
  rows['start after kill -9'] = `${Math.round(server.startMs)} ms`;
  rows['memory (RSS) after the start'] = `${rssMb(server.child.pid ?? 0)} MB`;
  client = await new MongoClient(server.uri).connect();
  rows['windows there'] = String(await windowsOf(client).countDocuments({}));
  const beginMs = performance.now();
  await windowsOf(client).deleteMany({ _id: { $lt: 'server-0900' } });
  rows['delete of nine tenths'] = `${((performance.now() - beginMs) / 1000).toFixed(1)} s`;
  await client.db('bench').command({ compact: 'windows_1m' });
  rows['disk after that, compacted'] = `${diskMb(folder)} MB`;
  await client.close();
  console.log(`${WINDOWS} windows of ${DATA_BYTES} bytes`);
  console.table(rows);
} finally {
  await kill(server);
  await rm(folder, { recursive: true, force: true });
}
