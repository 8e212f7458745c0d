import { viewWindow } from '../shared/model/view.ts';
import { evaluate } from '../shared/model/alerting/evaluate.ts';
import { type CheckState, unchecked } from '../shared/model/alerting/check-state.ts';
import { type Rule, RuleInput } from '../shared/model/alerting/rule.ts';
import { ServerInput } from '../shared/model/server.ts';
import { closeConnections, type Db, database } from '../shared/store/connection.ts';
import { createServer } from '../shared/store/servers.ts';
import { MINUTE_MS, minuteOf, type ScriptedAgent, startScriptedAgent } from '../tests/support/scripted-agent.ts';
import { startSmtp, type TestSmtp } from '../tests/support/smtp.ts';
import { startSystem, type System, until } from '../tests/support/system.ts';

/**
 * `npm run bench:alert [runs] [storm]`: on the real system, as `npm start` runs it, with a real SMTP server: the time from the answer
 * of an agent that brings a breach to the mail server's yes, in so many runs; the mails of a storm of so many servers; and
 * the evaluation of 10,000 (rule, server, subject) by itself.
 */
const [runs = 50, storm = 500] = process.argv.slice(2).map(Number);
const QUIET = 0.1;
const BUSY = 0.97;
const PAIRS = 10_000;

evaluation();
const smtp = await startSmtp();
const agent = await startScriptedAgent();
// The recipients of the storm are those of rules that name nobody.
const system = await startSystem({ SMTP_URL: smtp.url, MAIL_TO: 'ops@example.org,boss@example.org' });
const db = database(system.mongodb);
try {
  await latency(system, db, smtp, agent);
  await aStorm(system, db, smtp, agent);
} finally {
  await closeConnections();
  await system.close();
  await agent.end();
  await smtp.stop();
}

/** 10,000 pairs with one new window each: 500 servers with 20 rules, half of which fire. */
function evaluation(): void {
  const servers = 500;
  const rules: Rule[] = Array.from({ length: PAIRS / servers }, (_, i) => ({
    id: `rule${i}`,
    ...RuleInput.parse(peakRule(`rule ${i}`, i % 2 === 0 ? 0.5 : 0.99, [])),
  }));
  const startMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 2 * MINUTE_MS;
  const [before, window] = [QUIET, 0.9].map((cpu, i) => viewWindow(minuteOf(startMs + i * MINUTE_MS, cpu)));
  if (!before || !window) throw new RangeError('there are two windows');
  const at = (id: string, check: CheckState, windows: (typeof window)[]) => ({
    server: {
      id,
      name: id,
      tags: [],
      cadence: 'rate(1 minute)',
      createdMs: 0,
      lastContactMs: startMs,
      clockSkewMs: 0,
      agentStartedMs: null,
    },
    rules,
    windows,
    open: null,
    check,
    lateFromMs: null,
    nowMs: startMs + 2 * MINUTE_MS,
  });
  const checks = Array.from({ length: servers }, (_, i) => evaluate(at(`s${i}`, unchecked, [before])).check);
  const times = Array.from({ length: 5 }, () => {
    const started = performance.now();
    let changes = 0;
    for (const [i, check] of checks.entries()) changes += evaluate(at(`s${i}`, check, [window])).changes.length;
    if (changes !== PAIRS / 2) throw new Error(`${changes} alerts instead of ${PAIRS / 2}`);
    return performance.now() - started;
  });
  console.log(
    `evaluation of ${PAIRS} (rule, server, subject) with one new window each, ${PAIRS / 2} fire: ` +
      `${times.map((ms) => ms.toFixed(0)).join(', ')} ms (budget 1000)`,
  );
}

