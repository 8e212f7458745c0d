import { gunzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { dispatch } from '../functions/api/router.ts';
import { routes } from '../functions/api/routes/index.ts';
import { httpHandler } from '../functions/platform/http.ts';
import { costsOf, fitServer } from '../shared/model/fit-server.ts';
import { seededRandom } from '../shared/model/peak-cost/seeded-random.ts';
import { realisticMinutes, SMALL_SERVER } from '../shared/model/realistic-window.fixture.ts';
import { rollUp } from '../shared/model/roll-up.ts';
import { ServerInput } from '../shared/model/server.ts';
import { parseRetention, rollupSteps, tiers } from '../shared/model/tiers.ts';
import { viewWindow } from '../shared/model/view.ts';
import type { Window } from '../shared/model/window.ts';
import { closeConnections, database, type Db } from '../shared/store/connection.ts';
import { putFit } from '../shared/store/fits.ts';
import { prepareDatabase } from '../shared/store/schema.ts';
import { createServer } from '../shared/store/servers.ts';
import { putWindows } from '../shared/store/windows.ts';
import { benchServers } from './databases.ts';

/**
 * `npm run bench:query [runs]`: what a range of 30 days of one server and the list of a fleet of 1,000 take in the API's
 * handler, from the event to the compressed answer, on a real MongoDB and on the embedded server. Windows and rows are
 * made up but plausible, stored as the product stores them.
 */
const runs = Number(process.argv[2] ?? 25);
const FLEET = 1_000;
const DAY_MS = 86_400_000;
const DAYS = 30;
const MINUTE_MS = 60_000;
const BUDGET_MS = { 'real MongoDB': 100, embedded: 300 } as const;
const nowMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
const SIZE = { cores: 16, memoryBytes: 2 ** 35 };
const idOf = (i: number) => `6f1c0d5293f44b8e${String(i).padStart(8, '0')}`;

const range = (days: number) => ({ from: String(nowMs - days * DAY_MS), to: String(nowMs) });
const ofServer = `/api/servers/${idOf(0)}`;
const questions = [
  { title: 'windows, 30 days', path: `${ofServer}/windows`, query: range(30), isBudgeted: true },
  { title: 'peaks, 30 days', path: `${ofServer}/peaks`, query: range(30), isBudgeted: true },
  { title: 'windows, 7 days', path: `${ofServer}/windows`, query: range(7), isBudgeted: false },
  { title: 'windows, 1 day', path: `${ofServer}/windows`, query: range(1), isBudgeted: false },
  { title: `fleet of ${FLEET}`, path: '/api/latest', query: {}, isBudgeted: true },
  { title: 'registry, 500 rows', path: '/api/servers', query: { limit: '500' }, isBudgeted: false },
  { title: `capacity of ${FLEET}`, path: '/api/capacity', query: {}, isBudgeted: false },
  { title: 'status', path: '/api/status', query: {}, isBudgeted: false },
];

configure();
const minutes = realisticMinutes(SMALL_SERVER, nowMs - DAYS * DAY_MS, DAYS * 1_440);
for (const start of benchServers()) {
  const server = await start();
  const db = database(server.uri);
  await fill(db);
  const handler = httpHandler((event) =>
    dispatch(
      routes,
      event,
      () => Promise.resolve(db),
      () => nowMs,
    ),
  ) as unknown as Handler;
  console.log(`${server.name}, ${runs} runs, budget ${BUDGET_MS[server.name]} ms`);
  console.log('  question              median ms  p95 ms  own CPU ms  answer KB  sent KB');
  for (const { title, path, query, isBudgeted } of questions) {
    const { times, cpuMs, answerBytes, sentBytes } = await measure(handler, path, query);
    const [median, p95] = [times[Math.floor(runs / 2)] ?? NaN, times[Math.ceil(0.95 * runs) - 1] ?? NaN];
    const verdict = !isBudgeted ? '' : median <= BUDGET_MS[server.name] ? 'kept' : 'NOT KEPT';
    console.log(
      `  ${title.padEnd(20)}  ${median.toFixed(1).padStart(9)}  ${p95.toFixed(1).padStart(6)}  ${cpuMs.toFixed(1).padStart(10)}  ${kilobytes(answerBytes)}  ${kilobytes(sentBytes).slice(2)}  ${verdict}`,
    );
  }
  await db.dropDatabase();
  await closeConnections();
  await server.close();
}

type Handler = (event: APIGatewayProxyEventV2, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

/** Times in order, and the median of this process's CPU, which another load on the machine does not lengthen; two runs before do not count. */
async function measure(handler: Handler, path: string, query: Record<string, string>) {
  const event = {
    headers: { 'accept-encoding': 'gzip' },
    rawPath: path,
    queryStringParameters: query,
    requestContext: { http: { method: 'GET' } },
  } as unknown as APIGatewayProxyEventV2;
  const times: number[] = [];
  const cpu: number[] = [];
  let sent = Buffer.alloc(0);
  for (let run = -2; run < runs; run += 1) {
    const startedMs = performance.now();
    const before = process.cpuUsage();
    const { statusCode, body = '' } = await handler(event, {} as Context);
    if (run >= 0) {
      times.push(performance.now() - startedMs);
      const { user, system } = process.cpuUsage(before);
      cpu.push((user + system) / 1000);
    }
    sent = Buffer.from(body, 'base64');
    if (statusCode !== 200) throw new Error(`${path}: ${statusCode}`);
  }
  const answerBytes = sent[0] === 0x1f ? gunzipSync(sent).length : sent.length;
  const inOrder = (list: number[]) => list.sort((a, b) => a - b);
  return {
    times: inOrder(times),
    cpuMs: inOrder(cpu)[Math.floor(runs / 2)] ?? NaN,
    answerBytes,
    sentBytes: sent.length,
  };
}

/** One server with all of its windows that the retention keeps, and a fleet of rows with their latest windows. */
async function fill(db: Db): Promise<void> {
  const retention = parseRetention('');
  if ('problem' in retention) throw new RangeError(retention.problem);
  await prepareDatabase(db, retention);
  const lengths = new Map<string, readonly Window[]>([['1m', minutes]]);
  for (const { from, to } of rollupSteps) lengths.set(to.name, rollUp(lengths.get(from.name) ?? [], to.lengthMs));
  for (const { name, retentionMs } of tiers) {
    const kept = (lengths.get(name) ?? []).filter(({ startMs }) => startMs >= nowMs - retentionMs);
    await putWindows(db, name, [{ serverId: idOf(0), windows: kept }], Date.now());
  }
  const tenMinutes = (lengths.get('10m') ?? []).filter(({ startMs }) => startMs >= nowMs - 14 * DAY_MS);
  const source = { windows: tenMinutes, hours: lengths.get('1h') ?? [], annotations: [] };
  const fit = fitServer(source, SIZE, seededRandom(1));
  for (let i = 0; i < FLEET; i += 1) await putFit(db, idOf(i), fit, costsOf(fit), nowMs);
  const rows = db.collection<{ _id: string }>('servers');
  const startMs = nowMs - 2 * MINUTE_MS;
  await putWindows(
    db,
    '1m',
    Array.from({ length: FLEET }, (_, i) => ({
      serverId: idOf(i),
      windows: minutes.slice(20 * i, 20 * i + 1).map((window) => ({ ...window, startMs })),
    })),
    Date.now(),
  );
  for (let i = 0; i < FLEET; i += 1) {
    const input = {
      name: `crawler ${String(i).padStart(4, '0')}`,
      address: `10.0.${i >> 8}.${i & 255}:9464`,
      tags: ['eu', 'news'],
    };
    await createServer(db, idOf(i), ServerInput.parse(input), nowMs);
    const [latest, open] = minutes.slice(20 * i, 20 * i + 2).map(viewWindow);
    const facts = {
      agentVersion: '0.1.0',
      hostName: `crawler-${i}`,
      platform: 'linux',
      ...SIZE,
    };
    const pulled = {
      lastAttemptMs: nowMs,
      lastContactMs: nowMs,
      roundTripMs: 12,
      clockSkewMs: 3,
      cursor: `00000000000000aa:${i}`,
    };
    await rows.updateOne(
      { _id: idOf(i) },
      {
        $set: {
          ...pulled,
          facts,
          latest: { ...latest, startMs },
          open: { ...open, startMs: startMs + MINUTE_MS },
          rollupFromMs: nowMs - 8 * MINUTE_MS,
        },
      },
    );
  }
}

function kilobytes(bytes: number): string {
  return (bytes / 1024).toFixed(0).padStart(9);
}

function configure(): void {
  // eslint-disable-next-line no-restricted-properties -- the benchmark configures the handler that it runs in its own process
  Object.assign(process.env, {
    MONGODB_URI: 'mongodb://127.0.0.1',
    FUNCTION_PREFIX: 'bench-',
    SCHEDULE_GROUP: 'bench',
    PULL_FUNCTION_ARN: 'bench',
    SCHEDULER_ROLE_ARN: 'bench',
  });
}
