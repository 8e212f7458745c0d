import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { AlertAnswer, AlertsAnswer } from '../../shared/model/api.ts';
import { type Rule, RuleInput } from '../../shared/model/alerting/rule.ts';
import { ServerInput } from '../../shared/model/server.ts';
import { parseRetention, type Retention } from '../../shared/model/tiers.ts';
import { closeConnections, type Db } from '../../shared/store/connection.ts';
import { indexesOf } from '../../shared/store/collections.ts';
import { putRule } from '../../shared/store/rules.ts';
import { prepareDatabase } from '../../shared/store/schema.ts';
import { createServer as createServerRow } from '../../shared/store/servers.ts';
import { apiEvent } from './api-event.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';
import { type HeldInvocation, startLambda } from './lambda.ts';
import { startSmtp, type TestSmtp } from './smtp.ts';
import { stageEnvironment } from './stage-environment.ts';

type Handler = (event: unknown, context: Context) => Promise<unknown>;
const STAGES = ['pull', 'fetch', 'check', 'notify'] as const;
export type StageName = (typeof STAGES)[number];
const CADENCE = 'rate(1 minute)';
const context = { getRemainingTimeInMillis: () => 60_000 } as Context;

/** The stages of the alert centre in this process, with a database, a mail server and what takes the place of Lambda's API. */
export interface AlertStages {
  readonly database: TestDatabase;
  readonly db: Db;
  readonly smtp: TestSmtp;
  /** Where stages invoke others; what runs in another process gets it in its environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Called when a stage asks for another; that one runs when `run` comes to it. */
  onInvoke: () => Promise<void>;
  /** What stages asked for while `holdInvocations` is set: then it does not run. */
  holdInvocations: boolean;
  readonly held: HeldInvocation<StageName>[];
  /** Runs a stage, and then all that it leads to. @returns what the stage itself came to. */
  run(name: StageName, event?: object): Promise<unknown>;
  /** What a minute brings: the schedule that pulls, and the sweep. */
  minute(): Promise<void>;
  api(method: string, path: string, body?: object): Promise<unknown>;
  alerts(): Promise<AlertsAnswer['alerts']>;
  /** The messages of an alert: `firing x@example.org sent`. */
  messagesOf(alertId: string): Promise<string[]>;
  /** Everything but the schema begins anew, without rules. */
  clear(): Promise<void>;
  server(id: string, address: string): Promise<void>;
  rule(id: string, different?: object): Promise<Rule>;
  close(): Promise<void>;
}

/** To be called before any stage is imported: they read their environment once. */
export async function startAlertStages(
  name: string,
  extra: Readonly<Record<string, string>> = {},
): Promise<AlertStages> {
  const [database, smtp, lambda] = await Promise.all([openTestDatabase(name), startSmtp(), startLambda<StageName>()]);
  const environment = {
    ...stageEnvironment(database.uriOfDb),
    AWS_ENDPOINT_URL_LAMBDA: lambda.url,
    SMTP_URL: smtp.url,
    MAIL_FROM: 'Peakwatch <alerts@example.org>',
    MAIL_TO: 'ops@example.org',
    PUBLIC_URL: 'http://127.0.0.1/',
    GROUP_WAIT: '0',
    ...extra,
  };
  Object.assign(process.env, environment);
  const handlers = await importHandlers();
  const api = await importApi();
  const { db } = database;
  await prepareDatabase(db, RETENTION);
  const run = async (stage: StageName, event: object = {}): Promise<unknown> => {
    const summary = await handlers[stage](event, context);
    if (lambda.holdInvocations) return summary;
    for (let next = lambda.held.shift(); next; next = lambda.held.shift()) await run(next.name, next.payload);
    return summary;
  };
  return Object.assign(lambda, recordsOf(db, api), {
    database,
    db,
    smtp,
    environment,
    run,
    async minute() {
      await run('pull', { cadence: CADENCE, scheduledTime: new Date(Date.now()).toISOString() });
      await run('check');
    },
    api,
    async clear() {
      lambda.holdInvocations = false;
      lambda.held.splice(0);
      await Promise.all(Object.keys(indexesOf(RETENTION)).map((each) => db.collection(each).deleteMany({})));
      (smtp.mails as unknown[]).splice(0);
    },
    async close() {
      await closeConnections();
      await Promise.all([database.close(), smtp.stop(), lambda.end()]);
    },
  });
}

type Api = AlertStages['api'];

function recordsOf(db: Db, api: Api): Pick<AlertStages, 'alerts' | 'messagesOf' | 'server' | 'rule'> {
  return {
    alerts: async () => ((await api('GET', '/api/alerts')) as AlertsAnswer).alerts,
    async messagesOf(alertId) {
      const { messages } = (await api('GET', `/api/alerts/${encodeURIComponent(alertId)}`)) as AlertAnswer;
      return messages.map(({ kind, recipient, status, reason }) =>
        [kind, recipient, status, ...(reason === null ? [] : [reason])].join(' '),
      );
    },
    async server(id, address) {
      await createServerRow(db, id, ServerInput.parse({ name: id, address, cadence: CADENCE }), Date.now());
    },
    async rule(id, different = {}) {
      const rule = RuleInput.parse({ ...('kind' in different ? ANY : BUSY), name: id, ...different });
      await putRule(db, id, rule);
      return { id, ...rule };
    },
  };
}

async function importApi(): Promise<Api> {
  const { handler } = await import('../../functions/api/handler.ts');
  return async (method, path, body) => {
    const answer = await handler(apiEvent(method, path, {}, body), context);
    return decoded(answer, `${method} ${path}`);
  };
}

const RETENTION = parseRetention('') as Retention;

/** More than nine tenths of the CPU in a minute's mean, at once. */
const ANY = { enabled: true, severity: 'critical' };
const BUSY = {
  ...ANY,
  kind: 'threshold',
  metric: 'cpu_busy_ratio',
  statistic: 'mean',
  threshold: 0.9,
  clearThreshold: 0.8,
  forMs: 0,
};

async function importHandlers(): Promise<Readonly<Record<StageName, Handler>>> {
  const found = await Promise.all(
    STAGES.map(async (stage) => [stage, ((await import(`../../functions/${stage}/handler.ts`)) as Module).handler]),
  );
  return Object.fromEntries(found) as Record<StageName, Handler>;
}
interface Module {
  readonly handler: Handler;
}

function decoded({ statusCode = 0, body = '' }: APIGatewayProxyStructuredResultV2, what: string): unknown {
  const text = Buffer.from(body, 'base64').toString();
  if (statusCode >= 300) throw new Error(`${what}: ${statusCode} ${text}`);
  return JSON.parse(text);
}