/** One server, one rule; each run is a breach in the open minute, brought by a pull on demand. */
async function latency(system: System, db: Db, { mails }: TestSmtp, agent: ScriptedAgent): Promise<void> {
  // A cadence that does not come round within the benchmark: only the pulls on demand bring anything.
  await createServer(
    db,
    'one',
    ServerInput.parse({ name: 'one', address: agent.address, cadence: 'rate(1 day)' }),
    Date.now(),
  );
  const found: { readonly mailMs: number; readonly ageMs: number }[] = [];
  for (let run = 0; run < runs; run += 1) {
    const id = `latency-${run}`;
    await system.api(`/api/rules/${id}`, {
      method: 'PUT',
      body: { ...peakRule(id, 0.9, ['ops@example.org']), scope: only('one') },
    });
    const nowMs = Date.now();
    // The newest sample is the one that the agent has taken a second ago.
    const startMs = Math.floor((nowMs - 1000) / MINUTE_MS) * MINUTE_MS;
    const seconds = Math.max(1, Math.floor((nowMs - startMs) / 1000));
    agent.open = minuteOf(startMs, BUSY, seconds);
    const before = { mails: mails.length, answers: agent.answeredMs.length };
    await system.api('/api/servers/one/pull', { method: 'POST', body: {} });
    await until('the mail', () => mails.length > before.mails);
    const acceptedMs = mails[before.mails]?.acceptedMs ?? 0;
    const answeredMs = agent.answeredMs[before.answers] ?? 0;
    found.push({ mailMs: acceptedMs - answeredMs, ageMs: acceptedMs - (startMs + seconds * 1000) });
    await system.api(`/api/rules/${id}`, { method: 'DELETE' });
  }
  console.log(`${runs} breaches, one at a time; GROUP_WAIT of 2 s is part of it:`);
  print(
    '  pulled → accepted mail (budget 5000 ms)',
    found.map(({ mailMs }) => mailMs),
  );
  print(
    '  age of the newest sample when the mail was accepted',
    found.map(({ ageMs }) => ageMs),
  );
}

/** A fleet that breaches in the same minute. */
async function aStorm(system: System, db: Db, { mails }: TestSmtp, agent: ScriptedAgent): Promise<void> {
  agent.open = minuteOf(Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS, QUIET, 1);
  for (let i = 0; i < storm; i += 1) {
    const name = `storm-${String(i).padStart(4, '0')}`;
    await createServer(db, name, ServerInput.parse({ name, address: agent.address, tags: ['storm'] }), Date.now());
  }
  const servers = db.collection('servers');
  const tagged = { tags: 'storm' };
  await until(
    'the fleet is pulled',
    async () => (await servers.countDocuments({ ...tagged, lastContactMs: null })) === 0,
  );
  await system.api('/api/rules/storm', {
    method: 'PUT',
    body: { ...peakRule('storm', 0.9, []), scope: { kind: 'tags', tags: ['storm'] } },
  });
  const before = mails.length;
  const startedMs = performance.timeOrigin + performance.now();
  agent.open = minuteOf(Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS, BUSY, 1);
  const messages = db.collection('messages');
  const ofStorm = { alertId: { $regex: /^storm:/ } };
  await until(
    'all are told',
    async () => (await messages.countDocuments({ ...ofStorm, status: 'sent' })) === 2 * storm,
  );
  const sent = mails.slice(before);
  const byRecipient = new Map<string, number>();
  for (const { to } of sent) byRecipient.set(to, (byRecipient.get(to) ?? 0) + 1);
  const last = Math.max(...sent.map(({ acceptedMs }) => acceptedMs));
  console.log(
    `storm of ${storm} servers: ${[...byRecipient].map(([to, count]) => `${count} mail to ${to}`).join(', ')}; ` +
      `the last ${((last - startedMs) / 1000).toFixed(1)} s after the breach, the wait for the next round (up to 5 s) included`,
  );
  console.log(`  ${sent.map(({ to, subject }) => `${to}: ${subject}`).join('\n  ')}`);
}

function peakRule(name: string, threshold: number, recipients: readonly string[]) {
  const what = { kind: 'threshold', metric: 'cpu_busy_ratio', statistic: 'peak', forMs: 0 } as const;
  return { ...what, name, enabled: true, severity: 'critical', threshold, clearThreshold: threshold, recipients };
}

function only(serverId: string) {
  return { kind: 'servers', serverIds: [serverId] };
}

function print(what: string, values: readonly number[]): void {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.ceil(share * sorted.length) - 1] ?? NaN).toFixed(0);
  console.log(`${what}: min ${at(1e-9)}, median ${at(0.5)}, p95 ${at(0.95)}, max ${at(1)} ms`);
}
