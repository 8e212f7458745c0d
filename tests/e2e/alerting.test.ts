import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type {
  AlertAnswer,
  AlertsAnswer,
  RulePreviewAnswer,
  SilenceAnswer,
  TestMessageAnswer,
} from '../../shared/model/api.ts';
import { ServerInput } from '../../shared/model/server.ts';
import { closeConnections, database } from '../../shared/store/connection.ts';
import { createServer as createServerRow } from '../../shared/store/servers.ts';
import { bodyOf, closeServer, listenOnLoopback } from '../support/http.ts';
import { MINUTE_MS, minuteOf, type ScriptedAgent, startScriptedAgent } from '../support/scripted-agent.ts';
import { startSmtp, type TestSmtp } from '../support/smtp.ts';
import { startSystem, type System, until } from '../support/system.ts';

jest.setTimeout(60_000);

const FLEET = 100;
const QUIET = 0.1;
const BUSY = 0.97;
const SECRET = 'a secret of many letters';

interface Delivery {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

let system: System;
let smtp: TestSmtp;
let agent: ScriptedAgent;
const deliveries: Delivery[] = [];
const webhook = createServer((request, response) => {
  void bodyOf(request).then((body) => {
    deliveries.push({ headers: request.headers, body });
    response.writeHead(204).end();
  });
});
let webhookUrl: string;

beforeAll(async () => {
  smtp = await startSmtp();
  agent = await startScriptedAgent();
  webhookUrl = await listenOnLoopback(webhook);
  const startMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  agent.close(startMs - 20 * MINUTE_MS, ...Array.from({ length: 20 }, (_, i) => (i === 5 ? BUSY : QUIET)));
  system = await startSystem({ SMTP_URL: smtp.url, MAIL_TO: 'ops@example.org,boss@example.org' });
  const db = database(system.mongodb);
  for (let i = 0; i < FLEET; i += 1) {
    const input = ServerInput.parse({
      name: `storm-${String(i).padStart(3, '0')}`,
      address: agent.address,
      tags: ['storm'],
    });
    await createServerRow(db, `storm${i}`, input, Date.now());
  }
  await until(
    'the fleet is pulled',
    async () => (await db.collection('servers').countDocuments({ latest: null })) === 0,
  );
});
afterAll(async () => {
  await closeConnections();
  await system.close();
  await Promise.all([agent.end(), smtp.stop(), closeServer(webhook)]);
});

const scope = { kind: 'tags', tags: ['storm'] };
const rule = (different: object = {}) => ({
  kind: 'threshold',
  name: 'storm',
  enabled: true,
  severity: 'critical',
  scope,
  metric: 'cpu_busy_ratio',
  statistic: 'peak',
  threshold: 0.9,
  clearThreshold: 0.8,
  forMs: 0,
  ...different,
});
const alertsOf = async (ruleId: string, phase: string) =>
  ((await system.api(`/api/alerts?limit=500&ruleId=${ruleId}&phase=${phase}`)) as AlertsAnswer).alerts;
/** From now on every server of the fleet has this load in its open minute. */
const loadIs = (cpu: number) => {
  const startMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  agent.open = minuteOf(startMs, cpu, Math.max(1, Math.floor((Date.now() - startMs) / 1000)));
};

test('a rule is tried on the record before it is saved', async () => {
  const preview = (await system.api('/api/rules/preview', { method: 'POST', body: rule() })) as RulePreviewAnswer;
  expect(preview).toMatchObject({ servers: FLEET, count: FLEET });
});

test('a test message says what came of it', async () => {
  const tell = (recipient: string) => system.api('/api/messages/test', { method: 'POST', body: { recipient } });
  expect((await tell('new@example.org')) as TestMessageAnswer).toEqual({ accepted: true, error: null });
  expect(smtp.mails.map(({ to }) => to)).toEqual(['new@example.org']);
  smtp.bouncing.add('gone@example.org');
  expect((await tell('gone@example.org')) as TestMessageAnswer).toEqual({
    accepted: false,
    error: expect.stringContaining('550'),
  });
});

describe(`a storm of ${FLEET} servers`, () => {
  test('is one digest a recipient, and one signed call of a webhook', async () => {
    await system.api('/api/receivers/hook', {
      method: 'PUT',
      body: { kind: 'webhook', name: 'Hook', url: webhookUrl, secret: SECRET },
    });
    const recipients = ['ops@example.org', 'boss@example.org', '#hook'];
    await system.api('/api/rules/storm', { method: 'PUT', body: rule({ recipients }) });
    const before = smtp.mails.length;
    loadIs(BUSY);
    await until('everybody is told', () => smtp.mails.length >= before + 2 && deliveries.length >= 1);
    const alerts = await alertsOf('storm', 'firing');
    expect(alerts).toHaveLength(FLEET);
    // Time for a second digest, if there were one: two more rounds of the schedule.
    await system.invoke('check', {});
    const sweepsBefore = agent.answeredMs.length;
    await until('two more rounds', () => agent.answeredMs.length >= sweepsBefore + 2 * FLEET);
    const digests = smtp.mails.slice(before);
    expect(digests.map(({ to }) => to).sort()).toEqual(['boss@example.org', 'ops@example.org']);
    for (const { text, subject } of digests) {
      expect(subject).toContain(`${FLEET} new`);
      const named = text.match(/storm-\d{3}/g) ?? [];
      expect(new Set(named).size).toBe(FLEET);
    }
  });

  test('whose call proves who sent it', () => {
    expect(deliveries).toHaveLength(1);
    const [{ headers, body }] = deliveries as [Delivery];
    const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
    const expected = createHmac('sha256', SECRET).update(signed).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${expected}`);
    const { data } = JSON.parse(body) as { data: { messages: { alert: { serverName: string } }[] } };
    expect(new Set(data.messages.map((message) => message.alert.serverName)).size).toBe(FLEET);
  });

  test('of which one is acknowledged', async () => {
    const [alert] = await alertsOf('storm', 'firing');
    const path = `/api/alerts/${encodeURIComponent(alert?.id ?? '')}`;
    await system.api(`${path}/acknowledge`, { method: 'POST', body: { by: 'Ana', comment: 'on it' } });
    const { alert: read, messages, windows } = (await system.api(path)) as AlertAnswer;
    expect(read.acknowledged).toMatchObject({ by: 'Ana', comment: 'on it' });
    expect(messages.map(({ kind, status }) => `${kind} ${status}`)).toEqual(Array(3).fill('firing sent'));
    expect(windows.length).toBeGreaterThan(15);
  });
});

test('a silence holds what begins within it, and lets it out when it is ended', async () => {
  const { silence } = (await system.api('/api/silences', {
    method: 'POST',
    body: {
      author: 'Ana',
      comment: 'moving',
      scope,
      when: { kind: 'once', startsMs: Date.now() - 1000, endsMs: Date.now() + 600_000 },
    },
  })) as SilenceAnswer;
  const before = smtp.mails.length;
  await system.api('/api/rules/quiet', {
    method: 'PUT',
    body: rule({ name: 'quiet', recipients: ['late@example.org'] }),
  });
  const held = () =>
    database(system.mongodb).collection('messages').countDocuments({ status: 'pending', reason: 'silenced' });
  await until('all are held', async () => (await held()) === FLEET);
  expect(smtp.mails.length).toBe(before);
  await system.api(`/api/silences/${silence.id}`, { method: 'DELETE' });
  await system.invoke('check', {});
  await until('the digest', () => smtp.mails.length > before);
  expect(smtp.mails.slice(before).map(({ to, subject }) => [to, subject.includes(`${FLEET} new`)])).toEqual([
    ['late@example.org', true],
  ]);
});
