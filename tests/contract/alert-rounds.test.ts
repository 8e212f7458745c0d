import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type AlertStages, startAlertStages } from '../support/alert-stages.ts';
import { until } from '../support/system.ts';
import { MINUTE_MS, type ScriptedAgent, startScriptedAgent } from '../support/scripted-agent.ts';

const HOUR_MS = 60 * MINUTE_MS;
const QUIET = 0.1;
const BUSY = 0.97;

let stages: AlertStages;
const agents: ScriptedAgent[] = [];
/** The time of the stages; the database, the mail server and all waits have the machine's. */
let nowMs = 0;

beforeAll(async () => {
  stages = await startAlertStages('rounds');
}, 60_000);
afterAll(async () => {
  await stages.close();
});
beforeEach(async () => {
  nowMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  jest.spyOn(Date, 'now').mockImplementation(() => nowMs);
  // The stages' own lines are not part of the report.
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  await stages.clear();
});
afterEach(async () => {
  stages.smtp.bouncing.clear();
  stages.smtp.hanging.clear();
  await Promise.all(agents.splice(0).map((agent) => agent.end()));
});

/** Servers named after their agents, each with a quiet minute behind it. */
async function servers<Ids extends string[]>(...ids: Ids): Promise<{ [I in keyof Ids]: ScriptedAgent }> {
  const started = await Promise.all(
    ids.map(async (id) => {
      const agent = await startScriptedAgent();
      await stages.server(id, agent.address);
      return agent;
    }),
  );
  agents.push(...started);
  await minutes(1, ...started.map((agent) => [agent, QUIET] as const));
  return started as { [I in keyof Ids]: ScriptedAgent };
}

/** A minute goes by: it closes with these loads, and everything that a minute brings happens. */
async function minutes(count: number, ...loads: readonly (readonly [ScriptedAgent, number])[]): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    for (const [agent, cpu] of loads) agent.close(nowMs, cpu);
    nowMs += MINUTE_MS;
    await stages.minute();
  }
}

const mails = () => stages.smtp.mails.map(({ to, subject }) => `${to}: ${subject}`);
/** How many mails name each of these. */
const mailsNaming = (...names: string[]) =>
  names.map((name) => stages.smtp.mails.filter(({ text }) => text.includes(name)).length);

/** How often any message to somebody was tried so far. */
async function attemptsFor(recipient: string): Promise<number> {
  const found = await stages.db.collection('messages').find({ recipient }).toArray();
  return found.reduce((sum, { attempts }) => sum + Number(attempts), 0);
}

async function onlyAlert() {
  const found = await stages.alerts();
  expect(found).toHaveLength(1);
  const [alert] = found;
  if (!alert) throw new Error('there is no alert');
  return alert;
}

describe('the mail server is away for an hour', () => {
  afterEach(() => stages.smtp.start());

  test('and every alert is mailed exactly once when it is back, also those that are over by then', async () => {
    await stages.rule('busy');
    await stages.rule('alone', { recipients: ['alone@example.org'], scope: { kind: 'servers', serverIds: ['long'] } });
    const [long, short, late, quick] = await servers('long', 'short', 'late', 'quick');
    await stages.smtp.stop();
    const triedAtMinute: number[] = [];
    for (let minute = 0; minute < 130; minute += 1) {
      if (minute === 60) {
        expect(stages.smtp.mails).toEqual([]);
        await stages.smtp.start();
      }
      const before = await attemptsFor('alone@example.org');
      await minutes(
        1,
        [long, BUSY],
        [short, minute < 20 ? BUSY : QUIET],
        [late, minute < 40 ? QUIET : BUSY],
        [quick, minute === 10 ? BUSY : QUIET],
      );
      if ((await attemptsFor('alone@example.org')) > before) triedAtMinute.push(minute);
    }
    // 1, 2, 4, 8, 16, 32 minutes; the last one finds the server back.
    expect(triedAtMinute).toEqual([0, 1, 3, 7, 15, 31, 63]);
    expect(mailsNaming('long', 'short', 'late', 'quick')).toEqual([2, 1, 1, 1]);
    expect(stages.smtp.mails.map(({ to }) => to).sort()).toEqual(['alone@example.org', 'ops@example.org']);
    const outcomes = await Promise.all((await stages.alerts()).map(({ id }) => stages.messagesOf(id)));
    expect(outcomes.map((messages) => messages.filter((message) => message.endsWith('sent'))).flat()).toHaveLength(5);
    expect(outcomes.flat().filter((message) => /pending|failed/.test(message))).toEqual([]);
  }, 120_000);
});

