import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { MongoClient } from 'mongodb';

/** Where the running system's parts are, as the runner writes it down. */
export interface Addresses {
  readonly page: string;
  readonly inbox: string;
  readonly mongodb: string;
  readonly lambda: string;
  readonly scheduler: string;
  readonly agent: string;
  readonly pids: Readonly<Record<string, number>>;
}

export interface System extends Addresses {
  readonly dataDir: string;
  readonly output: () => string;
  /** The parsed answer of the API; throws with the answer's words when its status is not 2xx. */
  api(path: string, init?: { method?: string; body?: unknown }): Promise<unknown>;
  /** Invokes a function as Lambda's API does, without waiting for its end. */
  invoke(name: string, payload: object): Promise<void>;
  /** SIGTERM, and the exit code. */
  stop(): Promise<number | null>;
  close(): Promise<void>;
}

const ROOT = new URL('../../', import.meta.url).pathname;

/** The whole system as `npm start` runs it, on free ports, in a folder of its own. */
export async function startSystem(env: Readonly<Record<string, string>> = {}, given?: string): Promise<System> {
  const dataDir = given ?? (await mkdtemp(join(tmpdir(), 'peakwatch-system-')));
  const child = spawn(process.execPath, ['--import', 'tsx', 'local/main.ts'], {
    cwd: ROOT,
    env: { ...cleanEnvironment(), ...anyPorts, ...ownDatabase(dataDir), PEAKWATCH_DATA: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const file = join(dataDir, 'addresses.json');
  const addresses = await until('the system is up', () => {
    if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}:\n${output}`);
    return addressesOf(file, child.pid);
  });
  return {
    ...addresses,
    dataDir,
    output: () => output,
    api: (path, init) => call(new URL(path, addresses.page), init),
    invoke: async (name, payload) => {
      const url = new URL(`/2015-03-31/functions/peakwatch-local-${name}/invocations`, addresses.lambda);
      const response = await fetch(url, {
        method: 'POST',
        body: JSON.stringify(payload),
        headers: { 'x-amz-invocation-type': 'Event' },
      });
      if (response.status !== 202) throw new Error(`${name}: ${response.status} ${await response.text()}`);
    },
    stop: () => stop(child),
    async close() {
      await stop(child);
      if (process.env['MONGODB_URI'] !== undefined) await dropDatabase(addresses.mongodb);
      if (given === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function dropDatabase(uri: string): Promise<void> {
  const client = new MongoClient(uri);
  await client.db().dropDatabase();
  await client.close();
}

/** The addresses that this runner wrote; null while there are none, or those of another. */
function addressesOf(file: string, pid: number | undefined): Addresses | null {
  if (!existsSync(file)) return null;
  const addresses = JSON.parse(readFileSync(file, 'utf8')) as Addresses;
  return addresses.pids['runner'] === pid ? addresses : null;
}

const anyPorts = {
  PORT: '0',
  PEAKWATCH_LAMBDA_PORT: '0',
  PEAKWATCH_SCHEDULER_PORT: '0',
  PEAKWATCH_INBOX_PORT: '0',
  PEAKWATCH_SMTP_PORT: '0',
  PEAKWATCH_MONGODB_PORT: '0',
  PEAKWATCH_AGENT_PORT: '0',
  PEAKWATCH_WINDOW_SECONDS: '5',
  PEAKWATCH_SCHEDULER_SPEED: '12',
  MAIL_TO: 'ops@example.org',
} as const;

/** On a real MongoDB each system gets a database of its own, named after its folder; otherwise the runner starts the embedded one. */
function ownDatabase(dataDir: string): { MONGODB_URI?: string } {
  const given = process.env['MONGODB_URI'];
  if (given === undefined) return {};
  const uri = new URL(given);
  uri.pathname = `/${basename(dataDir).replaceAll(/\W/g, '_')}`;
  return { MONGODB_URI: uri.href };
}

/** Without what the test runner sets for itself. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS, JEST_WORKER_ID, NODE_ENV, ...rest } = process.env;
  return rest;
}

async function call(url: URL, init: { method?: string; body?: unknown } = {}): Promise<unknown> {
  const response = await fetch(url, {
    method: init.method ?? 'GET',
    headers: { accept: 'application/json', ...(init.body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${init.method ?? 'GET'} ${url.pathname}: ${response.status} ${text}`);
  return JSON.parse(text);
}

async function stop(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
  return child.exitCode;
}

/** Waits until the check gives something other than false, null or undefined; its own errors end the wait. */
export async function until<T>(
  what: string,
  check: () => T | Promise<T>,
  timeoutMs = 60_000,
): Promise<Exclude<T, false | null | undefined>> {
  const deadlineMs = Date.now() + timeoutMs;
  for (;;) {
    const found = await check();
    if (found !== false && found !== null && found !== undefined) return found as Exclude<T, false | null | undefined>;
    if (Date.now() > deadlineMs) throw new Error(`waited ${timeoutMs} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
