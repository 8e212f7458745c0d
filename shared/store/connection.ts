import { type Db, MongoClient } from 'mongodb';
import { AppError } from '../model/app-error.ts';

/** A database of the driver: what every function of the store takes. */
export type { Db };

/** One client a process and address: it outlives the invocation, so that a warm Lambda reuses its connections. */
const clients = new Map<string, MongoClient>();

/**
 * The database that `uri` names (`peakwatch` where it names none). Connects at the first command, and again after a
 * failure or a freeze: the driver drops sockets that stood idle too long before it uses them.
 * @throws AppError `invalid_input` when the URI is none.
 */
export function database(uri: string): Db {
  let client = clients.get(uri);
  if (!client) {
    client = newClient(uri);
    clients.set(uri, client);
  }
  return client.db(databaseName(client));
}

/** Closes every connection; for tests and commands that end. */
export async function closeConnections(): Promise<void> {
  const open = [...clients.values()];
  clients.clear();
  await Promise.all(open.map((client) => client.close()));
}

function newClient(uri: string): MongoClient {
  try {
    return new MongoClient(uri, {
      appName: 'peakwatch',
      // A Lambda works on one event at a time; Atlas's free tier ends at 500 connections for all of them.
      maxPoolSize: 5,
      minPoolSize: 0,
      // Shorter than the idle limits of NATs between Lambda and Atlas, so that a thawed function never writes to a dead socket.
      maxIdleTimeMS: 60_000,
      // Every wait ends. A write or a read that meets a failover is tried once more and waits this long for the new primary;
      // a longer election fails the invocation, which is called again, and everything it does may be done twice.
      serverSelectionTimeoutMS: 5_000,
      connectTimeoutMS: 5_000,
      socketTimeoutMS: 20_000,
      waitQueueTimeoutMS: 5_000,
      retryWrites: true,
      // Whatever the URI says: what is acknowledged outlives the primary. Without a majority the write fails instead of hanging.
      writeConcern: { w: 'majority', wtimeoutMS: 10_000 },
      ignoreUndefined: true,
    });
  } catch (cause) {
    throw new AppError('invalid_input', `MONGODB_URI is not usable: ${String(cause)}`, { cause });
  }
}

function databaseName(client: MongoClient): string {
  const named = client.options.dbName;
  return named === 'test' ? 'peakwatch' : named;
}