describe('two invocations at once', () => {
  test('of every stage end in one alert and one mail', async () => {
    await stages.rule('busy');
    const [agent] = await servers('web-1');
    agent.close(nowMs, BUSY);
    nowMs += MINUTE_MS;
    const both = (name: 'check' | 'notify', event: object) =>
      Promise.all([stages.run(name, event), stages.run(name, event)]);
    const scheduledTime = new Date(nowMs).toISOString();
    stages.holdInvocations = true;
    await Promise.all([1, 2].map(() => stages.run('pull', { cadence: 'rate(1 minute)', scheduledTime })));
    const [claimed] = stages.held.splice(0);
    expect(claimed?.name).toBe('fetch');
    await stages.run('fetch', claimed?.payload);
    await both('check', { serverIds: ['web-1'] });
    await both('notify', {});
    await both('check', {});
    await both('notify', {});
    expect(await stages.alerts()).toHaveLength(1);
    expect(mails()).toEqual(['ops@example.org: Critical: web-1 · busy 97 % (above 90 %)']);
  });
});

test('an alert that comes while a mail to the same recipient fails does not wait for the next minute', async () => {
  await stages.rule('busy');
  const [one, two] = await servers('web-1', 'web-2');
  one.close(nowMs, BUSY);
  two.close(nowMs, BUSY);
  nowMs += MINUTE_MS;
  stages.holdInvocations = true;
  await stages.minute();
  const [claimed] = stages.held.splice(0);
  await stages.run('fetch', claimed?.payload);
  await stages.run('check', { serverIds: ['web-1'] });
  stages.smtp.beforeYes = async () => {
    stages.smtp.beforeYes = () => Promise.resolve();
    await stages.run('check', { serverIds: ['web-2'] });
    await stages.run('notify'); // is turned away: somebody is sending
    throw new Error('try again later');
  };
  await stages.run('notify');
  expect(mails()).toHaveLength(1);
  expect(mailsNaming('web-1', 'web-2')).toEqual([1, 1]);
});

describe('a recipient that', () => {
  test('bounces does not hold up the others, and the bounce stands on the message', async () => {
    await stages.rule('busy', { recipients: ['gone@example.org', 'ops@example.org'] });
    const [agent] = await servers('web-1');
    stages.smtp.bouncing.add('gone@example.org');
    await minutes(5, [agent, BUSY]);
    expect(mails()).toHaveLength(1);
    expect(await stages.messagesOf((await onlyAlert()).id)).toEqual([
      expect.stringMatching(/^firing gone@example.org failed bounced: 550/),
      'firing ops@example.org sent',
    ]);
  });

  test('never answers does not hold up the others, and is tried again', async () => {
    await stages.rule('busy', { recipients: ['stuck@example.org', 'ops@example.org'] });
    const [agent] = await servers('web-1');
    stages.smtp.hanging.add('stuck@example.org');
    const round = minutes(1, [agent, BUSY]);
    await until('the mail to the other', () => stages.smtp.mails.length === 1, 5_000);
    await round;
    const { id } = await onlyAlert();
    expect(await stages.messagesOf(id)).toEqual([
      'firing ops@example.org sent',
      expect.stringMatching(/^firing stuck@example.org pending the mail server did not take the mail/),
    ]);
    stages.smtp.hanging.clear();
    await minutes(2, [agent, BUSY]);
    expect(stages.smtp.mails.map(({ to }) => to)).toEqual(['ops@example.org', 'stuck@example.org']);
  }, 60_000);
});

