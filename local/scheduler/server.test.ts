import { EventEmitter, once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  ConflictException,
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  DeleteScheduleGroupCommand,
  GetScheduleCommand,
  GetScheduleGroupCommand,
  ListScheduleGroupsCommand,
  ListSchedulesCommand,
  ListTagsForResourceCommand,
  paginateListSchedules,
  ResourceNotFoundException,
  SchedulerClient,
  UpdateScheduleCommand,
  ValidationException,
} from '@aws-sdk/client-scheduler';
import { type RunningScheduler, type SchedulerOptions, startScheduler } from './server.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:peakwatch-local-pull';
const schedule = (change: Partial<CreateScheduleCommandInput> = {}): CreateScheduleCommandInput => ({
  Name: 'cadence-1m',
  ScheduleExpression: 'rate(1 minute)',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: { Arn: FUNCTION, RoleArn: 'arn:aws:iam::000000000000:role/any', Input: '{"cadence":"rate(1 minute)"}' },
  ...change,
});

interface Invocation {
  readonly path: string;
  readonly type: string | undefined;
  readonly payload: Record<string, unknown>;
}

/** What answers AWS_ENDPOINT_URL_LAMBDA: keeps each invocation and refuses the first `failures`. */
class LambdaEndpoint {
  readonly invocations: Invocation[] = [];
  readonly server: Server;
  failures = 0;
  #waiting: (() => void)[] = [];

  constructor() {
    this.server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        const type = request.headers['x-amz-invocation-type'] as string | undefined;
        this.invocations.push({ path: request.url ?? '', type, payload: JSON.parse(text) as Record<string, unknown> });
        response.writeHead(this.failures-- > 0 ? 503 : 202).end();
        for (const resolve of this.#waiting.splice(0)) resolve();
      });
    });
  }

  async take(count: number): Promise<Invocation[]> {
    while (this.invocations.length < count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.invocations.splice(0, count);
  }
}

let folder: string;
let lambda: LambdaEndpoint;
let running: RunningScheduler;
let client: SchedulerClient;
let logged: EventEmitter<{ line: [string] }>;

async function start(change: Partial<SchedulerOptions> = {}): Promise<void> {
  const { port } = lambda.server.address() as AddressInfo;
  running = await startScheduler({
    host: '127.0.0.1',
    port: 0,
    lambdaEndpoint: `http://127.0.0.1:${port}`,
    file: join(folder, 'deep', 'schedules.json'),
    backoffMs: [1, 1],
    log: (message) => logged.emit('line', message),
    ...change,
  });
  client = new SchedulerClient({
    endpoint: running.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    maxAttempts: 1,
  });
}

async function stop(): Promise<void> {
  client.destroy();
  await running.close();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'peakwatch-scheduler-'));
  logged = new EventEmitter();
  lambda = new LambdaEndpoint();
  lambda.server.listen(0, '127.0.0.1');
  await once(lambda.server, 'listening');
  await start();
});

afterEach(async () => {
  await stop();
  lambda.server.closeAllConnections();
  lambda.server.close();
  rmSync(folder, { recursive: true });
});

