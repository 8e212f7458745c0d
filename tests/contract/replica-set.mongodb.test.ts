import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { ServerInput } from '../../shared/model/server.ts';
import { closeConnections, database } from '../../shared/store/connection.ts';
import { prepareDatabase } from '../../shared/store/schema.ts';
import { createServer, findServer } from '../../shared/store/servers.ts';
import { readWindows } from '../../shared/store/windows.ts';
import { type ReplicaSet, startReplicaSet } from '../support/replica-set.ts';
import { stageEnvironment } from '../support/stage-environment.ts';
import { until } from '../support/system.ts';
import { startLoad } from './replica-set-load.ts';
import { type Functions, type JournalAgent, startFunctions, startJournalAgent } from './replica-set-stages.ts';

type Handler = (event: unknown, context: Context) => Promise<unknown>;

const MINUTE = 60_000;
const RETENTION = { '1m': 86_400_000, '10m': 86_400_000, '1h': 86_400_000, '1d': 86_400_000 };
/** Pulls under load before and after what befalls the set. */
const PULLS = 200;

let set: ReplicaSet;
let functions: Functions;
let handlers: Readonly<Record<string, Handler>> = {};
let uri: string;
beforeAll(async () => {
  set = await startReplicaSet();
  uri = set.uri.replace('/?', '/replica_set?');
  functions = await startFunctions(() => handlers);
  Object.assign(process.env, stageEnvironment(uri), { AWS_ENDPOINT_URL_LAMBDA: functions.url });
  const [pull, fetch, check] = await Promise.all([
    import('../../functions/pull/handler.ts'),
    import('../../functions/fetch/handler.ts'),
    import('../../functions/check/handler.ts'),
  ]);
  handlers = { pull: pull.handler, fetch: fetch.handler, check: check.handler };
  await prepareDatabase(database(uri), RETENTION);
}, 60_000);
afterAll(async () => {
  await closeConnections();
  await functions.close();
  await set.close();
}, 30_000);
// The stages' own lines are not part of the report.
beforeEach(() => {
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
});

const say = (line: string): void => void process.stdout.write(`  replica set: ${line}\n`);

test.each([
  ['a step-down', 'down', () => set.stepDown()],
  ['kill -9 of the primary', 'kill', () => set.killPrimary()],
])(
  'no acknowledged window is lost or doubled under load: %s',
  async (what, prefix, befall) => {
    const db = database(uri);
    const load = await startLoad(db, prefix);
    await until('pulls before', () => load.acknowledgedPulls >= PULLS);
    const dead = await befall();
    const then = load.acknowledgedPulls;
    await until('pulls after', () => load.acknowledgedPulls >= then + PULLS);
    const acknowledged = await load.stop();
    let total = 0;
    for (const { serverId, windows, pulls, lostAnswers } of acknowledged) {
      const stored = await readWindows(db, '1m', serverId, 0, Number.MAX_SAFE_INTEGER);
      expect(JSON.stringify(stored.slice(0, windows.length))).toBe(JSON.stringify(windows));
      const row = await findServer(db, serverId);
      expect(row?.rollupRevision).toBeGreaterThanOrEqual(pulls);
      expect(row?.rollupRevision).toBeLessThanOrEqual(pulls + lostAnswers);
      total += windows.length;
    }
    say(
      `${what}: ${total} acknowledged windows are there, longest pause ${Math.round(load.longestPauseMs)} ms, ` +
        `${load.failures.length} calls failed${load.failures.length === 0 ? '' : ` (${[...new Set(load.failures)].join('; ')})`}`,
    );
    await dead?.restart();
    await set.settled();
  },
  60_000,
);

test('the stages go on after a failover in the same process, and the next round brings what was missing', async () => {
  let nowMs = Date.now();
  jest.spyOn(Date, 'now').mockImplementation(() => nowMs);
  const db = database(uri);
  const agents = await Promise.all([1, 2, 3, 4, 5].map(() => startJournalAgent()));
  for (const [i, { address }] of agents.entries())
    await createServer(db, `agent${i}`, ServerInput.parse({ name: `agent ${i}`, address, cadence: CADENCE }), nowMs);
  const startMs = Math.floor(nowMs / MINUTE) * MINUTE - 10 * MINUTE;
  for (const agent of agents) for (let i = 0; i < 10; i += 1) agent.closeMinute(startMs + i * MINUTE, i >= 7);

  await round(nowMs);
  expect(functions.failures).toEqual([]);
  expect(await storedAndCurrent(agents)).toBe(agents.length);

  nowMs += MINUTE;
  for (const agent of agents) agent.closeMinute(startMs + 10 * MINUTE, true);
  const [first] = agents;
  if (!first) throw new Error('no agents');
  let killed: ReturnType<ReplicaSet['killPrimary']> | undefined;
  first.onAsked = async () => {
    await (killed ??= set.killPrimary());
  };
  await round(nowMs);
  expect(killed).toBeDefined();
  const current = await storedAndCurrent(agents);
  say(
    `stages: ${current} of ${agents.length} servers current after the round with the kill, ${functions.failures.length} invocations were called again`,
  );

  expect(await db.collection('alerts').countDocuments({ ruleId: 'cpu-busy' })).toBe(0);

  nowMs += MINUTE;
  for (const agent of agents) agent.closeMinute(startMs + 11 * MINUTE, true);
  const failedBefore = functions.failures.length;
  await round(nowMs);
  expect(functions.failures.slice(failedBefore)).toEqual([]);
  expect(await storedAndCurrent(agents)).toBe(agents.length);
  for (const [i] of agents.entries()) {
    // Five busy minutes fire, and only the last round brought the fifth: the check saw every one of them.
    expect(await db.collection('alerts').countDocuments({ serverId: `agent${i}`, ruleId: 'cpu-busy' })).toBe(1);
  }
  expect(database(uri).client).toBe(db.client);
  await Promise.all(agents.map((agent) => agent.close()));
}, 60_000);

const CADENCE = 'rate(1 minute)';

/** What a schedule starts, to the end of all that it leads to. */
async function round(nowMs: number): Promise<void> {
  await functions.invoke('pull', { cadence: CADENCE, scheduledTime: new Date(nowMs).toISOString() });
  await functions.idle();
}

/** How many servers have everything; a cursor never stands behind a window that is not stored. */
async function storedAndCurrent(agents: readonly JournalAgent[]): Promise<number> {
  let current = 0;
  for (const [i, { windows }] of agents.entries()) {
    const stored = await readWindows(database(uri), '1m', `agent${i}`, 0, Number.MAX_SAFE_INTEGER);
    const cursor = Number((await findServer(database(uri), `agent${i}`))?.cursor?.split(':')[1] ?? 0);
    expect(stored.slice(0, cursor)).toEqual(windows.slice(0, cursor));
    if (cursor === windows.length && stored.length === windows.length) current += 1;
  }
  return current;
}
