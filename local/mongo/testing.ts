import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMongo, type MongoOptions, type RunningMongo } from './server.ts';

/** A server on a free port with a folder of its own. */
export interface TestMongo extends RunningMongo {
  readonly dataDir: string;
  /** What the server has said. */
  readonly lines: readonly string[];
  /** Ends the server and removes its folder. */
  remove(): Promise<void>;
}

/** Starts the embedded database for a test. */
export async function startTestMongo(options: Partial<MongoOptions> = {}): Promise<TestMongo> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'peakwatch-mongo-')));
  const lines: string[] = [];
  const mongo = await startMongo({ log: (line) => lines.push(line), ...options, dataDir });
  return {
    ...mongo,
    dataDir,
    lines,
    remove: async () => {
      await mongo.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