describe('schedules through the real client', () => {
  test('a schedule is made, read, changed, listed and deleted', async () => {
    const beforeMs = Date.now();
    const made = await client.send(
      new CreateScheduleCommand(schedule({ StartDate: new Date('2040-01-01T00:00:00Z') })),
    );
    expect(made.ScheduleArn).toMatch(/^arn:aws:scheduler:.*:schedule\/default\/cadence-1m$/);

    const got = await client.send(new GetScheduleCommand({ Name: 'cadence-1m' }));
    expect(got).toMatchObject({
      Arn: made.ScheduleArn,
      GroupName: 'default',
      State: 'ENABLED',
      ScheduleExpressionTimezone: 'UTC',
      StartDate: new Date('2040-01-01T00:00:00Z'),
      Target: schedule().Target,
    });
    expect(got.CreationDate?.getTime()).toBeGreaterThanOrEqual(beforeMs);

    await client.send(
      new UpdateScheduleCommand(schedule({ ScheduleExpression: 'rate(5 minutes)', State: 'DISABLED' })),
    );
    const changed = await client.send(new GetScheduleCommand({ Name: 'cadence-1m' }));
    expect(changed).toMatchObject({
      ScheduleExpression: 'rate(5 minutes)',
      State: 'DISABLED',
      CreationDate: got.CreationDate,
    });
    expect(changed.StartDate).toBeUndefined();

    const listed = await client.send(new ListSchedulesCommand({ State: 'DISABLED' }));
    expect(listed.Schedules).toMatchObject([{ Name: 'cadence-1m', Target: { Arn: FUNCTION } }]);
    await client.send(new DeleteScheduleCommand({ Name: 'cadence-1m' }));
    const after = await client.send(new ListSchedulesCommand({}));
    expect(after.Schedules).toEqual([]);
  });

  test('pages hold what was asked for and end', async () => {
    for (const Name of ['a-1', 'b-1', 'b-2', 'b-3', 'c-1']) {
      await client.send(new CreateScheduleCommand(schedule({ Name, State: 'DISABLED' })));
    }
    const pages: (string | undefined)[][] = [];
    for await (const page of paginateListSchedules(
      { client, pageSize: 2 },
      { GroupName: 'default', NamePrefix: 'b-' },
    )) {
      pages.push(page.Schedules?.map((each) => each.Name) ?? []);
    }
    expect(pages).toEqual([['b-1', 'b-2'], ['b-3']]);
  });

  test('groups hold schedules of the same name and take them along when deleted', async () => {
    await client.send(new CreateScheduleGroupCommand({ Name: 'peakwatch' }));
    await client.send(new CreateScheduleCommand(schedule({ GroupName: 'peakwatch', State: 'DISABLED' })));
    await client.send(new CreateScheduleCommand(schedule({ State: 'DISABLED' })));
    const groups = await client.send(new ListScheduleGroupsCommand({ NamePrefix: 'peak' }));
    expect(groups.ScheduleGroups).toMatchObject([{ Name: 'peakwatch', State: 'ACTIVE' }]);
    await client.send(new DeleteScheduleGroupCommand({ Name: 'peakwatch' }));
    await expect(client.send(new GetScheduleGroupCommand({ Name: 'peakwatch' }))).rejects.toThrow(
      ResourceNotFoundException,
    );
    const left = await client.send(new ListSchedulesCommand({}));
    expect(left.Schedules?.map((each) => each.GroupName)).toEqual(['default']);
  });

  test('groups that the stack would make are there', async () => {
    await stop();
    await start({ groups: ['peakwatch-local'] });
    await client.send(new CreateScheduleCommand(schedule({ GroupName: 'peakwatch-local', State: 'DISABLED' })));
    const groups = await client.send(new ListScheduleGroupsCommand({}));
    expect(groups.ScheduleGroups?.map((each) => each.Name)).toEqual(['default', 'peakwatch-local']);
  });

  test('the same request sent twice is one schedule, another of the same name a conflict', async () => {
    const command = schedule({ State: 'DISABLED', ClientToken: 'once' });
    await client.send(new CreateScheduleCommand(command));
    await expect(client.send(new CreateScheduleCommand(command))).resolves.toHaveProperty('ScheduleArn');
    await expect(client.send(new CreateScheduleCommand(schedule()))).rejects.toThrow(ConflictException);
    await client.send(new CreateScheduleGroupCommand({ Name: 'g' }));
    await expect(client.send(new CreateScheduleGroupCommand({ Name: 'g' }))).rejects.toThrow(ConflictException);
  });

  test.each([
    ['cron', { ScheduleExpression: 'cron(0 12 * * ? *)' }, /cron\(0 12 .*keeps rate/],
    [
      'another target',
      { Target: { Arn: 'arn:aws:sqs:us-east-1:1:queue', RoleArn: 'r' } },
      /Target\.Arn: must be .* Lambda/,
    ],
    ['a name with a blank', { Name: 'a b' }, /Name: is no name/],
    ['a time zone of nowhere', { ScheduleExpressionTimezone: 'Mars/Olympus' }, /no known time zone/],
    ['a key', { KmsKeyArn: 'arn:aws:kms:us-east-1:1:key/1' }, /KmsKeyArn/],
  ])('%s is refused in words', async (_title, change, message) => {
    const sent = client.send(new CreateScheduleCommand(schedule(change)));
    await expect(sent).rejects.toThrow(ValidationException);
    await expect(sent).rejects.toThrow(message);
  });

  test('what is not there is not found', async () => {
    const absent = [
      client.send(new GetScheduleCommand({ Name: 'none' })),
      client.send(new UpdateScheduleCommand(schedule())),
      client.send(new DeleteScheduleCommand({ Name: 'none' })),
      client.send(new CreateScheduleCommand(schedule({ GroupName: 'none' }))),
      client.send(new DeleteScheduleGroupCommand({ Name: 'none' })),
    ];
    const outcomes = await Promise.allSettled(absent);
    const names = outcomes.map((each) => (each.status === 'rejected' ? (each.reason as Error).name : 'found'));
    expect(names).toEqual(Array(5).fill('ResourceNotFoundException'));
    const tags = client.send(
      new ListTagsForResourceCommand({ ResourceArn: 'arn:aws:scheduler:us-east-1:0:schedule-group/x' }),
    );
    await expect(tags).rejects.toThrow(/does not know GET/);
  });

  test('a request from a web page is refused, a body that is no JSON too', async () => {
    const url = `${running.url}/schedules/x`;
    const page = await fetch(url, {
      method: 'POST',
      body: JSON.stringify(schedule()),
      headers: { origin: 'http://evil.example' },
    });
    expect(page.status).toBe(403);
    const broken = await fetch(url, { method: 'POST', body: '{' });
    expect([broken.status, await broken.json()]).toEqual([400, { Message: 'The body is no JSON.' }]);
  });
});

describe('firing', () => {
  test('a new rate fires at once, asynchronously, with the context attributes filled in', async () => {
    const Input =
      '{"at":"<aws.scheduler.scheduled-time>","try":"<aws.scheduler.attempt-number>","by":"<aws.scheduler.schedule-arn>"}';
    await client.send(new CreateScheduleCommand(schedule({ Target: { Arn: FUNCTION, RoleArn: 'r', Input } })));
    const [first] = await lambda.take(1);
    expect(first).toMatchObject({
      path: '/2015-03-31/functions/peakwatch-local-pull/invocations',
      type: 'Event',
      payload: { try: '1', by: expect.stringMatching(/schedule\/default\/cadence-1m$/) },
    });
    expect(first?.payload['at']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(Math.abs(Date.now() - Date.parse(String(first?.payload['at'])))).toBeLessThan(10_000);
  });

  test('speed shortens the minute', async () => {
    await stop();
    await start({ speed: 600 });
    await client.send(new CreateScheduleCommand(schedule()));
    const startMs = performance.now();
    await lambda.take(4);
    const elapsedMs = performance.now() - startMs;
    expect(elapsedMs).toBeGreaterThan(200);
    expect(elapsedMs).toBeLessThan(5_000);
  });

  test('an invocation that fails is tried again', async () => {
    lambda.failures = 2;
    const Input = '{"try":<aws.scheduler.attempt-number>}';
    await client.send(new CreateScheduleCommand(schedule({ Target: { Arn: FUNCTION, RoleArn: 'r', Input } })));
    const tries = await lambda.take(3);
    expect(tries.map((each) => each.payload)).toEqual([{ try: 1 }, { try: 2 }, { try: 3 }]);
  });

  test('what keeps failing is given up after the attempts that its policy allows, and said', async () => {
    lambda.failures = 5;
    const said = once(logged, 'line');
    const RetryPolicy = { MaximumRetryAttempts: 1 };
    await client.send(
      new CreateScheduleCommand(schedule({ Target: { Arn: FUNCTION, RoleArn: 'r', Input: '{}', RetryPolicy } })),
    );
    await lambda.take(2);
    expect(await said).toEqual([
      expect.stringMatching(/cadence-1m: gave up invoking peakwatch-local-pull after 2 attempts/),
    ]);
    expect(lambda.invocations).toEqual([]);
  });

  test('a one-time schedule fires once, also over a restart, and is deleted when it asks for that', async () => {
    const past = new Date(Date.now() - 5_000).toISOString().slice(0, 19);
    const once = { ScheduleExpression: `at(${past})` };
    await client.send(new CreateScheduleCommand(schedule(once)));
    await client.send(new CreateScheduleCommand(schedule({ ...once, Name: 'gone', ActionAfterCompletion: 'DELETE' })));
    await lambda.take(2);
    await stop();
    await start();
    const left = await client.send(new ListSchedulesCommand({}));
    expect(left.Schedules?.map((each) => each.Name)).toEqual(['cadence-1m']);
    await client.send(
      new CreateScheduleCommand(
        schedule({ Name: 'other', Target: { Arn: FUNCTION, RoleArn: 'r', Input: '{"other":1}' } }),
      ),
    );
    expect((await lambda.take(1)).map((each) => each.payload)).toEqual([{ other: 1 }]);
  });

  test('a restart keeps the schedules; paused, they wait for the word', async () => {
    await client.send(new CreateScheduleCommand(schedule()));
    await lambda.take(1);
    await stop();
    await start({ paused: true });
    await expect(client.send(new GetScheduleCommand({ Name: 'cadence-1m' }))).resolves.toMatchObject({
      State: 'ENABLED',
    });
    expect(lambda.invocations).toEqual([]);
    running.resume();
    expect(await lambda.take(1)).toHaveLength(1);
  });

  test('a damaged file is named and left as it is', async () => {
    const file = join(folder, 'damaged.json');
    writeFileSync(file, '{"version":1,');
    const again = startScheduler({
      host: '127.0.0.1',
      port: 0,
      lambdaEndpoint: 'http://127.0.0.1:9',
      file,
      log: () => undefined,
    });
    await expect(again).rejects.toThrow(`The schedules in ${file} cannot be read`);
    expect(readFileSync(file, 'utf8')).toBe('{"version":1,');
  });
});