describe('a silence', () => {
  const silence = (minutesLong: number) => ({
    author: 'Ana',
    comment: 'deploy',
    scope: { kind: 'servers', serverIds: ['web-1'] },
    when: { kind: 'once', startsMs: nowMs, endsMs: nowMs + minutesLong * MINUTE_MS },
  });

  test('holds the mail, and lets it out when it ends and the alert still fires', async () => {
    await stages.rule('busy');
    const [agent] = await servers('web-1');
    await stages.api('POST', '/api/silences', silence(10));
    await minutes(9, [agent, BUSY]);
    const { id } = await onlyAlert();
    expect(await stages.messagesOf(id)).toEqual(['firing ops@example.org pending silenced']);
    expect(mails()).toEqual([]);
    await minutes(3, [agent, BUSY]);
    expect(mails()).toHaveLength(1);
  });

  test('that is ended early lets it out at the next minute; what is over within it is never told', async () => {
    await stages.rule('busy');
    const [one, two] = await servers('web-1', 'web-2');
    const { silence: made } = (await stages.api('POST', '/api/silences', {
      ...silence(600),
      scope: { kind: 'all' },
    })) as { silence: { id: string } };
    await minutes(2, [one, BUSY], [two, BUSY]);
    await minutes(2, [one, BUSY], [two, QUIET]);
    await stages.api('DELETE', `/api/silences/${made.id}`);
    await minutes(2, [one, BUSY], [two, QUIET]);
    expect(mailsNaming('web-1', 'web-2')).toEqual([1, 0]);
  });
});

test('a server that cannot be reached mutes its other alerts until it is back', async () => {
  await stages.rule('gone', { kind: 'unreachable', graceMs: MINUTE_MS });
  await stages.rule('busy', { repeatMs: 5 * MINUTE_MS });
  const [agent, other] = await servers('web-1', 'web-2');
  await minutes(1, [agent, BUSY], [other, BUSY]);
  agent.reachable = false;
  for (let i = 0; i < 12; i += 1) await minutes(1, [other, BUSY]);
  expect(mails().filter((mail) => mail.includes('gone'))).toEqual([
    'ops@example.org: Critical: web-1 · gone 3 min (above 2 min)',
  ]);
  const busy = (await stages.alerts()).find(({ ruleId, serverId }) => ruleId === 'busy' && serverId === 'web-1');
  expect(await stages.messagesOf(busy?.id ?? '')).toContain('repeat ops@example.org pending inhibited');
  const before = stages.smtp.mails.length;
  agent.reachable = true;
  await minutes(3, [agent, BUSY], [other, QUIET]);
  const since = stages.smtp.mails.slice(before).map(({ text }) => text);
  expect(since.some((text) => text.includes('web-1') && text.includes('gone'))).toBe(true);
  expect(since.some((text) => text.includes('web-1') && text.includes('busy'))).toBe(true);
});

