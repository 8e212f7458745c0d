import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findMongod, startMongod } from '../tests/support/mongod.ts';

/** A database server that a benchmark runs on, in a process of its own. */
export interface BenchServer {
  readonly name: 'real MongoDB' | 'embedded';
  readonly uri: string;
  close(): Promise<void>;
}

/** The servers that this machine can start: a real mongod where there is one, and the embedded server. */
export function benchServers(): (() => Promise<BenchServer>)[] {
  try {
    findMongod();
  } catch (error) {
    console.log(`${error instanceof Error ? error.message : String(error)}\n`);
    return [startEmbedded];
  }
  return [startReal, startEmbedded];
}

async function startReal(): Promise<BenchServer> {
  const server = await startMongod();
  return { name: 'real MongoDB', uri: `${server.uri}/peakwatch_bench`, close: () => server.close() };
}

async function startEmbedded(): Promise<BenchServer> {
  const folder = await mkdtemp(join(tmpdir(), 'peakwatch-bench-'));
  const child = fork(new URL('database.ts', import.meta.url), [folder], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const uri = await new Promise<string>((resolve, reject) => {
    child.once('exit', reject);
    child.stdout?.once('data', (chunk: Buffer) => {
      resolve(chunk.toString().split('\n')[0] ?? '');
    });
  });
  return {
    name: 'embedded',
    uri: new URL('/peakwatch_bench', uri).href,
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.disconnect();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
