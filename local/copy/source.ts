import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { ROOT } from '../config.ts';
import { startMongo } from '../mongo/server.ts';

/** Where is copied from. */
export interface Source {
  readonly uri: string;
  /** What it is, for people. */
  readonly words: string;
  /** Whether it may change while it is copied. */
  readonly running: boolean;
  /** Ends the database that was opened for the copy; one that ran before goes on. */
  close(): Promise<void>;
}

/** The longest that a timer takes, 24 days: nothing expires while it is copied. */
const NEVER_MS = 2 ** 31 - 1;

/** The part of the runner's `addresses.json` that is needed here. */
const Running = z.object({ mongodb: z.string(), pids: z.object({ runner: z.int(), database: z.int().optional() }) });

export const isMongoUri = (text: string): boolean => /^mongodb(\+srv)?:\/\//.test(text);

/**
 * The database of a data folder or of a URI. A folder that `npm start` uses just now is read through its running database,
 * another is opened for the time of the copy.
 * @param from URI or folder; relative folders are the repository's, as with PEAKWATCH_DATA
 * @throws Error in words when there is none or it cannot be opened
 */
export async function openSource(from: string): Promise<Source> {
  const nothing = (): Promise<void> => Promise.resolve();
  if (isMongoUri(from)) return { uri: from, words: from, running: true, close: nothing };
  const folder = resolve(ROOT, from);
  const running = runningDatabase(folder);
  if (running !== null) {
    return { uri: running, words: `the running Peakwatch with the data in ${folder}`, running: true, close: nothing };
  }
  const dataDir = join(folder, 'mongo');
  if (!existsSync(dataDir))
    throw new Error(`There is no database in ${folder}: name the data folder of npm start with --from.`);
  const mongo = await startMongo({ dataDir, port: 0, host: '127.0.0.1', ttlIntervalMs: NEVER_MS });
  return { uri: mongo.uri, words: `the data in ${folder}`, running: false, close: () => mongo.close() };
}

/** The address of the embedded database when a runner uses the folder; null when none does, or with another database. */
function runningDatabase(folder: string): string | null {
  const file = join(folder, 'addresses.json');
  if (!existsSync(file)) return null;
  const parsed = Running.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success || parsed.data.pids.database === undefined) return null;
  return isAlive(parsed.data.pids.runner) ? parsed.data.mongodb : null;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
