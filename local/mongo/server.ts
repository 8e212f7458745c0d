import { randomBytes } from 'node:crypto';
import { createServer, isIP, type Server } from 'node:net';
import type { Counters } from './commands/command.ts';
import { Connections } from './connections.ts';
import { Cursors } from './cursor.ts';
import type { Shared } from './dispatch.ts';
import { Engine } from './store/engine.ts';
import { Mutex } from './store/mutex.ts';
import { deleteExpired } from './ttl.ts';

/** Clients at a time; one more is turned away. */
const MOST_CONNECTIONS = 500;
/** How often expired documents are looked for, as in mongod (ttlMonitorSleepSecs). */
const DEFAULT_TTL_INTERVAL_MS = 60_000;
const CURSOR_CHECK_INTERVAL_MS = 60_000;

export interface MongoOptions {
  /** Where the data lies; made if it is missing. */
  readonly dataDir: string;
  /** 0 for any free one. */
  readonly port?: number;
  /** A loopback address: there are no passwords here. */
  readonly host?: string;
  readonly ttlIntervalMs?: number;
  readonly log?: (line: string) => void;
  readonly nowMs?: () => number;
}

export interface RunningMongo {
  readonly port: number;
  /** For the `mongodb` driver; names the database `peakwatch`. */
  readonly uri: string;
  /** Deletes what has expired now, without waiting for the interval. @returns how many documents. */
  deleteExpired(): Promise<number>;
  /** Answers what has begun, closes the connections, syncs and closes the folder. */
  close(): Promise<void>;
}

/** Starts the embedded database. @throws Error in a sentence when the folder or the port cannot be had. */
export async function startMongo(options: MongoOptions): Promise<RunningMongo> {
  const { dataDir, port = 0, host = '127.0.0.1', ttlIntervalMs = DEFAULT_TTL_INTERVAL_MS } = options;
  const log = options.log ?? ((): void => undefined);
  const nowMs = options.nowMs ?? Date.now;
  assertLoopback(host);
  const engine = await Engine.open(dataDir, log);
  const counters = newCounters(nowMs());
  const cursors = new Cursors(() => randomBytes(8).readBigInt64LE() & 0x7fff_ffff_ffff_ffffn);
  const shared: Shared = { engine, cursors, counters, nowMs };
  const connections = new Connections(shared, log);
  const server = createServer((socket) => {
    connections.accept(socket);
  });
  server.maxConnections = MOST_CONNECTIONS;
  let actualPort: number;
  try {
    actualPort = await listen(server, port, host);
  } catch (error) {
    await engine.close();
    throw error;
  }
  const expire = serially(() => deleteExpired(engine, nowMs()));
  const timers = [
    setInterval(() => {
      expire().catch((error: unknown) => {
        log(`Expired documents could not be deleted: ${String(error)}`);
      });
    }, ttlIntervalMs),
    setInterval(() => {
      void cursors.closeIdle(nowMs());
    }, CURSOR_CHECK_INTERVAL_MS),
  ];
  const stop = async (): Promise<void> => {
    timers.forEach(clearInterval);
    const closed = new Promise((resolve) => server.close(resolve));
    await connections.close();
    await closed;
    await expire.idle();
    await engine.close();
  };
  let stopping: Promise<void> | undefined;
  return {
    port: actualPort,
    uri: `mongodb://${host.includes(':') ? `[${host}]` : host}:${actualPort}/peakwatch`,
    deleteExpired: expire,
    close: () => (stopping ??= stop()),
  };
}

const newCounters = (startedMs: number): Counters => ({
  commands: new Map(),
  collectionScans: 0,
  keysExamined: 0,
  documentsExamined: 0,
  connections: 0,
  connectionsMade: 0,
  startedMs,
});

/** Whoever reaches the port can do everything, so only this machine may reach it. */
function assertLoopback(host: string): void {
  const isLoopback = host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
  if (!isLoopback)
    throw new Error(`The embedded database has no passwords and listens only on loopback, not on ${host}.`);
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Port ${port} on ${host} is taken. Choose another with --port.`, { cause: error })
          : error,
      );
    });
    server.listen({ port, host }, () => {
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : port);
    });
  });
}

/** Runs a task never twice at a time: who calls while it runs gets the result of the run after it. */
function serially(task: () => Promise<number>): (() => Promise<number>) & { idle(): Promise<void> } {
  const mutex = new Mutex();
  return Object.assign(() => mutex.run(task), { idle: () => mutex.run(() => Promise.resolve()) });
}
