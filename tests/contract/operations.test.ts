import { createServer as createHttpServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { SMALL_SERVER, realisticMinutes } from '../../shared/model/realistic-window.fixture.ts';
import { ServerInput } from '../../shared/model/server.ts';
import { tiers } from '../../shared/model/tiers.ts';
import type { WindowsReply } from '../../shared/model/wire.ts';
import { closeConnections } from '../../shared/store/connection.ts';
import { createServer } from '../../shared/store/servers.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { stageEnvironment } from '../support/stage-environment.ts';

/** Atlas's free tier allows 100 operations a second; what a fleet of 100 needs in a minute has to be far below. */
const BUDGET_A_MINUTE = 40;
const FLEET = 100;
const MINUTES = 3;
const MINUTE_MS = 60_000;
const STAGES = ['pull', 'fetch', 'check', 'notify', 'rollup'] as const;
const context = { getRemainingTimeInMillis: () => 60_000 } as Context;

type Handler = (event: unknown, context: Context) => Promise<void>;
const handlers: Record<string, Handler> = {};
/** What stages asked to be run after them. */
const invoked: { readonly name: string; readonly payload: unknown }[] = [];
/** The minute that every agent has closed last. */
let minute = 0;
let database: TestDatabase;
let agent: Server;
let lambda: Server;

beforeAll(async () => {
  const startMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 60 * MINUTE_MS;
  const windows = realisticMinutes(SMALL_SERVER, startMs, MINUTES + 3);
  agent = await listen((_url, answer) => {
    const reply: WindowsReply = {
      version: 1,
      nowMs: Date.now(),
      facts: { agentVersion: '1', hostName: 'h', platform: 'linux', cores: 16, memoryBytes: 2 ** 35, simulated: true },
      windowMs: MINUTE_MS,
      windows: windows.slice(minute, minute + 1),
      cursor: `00000000000000aa:${minute}`,
      more: false,
      gap: false,
      open: windows[minute + 1] ?? null,
    };
    answer(200, JSON.stringify(reply));
  });
  lambda = await listen((url, answer, body) => {
    invoked.push({ name: /functions\/test-(\w+)\//.exec(url)?.[1] ?? url, payload: JSON.parse(body) });
    answer(202, '');
  });
  database = await openTestDatabase('operations');
  Object.assign(process.env, stageEnvironment(database.uriOfDb), {
    AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${portOf(lambda)}`,
  });
  for (const name of STAGES) {
    const module = (await import(`../../functions/${name}/handler.ts`)) as { handler: Handler };
    handlers[name] = module.handler;
  }
  for (let i = 0; i < FLEET; i += 1) {
    const input = ServerInput.parse({ name: `server ${i}`, address: `127.0.0.1:${portOf(agent)}` });
    await createServer(database.db, `server${i}`, input, Date.now());
  }
});
// The stages' own lines are not part of the report.
beforeEach(() => {
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
});
afterAll(async () => {
  await closeConnections();
  await database.close();
  for (const server of [agent, lambda]) {
    server.closeAllConnections();
    server.close();
  }
});

/** Everything that happens in a minute: the schedules fire, and each stage runs those after it. */
async function round(): Promise<void> {
  const scheduledTime = new Date(Date.now() - 60 * MINUTE_MS + minute * MINUTE_MS).toISOString();
  await run('pull', { cadence: 'rate(1 minute)', scheduledTime });
  await run('check', {});
  minute += 1;
}

async function run(name: string, event: unknown): Promise<void> {
  const handler = handlers[name];
  if (!handler) throw new Error(`${name} was invoked and is no stage`);
  await handler(event, context);
  for (const next of invoked.splice(0)) await run(next.name, next.payload);
}

/** Commands of the product by name, as the server counted them; without what drivers and this test send. */
async function counted(): Promise<Map<string, number>> {
  const { metrics } = (await database.db.admin().command({ serverStatus: 1 })) as {
    metrics: { commands: Record<string, { total?: unknown }> };
  };
  const own = ['find', 'getMore', 'aggregate', 'count', 'distinct', 'insert', 'update', 'delete', 'findAndModify'];
  return new Map(own.map((name) => [name, Number(metrics.commands[name]?.total ?? 0)]));
}

async function operationsOf(work: () => Promise<void>): Promise<{ total: number; byCommand: Record<string, number> }> {
  const before = await counted();
  await work();
  const after = await counted();
  const byCommand = Object.fromEntries([...after].map(([name, total]) => [name, total - (before.get(name) ?? 0)]));
  return { total: Object.values(byCommand).reduce((a, b) => a + b), byCommand };
}

test(`a minute of ${FLEET} servers takes at most ${BUDGET_A_MINUTE} operations of the database`, async () => {
  await round(); // indexes and default rules are made once
  await run('rollup', {});
  const minutes = await operationsOf(async () => {
    for (let i = 0; i < MINUTES; i += 1) await round();
  });
  const rollup = await operationsOf(() => run('rollup', {}));
  const aMinute = minutes.total / MINUTES + rollup.total / 10;
  console.info(
    `${aMinute.toFixed(1)} operations a minute: ${JSON.stringify(minutes.byCommand)} in ${MINUTES} minutes, rollup ${JSON.stringify(rollup.byCommand)}`,
  );
  expect(aMinute).toBeLessThanOrEqual(BUDGET_A_MINUTE);
  const stored = await Promise.all(
    tiers.map(({ name }) => database.db.collection(`windows_${name}`).countDocuments({})),
  );
  expect(stored[0]).toBe(FLEET * (MINUTES + 1));
  for (const longer of stored.slice(1)) expect(longer).toBeGreaterThanOrEqual(FLEET);
}, 120_000);

type Reply = (status: number, body: string) => void;

async function listen(run: (url: string, answer: Reply, body: string) => void): Promise<Server> {
  const server = createHttpServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const answer: Reply = (status, text) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(text);
      run(request.url ?? '/', answer, Buffer.concat(chunks).toString());
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
