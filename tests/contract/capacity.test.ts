import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { SilenceInput } from '../../shared/model/alerting/silence.ts';
import { HeadroomAnswer } from '../../shared/model/api.ts';
import { FitsAnswer, FleetCapacityAnswer, PlanAnswer } from '../../shared/model/fleet-capacity.ts';
import { simulatePeaks } from '../../shared/model/peak-cost/simulated-peaks.test-fleet.ts';
import { rollUp } from '../../shared/model/roll-up.ts';
import { ServerInput } from '../../shared/model/server.ts';
import type { Window } from '../../shared/model/window.ts';
import { servers } from '../../shared/store/collections.ts';
import { closeConnections } from '../../shared/store/connection.ts';
import { readFit } from '../../shared/store/fits.ts';
import { createServer } from '../../shared/store/servers.ts';
import { putSilence } from '../../shared/store/silences.ts';
import { putWindows } from '../../shared/store/windows.ts';
import { apiEvent } from '../support/api-event.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { startLambda } from '../support/lambda.ts';
import { stageEnvironment } from '../support/stage-environment.ts';

type Handler = (event: unknown, context: Context) => Promise<unknown>;
const context = { getRemainingTimeInMillis: () => 60_000 } as Context;
const DAY_MS = 86_400_000;
const nowMs = Math.floor(Date.now() / DAY_MS) * DAY_MS;
const CORES = 64;

