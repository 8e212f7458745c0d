import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from 'aws-lambda';

/**
 * `npm run bench:fetch [servers] [rounds]`: servers a second and CPU a pull of the real claim and fetch, asking simulated
 * agents over HTTP and storing into the embedded database (or MONGODB_URI). Agents and database run in processes of
 * their own; their CPU is not the master's.
 */
const [servers = 1_000, rounds = 5] = process.argv.slice(2).map(Number);
const BATCH = 100;
const CLOCK_TICKS_PER_SECOND = 100;

const here = (path: string) => new URL(path, import.meta.url);
const agents = fork(here('simulated-agents.ts'), {
  execArgv: ['--import', 'tsx'],
  stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
});
const agentPort = await firstLine(agents.stdout);
const sink = createServer((_request, response) => response.writeHead(202).end());
await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
const sinkAddress = sink.address();
const dataDir = await mkdtemp(join(tmpdir(), 'peakwatch-bench-'));
const given = configured('MONGODB_URI');
const database = given
  ? null
  : fork(here('database.ts'), [dataDir], {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
const uri = given ?? (database ? await firstLine(database.stdout) : '');

Object.assign(environment(), {
  MONGODB_URI: uri,
  FUNCTION_PREFIX: 'bench-',
  SCHEDULE_GROUP: 'bench',
  PULL_FUNCTION_ARN: 'bench',
  SCHEDULER_ROLE_ARN: 'bench',
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${typeof sinkAddress === 'object' && sinkAddress ? sinkAddress.port : 0}`,
});
const { openDatabase } = await import('../functions/platform/event.ts');
const { handler } = await import('../functions/fetch/handler.ts');
const { ServerInput } = await import('../shared/model/server.ts');
const { claimServers, createServer: register } = await import('../shared/store/servers.ts');
const { closeConnections } = await import('../shared/store/connection.ts');
const log = console.log;
console.log = () => undefined; // the stages' own lines are not part of the table

const db = await openDatabase();
await db.collection('servers').deleteMany({});
for (let i = 0; i < servers; i += 1) {
  const address = `127.${1 + Math.floor(i / 62_500)}.${Math.floor(i / 250) % 250}.${1 + (i % 250)}:${agentPort}`;
  await register(db, `bench${i}`, ServerInput.parse({ name: `bench ${i}`, address }), Date.now());
}

const context = { getRemainingTimeInMillis: () => 60_000 } as Context;
log('round  servers   ms  servers/s  master CPU ms/pull  database CPU ms/pull');
for (let round = 1; round <= rounds; round += 1) {
  const before = { ms: Date.now(), cpu: process.cpuUsage(), database: cpuMs(database?.pid) };
  const leaseId = `round${round}`;
  const ids = await claimServers(
    db,
    { cadence: 'rate(1 minute)' },
    { scheduledMs: before.ms, nowMs: before.ms, leaseId, leaseMs: 50_000 },
  );
  for (let i = 0; i < ids.length; i += 2 * BATCH) {
    const pair = [ids.slice(i, i + BATCH), ids.slice(i + BATCH, i + 2 * BATCH)].filter((part) => part.length > 0);
    await Promise.all(pair.map((serverIds) => handler({ serverIds, leaseId }, context)));
  }
  const ms = Date.now() - before.ms;
  const { user, system } = process.cpuUsage(before.cpu);
  const own = ((user + system) / 1000 / ids.length).toFixed(2);
  const theirs = ((cpuMs(database?.pid) - before.database) / ids.length).toFixed(2);
  log(
    `${String(round).padStart(5)}  ${String(ids.length).padStart(7)}  ${String(ms).padStart(4)}  ${((1000 * ids.length) / ms).toFixed(0).padStart(9)}  ${own.padStart(18)}  ${theirs.padStart(20)}`,
  );
}
await closeConnections();
agents.disconnect();
database?.disconnect();
sink.close();
await rm(dataDir, { recursive: true, force: true });

function firstLine(stream: NodeJS.ReadableStream | null): Promise<string> {
  return new Promise((resolve) =>
    stream?.once('data', (chunk: Buffer) => {
      resolve(chunk.toString().split('\n')[0] ?? '');
    }),
  );
}

/** CPU of another process so far; 0 where there is no /proc. */
function cpuMs(pid: number | undefined): number {
  if (pid === undefined) return 0;
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / CLOCK_TICKS_PER_SECOND;
  } catch {
    return 0;
  }
}

function environment(): NodeJS.ProcessEnv {
  // eslint-disable-next-line no-restricted-properties -- the benchmark configures the stages that it runs in its own process
  return process.env;
}

function configured(name: string): string | undefined {
  return environment()[name];
}