describe('an alert that goes on', () => {
  test('is repeated, and told to others when nobody acknowledged it; an acknowledgement stops both', async () => {
    const escalation = { afterMs: 30 * MINUTE_MS, recipients: ['boss@example.org'] };
    await stages.rule('busy', { repeatMs: HOUR_MS, escalation });
    const [agent] = await servers('web-1');
    await minutes(1, [agent, BUSY]);
    expect(mails()).toHaveLength(1);
    await minutes(29, [agent, BUSY]);
    expect(mails()).toHaveLength(1);
    await minutes(2, [agent, BUSY]);
    expect(stages.smtp.mails.at(-1)?.to).toBe('boss@example.org');
    await minutes(30, [agent, BUSY]);
    expect(stages.smtp.mails.map(({ to }) => to)).toEqual(['ops@example.org', 'boss@example.org', 'ops@example.org']);
    const { id } = await onlyAlert();
    await stages.api('POST', `/api/alerts/${encodeURIComponent(id)}/acknowledge`, { by: 'Ana', comment: 'on it' });
    await minutes(130, [agent, BUSY]);
    expect(mails()).toHaveLength(3);
    await minutes(1, [agent, QUIET]);
    expect(
      stages.smtp.mails
        .slice(3)
        .map(({ to, subject }) => `${to} ${subject}`)
        .sort(),
    ).toEqual([
      expect.stringMatching(/^boss@example.org Recovered/),
      expect.stringMatching(/^ops@example.org Recovered/),
    ]);
  }, 60_000);

  test('is told to others after all when its acknowledgement is taken back', async () => {
    await stages.rule('busy', { escalation: { afterMs: 10 * MINUTE_MS, recipients: ['boss@example.org'] } });
    const [agent] = await servers('web-1');
    await minutes(2, [agent, BUSY]);
    const path = `/api/alerts/${encodeURIComponent((await onlyAlert()).id)}/acknowledge`;
    await stages.api('POST', path, { by: 'Ana', comment: 'on it' });
    await minutes(20, [agent, BUSY]);
    expect(mails()).toHaveLength(1);
    await stages.api('DELETE', path);
    await minutes(2, [agent, BUSY]);
    expect(stages.smtp.mails.slice(1).map(({ to }) => to)).toEqual(['boss@example.org']);
  });

  test('ends with a mail that says how long it was and how bad', async () => {
    await stages.rule('busy');
    const [agent] = await servers('web-1');
    await minutes(3, [agent, BUSY]);
    await minutes(1, [agent, 0.99]);
    await minutes(3, [agent, BUSY]);
    await minutes(2, [agent, QUIET]);
    expect(stages.smtp.mails).toHaveLength(2);
    const [begin, end] = stages.smtp.mails;
    expect(begin?.text).toContain('scrapy:news');
    expect(end?.subject).toMatch(/^Recovered/);
    expect(end?.text).toContain('7 min');
    expect(end?.text).toContain('99 %');
  });
});

describe('a backlog of hours', () => {
  test('brings alerts that are past: they stand in the history and are not mailed', async () => {
    await stages.rule('busy');
    const [agent] = await servers('web-1');
    agent.reachable = false;
    for (let i = 0; i < 300; i += 1) agent.close(nowMs + i * MINUTE_MS, i >= 20 && i < 30 ? BUSY : QUIET);
    nowMs += 300 * MINUTE_MS;
    agent.reachable = true;
    await stages.minute();
    await minutes(2, [agent, QUIET]);
    const alert = await onlyAlert();
    expect(alert).toMatchObject({ past: true, phase: 'resolved', endReason: 'recovered' });
    expect((alert.resolvedMs ?? 0) - alert.startsMs).toBe(10 * MINUTE_MS);
    expect((await stages.messagesOf(alert.id)).join()).toMatch(/dropped past/);
    expect(mails()).toEqual([]);
  });

  test('whose last alert still fires is news, also when it was taken for history first', async () => {
    await stages.rule('busy', { repeatMs: 6 * HOUR_MS });
    const [agent] = await servers('web-1');
    agent.close(nowMs, ...Array.from({ length: 180 }, () => BUSY));
    const half = agent.windows.slice(0, 100);
    const rest = (agent.windows as unknown[]).splice(100);
    nowMs += 180 * MINUTE_MS;
    await stages.minute();
    expect(half).toHaveLength(100);
    expect(await onlyAlert()).toMatchObject({ past: true, phase: 'firing' });
    expect(mails()).toEqual([]);
    (agent.windows as unknown[]).push(...rest);
    nowMs += MINUTE_MS;
    await stages.minute();
    await stages.minute();
    expect(await onlyAlert()).toMatchObject({ past: false, phase: 'firing' });
    expect(mails()).toHaveLength(1);
    for (let hour = 3; hour < 6; hour += 1) {
      agent.close(nowMs, ...Array.from({ length: 60 }, () => BUSY));
      nowMs += HOUR_MS;
      await stages.minute();
    }
    expect(stages.smtp.mails.map(({ subject }) => subject.split(':')[0])).toEqual([
      'Critical',
      expect.stringMatching(/^Still firing/),
    ]);
  });
});