let database: TestDatabase;
let lambda: Awaited<ReturnType<typeof startLambda<'capacity' | 'plan'>>>;
let stages: Record<'capacity' | 'plan', Handler>;
let api: (event: unknown, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;
beforeAll(async () => {
  [database, lambda] = await Promise.all([openTestDatabase('capacity'), startLambda<'capacity' | 'plan'>()]);
  Object.assign(process.env, stageEnvironment(database.uriOfDb), { AWS_ENDPOINT_URL_LAMBDA: lambda.url });
  const { handler: capacity } = await import('../../functions/capacity/handler.ts');
  const { handler: plan } = await import('../../functions/plan/handler.ts');
  stages = { capacity, plan };
  ({ handler: api } = (await import('../../functions/api/handler.ts')) as unknown as { handler: typeof api });
  for (const name of ['a', 'b', 'new']) await register(name);
}, 60_000);
beforeEach(() => {
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
});
afterAll(async () => {
  await closeConnections();
  await Promise.all([database.close(), lambda.end()]);
});

/** A server with two weeks of ten minutes up to last midnight; the new one has none yet. */
async function register(name: string): Promise<void> {
  const price = { monthlyPrice: { amount: name === 'a' ? 40 : 50, currency: 'EUR' }, renewsOn: '2099-01-01' };
  await createServer(database.db, name, ServerInput.parse({ name, address: `${name}:1`, ...price }), 1);
  const size = { cores: CORES, memoryBytes: 128 * 2 ** 30 };
  const facts = { agentVersion: '1', hostName: name, platform: 'Linux', ...size, simulated: true };
  await servers(database.db).updateOne({ _id: name }, { $set: { facts } });
  if (name === 'new') return;
  const windows = upToNow(simulatePeaks('plain', name === 'a' ? 1 : 2).windows);
  await putWindows(database.db, '10m', [{ serverId: name, windows }], nowMs);
  await putWindows(database.db, '1h', [{ serverId: name, windows: rollUp(windows, 3_600_000) }], nowMs);
}

function upToNow(windows: readonly Window[]): Window[] {
  const shiftMs = nowMs - Math.max(...windows.map(({ startMs, lengthMs }) => startMs + lengthMs));
  return windows.map(({ startMs, peaks, ...rest }) => ({
    ...rest,
    startMs: startMs + shiftMs,
    peaks: Object.fromEntries(Object.entries(peaks).map(([name, p]) => [name, { ...p, atMs: p.atMs + shiftMs }])),
  }));
}

/** Runs a stage and all that it leads to. */
async function run(name: 'capacity' | 'plan', event: object = {}): Promise<unknown> {
  const summary = await stages[name](event, context);
  for (let next = lambda.held.shift(); next; next = lambda.held.shift()) await run(next.name, next.payload);
  return summary;
}

async function ask(method: string, path: string, query: Record<string, string> = {}, body?: object) {
  const { body: text, ...answer } = await api(apiEvent(method, path, query, body), context);
  return { ...answer, text: Buffer.from(text ?? '', 'base64').toString() };
}

async function get(path: string, query: Record<string, string> = {}): Promise<unknown> {
  const { statusCode, text } = await ask('GET', path, query);
  if (statusCode !== 200) throw new Error(`${path}: ${statusCode ?? 0} ${text}`);
  return JSON.parse(text);
}

test('before anything was worked out, the API says so', async () => {
  expect((await ask('GET', '/api/servers/nobody/headroom')).statusCode).toBe(404);
  const { statusCode, text } = await ask('GET', '/api/servers/a/headroom');
  expect(statusCode).toBe(409);
  expect(text).toContain('worked out once a day, and were not yet');
  expect(PlanAnswer.parse(await get('/api/plan'))).toMatchObject({ made: null, settings: { rates: {} } });
  const { groups, notFitted } = FleetCapacityAnswer.parse(await get('/api/capacity'));
  expect(groups).toEqual([]);
  expect(notFitted.map(({ serverName }) => serverName)).toEqual(['a', 'b', 'new']);
  expect(FitsAnswer.parse(await get('/api/servers/a/fits'))).toMatchObject({ last: null, history: [] });
});

test('once a day the costs of each server are worked out, and the API says how many more fit', async () => {
  const deploy = { atMs: nowMs - 7 * DAY_MS, text: 'deploy 1.4' };
  expect((await ask('POST', '/api/annotations', {}, deploy)).statusCode).toBe(201);
  expect(await run('capacity')).toMatchObject({ servers: 3, failed: 0, left: 0 });
  const answer = HeadroomAnswer.parse(await get('/api/servers/a/headroom'));
  expect(answer.limits).toEqual({ cpu: 0.85, memory: 0.85, filesystem: 0.9 });
  expect(answer.groups).toHaveLength(1);
  expect(answer.groups[0]).toMatchObject({ state: 'known', group: 'scrapy:news' });
  expect((await ask('GET', '/api/servers/a/headroom', { cpu: '7' })).statusCode).toBe(400);
  expect((await ask('GET', '/api/servers/new/headroom')).statusCode).toBe(409);

  const { last, history } = FitsAnswer.parse(await get('/api/servers/a/fits'));
  expect(last?.fit.means.method).toBe('time_of_day');
  expect(last?.fit.leaks).toMatchObject([{ state: 'unknown', reason: 'no_ages', group: 'scrapy:news' }]);
  const compared = last?.fit.changes.filter(({ annotation }) => annotation?.text === 'deploy 1.4') ?? [];
  expect(compared.map(({ kind, group, resource }) => [kind, group, resource])).toContainEqual([
    'cost',
    'scrapy:news',
    'cpu',
  ]);
  expect(compared.every(({ sentence }) => sentence.en.includes('deploy 1.4') && sentence.zh !== '')).toBe(true);
  expect(history).toHaveLength(1);
  expect(history[0]?.groups[0]?.peaks.cpu?.cost).toBeGreaterThan(0);

  const first = await readFit(database.db, 'a');
  expect(await run('capacity')).toMatchObject({ servers: 1 }); // one has nothing to work with, and is tried again
  expect(await readFit(database.db, 'a')).toEqual(first);
}, 60_000);

test('the rooms of all servers are added up by group', async () => {
  const [a, b] = await Promise.all(
    ['a', 'b'].map(async (id) => HeadroomAnswer.parse(await get(`/api/servers/${id}/headroom`, { cpu: '0.5' }))),
  );
  const rooms = [a, b].map((answer) => answer?.groups[0]).map((room) => (room?.state === 'known' ? room.more : NaN));
  const {
    groups,
    notFitted,
    limits,
    fits: grounds,
  } = FleetCapacityAnswer.parse(await get('/api/capacity', { cpu: '0.5' }));
  expect(limits.cpu).toBe(0.5);
  expect(grounds.map(({ serverName }) => serverName)).toEqual(['a', 'b']);
  expect(grounds.every(({ pointsUsed }) => pointsUsed.cpu > 1900)).toBe(true);
  expect(groups).toHaveLength(1);
  expect(groups[0]).toMatchObject({ group: 'scrapy:news', unknownServers: 0 });
  const prices = groups[0]?.servers.map(({ price }) => price);
  expect(prices?.map((price) => price?.currency)).toEqual(['EUR', 'EUR']);
  expect(prices?.every((price) => price && price.low < price.amount && price.amount < price.high)).toBe(true);
  expect(groups[0]?.more).toBe((rooms[0] ?? 0) + (rooms[1] ?? 0));
  expect(groups[0]?.efficiency.map(({ serverName, resource }) => `${serverName} ${resource}`).sort()).toEqual(
    expect.arrayContaining(['a cpu', 'b cpu']),
  );
  expect(notFitted.map(({ serverName }) => serverName)).toEqual(['new']);
});

test('what is a table comes as CSV, too, and a name from outside is no formula in it', async () => {
  await servers(database.db).updateOne({ _id: 'b' }, { $set: { name: '=1+2' } });
  for (const path of ['/api/servers/b/headroom', '/api/capacity', '/api/servers/b/fits', '/api/servers/b/capacity']) {
    const { statusCode, headers, text } = await ask('GET', path, { format: 'csv' });
    expect(statusCode).toBe(200);
    expect(headers?.['content-type']).toBe('text/csv; charset=utf-8');
    expect(String(headers?.['content-disposition'])).toMatch(/^attachment; filename="[\w.-]+\.csv"$/);
    const lines = text.trim().split('\r\n');
    expect(lines.length).toBeGreaterThan(1);
    expect(text).toContain(",'=1+2,".slice(path === '/api/servers/b/fits' ? 0 : 1));
    expect(text).not.toMatch(/(^|,)=/m);
  }
  await servers(database.db).updateOne({ _id: 'b' }, { $set: { name: 'b' } });
  expect((await ask('GET', '/api/plan', { format: 'xml' })).statusCode).toBe(400);
});

test('the plan gives back the dearer of two servers that fit into one, and follows the settings', async () => {
  const { made } = PlanAnswer.parse(await get('/api/plan'));
  expect(made?.plan.savings).toEqual([{ monthly: 50, currency: 'EUR' }]);
  expect(made?.plan.releases[0]).toMatchObject({ server: { name: 'b' }, renewalMs: Date.UTC(2099, 0, 1) });
  expect(made?.plan.stays).toContainEqual(expect.objectContaining({ reason: 'not_measured' }));
  expect(made?.plan.gaps.map(({ server }) => server.name)).not.toContain('new');
  const { text } = await ask('GET', '/api/plan', { format: 'csv' });
  expect(text).toContain('b,give back,,50,EUR,2099-01-01,scrapy:news,');
  expect(text).toContain('new,keep,not_measured,');

  const [fullest] = made?.plan.targets.map((target) => target.fullest.value / CORES) ?? [];
  const tight = { limits: { cpu: (fullest ?? 0) - 0.01 } };
  expect((await ask('PUT', '/api/plan/settings', {}, tight)).statusCode).toBe(200);
  expect(lambda.held.map(({ name }) => name)).toEqual(['plan']);
  await run('plan');
  const tightened = PlanAnswer.parse(await get('/api/plan'));
  expect(tightened.settings.limits.cpu).toBeCloseTo(tight.limits.cpu);
  expect(tightened.made?.plan.releases).toEqual([]);
  expect(tightened.made?.plan.stays.map(({ reason }) => reason).sort()).toContain('no_room');
  expect((await ask('PUT', '/api/plan/settings', {}, { limits: { cpu: 2 } })).statusCode).toBe(400);
  expect((await ask('PUT', '/api/plan/settings', {}, { rates: { euro: 1 } })).statusCode).toBe(400);

  await servers(database.db).updateOne({ _id: 'b' }, { $set: { pinned: true } });
  await ask('PUT', '/api/plan/settings', {}, {});
  expect((await ask('POST', '/api/plan')).statusCode).toBe(202);
  lambda.held.splice(0);
  await run('capacity');
  const pinned = PlanAnswer.parse(await get('/api/plan'));
  expect(pinned.made?.plan.releases.map(({ server }) => server.name)).toEqual(['a']);
});

test('maintenance is left out', async () => {
  const silence = {
    author: 'Ana',
    comment: 'load test',
    scope: { kind: 'servers', serverIds: ['a'] },
    when: { kind: 'once', startsMs: nowMs - 20 * DAY_MS, endsMs: nowMs - DAY_MS },
  };
  await putSilence(database.db, 'q', SilenceInput.parse(silence), 1);
  await database.db.collection('fits').deleteMany({});
  await run('capacity');
  const found = await readFit(database.db, 'a');
  expect(found?.fit.peaks.days).toBeGreaterThan(0.9);
  expect(found?.fit.peaks.days).toBeLessThan(1.1);
}, 60_000);

test('a deleted server takes what was worked out of it along', async () => {
  expect((await ask('DELETE', '/api/servers/b')).statusCode).toBe(200);
  expect(await readFit(database.db, 'b')).toBeNull();
  expect(await database.db.collection('cost_history').countDocuments()).toBe(1);
});
