import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { alertOf } from '../../shared/model/alerting/alert.fixture.ts';
import type { Alert } from '../../shared/model/alerting/alert.ts';
import type { Change } from '../../shared/model/alerting/change.ts';
import { unchecked } from '../../shared/model/alerting/check-state.ts';
import { defaultRules } from '../../shared/model/alerting/default-rules.ts';
import { emptyOutboxes, leftOutboxes, readAlertStates, writeAlertStates } from '../../shared/store/alert-states.ts';
import {
  acknowledgeAlert,
  alertsToKeep,
  closeAlertsOf,
  dueAlerts,
  findAlerts,
  keepAlertWindows,
  listAlerts,
  readAlertWindows,
  serversFiring,
  setAlertsDue,
  writeAlerts,
} from '../../shared/store/alerts.ts';
import { alerts, NEVER } from '../../shared/store/collections.ts';
import {
  alertsTold,
  claimRecipient,
  dueRecipients,
  extendClaim,
  hasDueMessages,
  messagesOf,
  pendingMessages,
  recordOutcomes,
  releaseRecipient,
  requestMessages,
  wakeHeldMessages,
} from '../../shared/store/messages.ts';
import { findReceiver, listReceivers, putReceiver } from '../../shared/store/receivers.ts';
import { deleteRule, listRules } from '../../shared/store/rules.ts';
import { prepareDatabase } from '../../shared/store/schema.ts';
import { deleteSilence, listSilences, putSilence } from '../../shared/store/silences.ts';
import { parseRetention, type Retention } from '../../shared/model/tiers.ts';
import { windowOfSample } from '../../shared/model/window.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

const defaultRetention = parseRetention('') as Retention;

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase('alerting');
  await prepareDatabase(database.db, defaultRetention);
}, 60_000);
afterAll(() => database.close());
beforeEach(async () => {
  const names = ['alerts', 'alert_states', 'alert_windows', 'messages', 'deliveries', 'silences', 'receivers'];
  await Promise.all(names.map((name) => database.db.collection(name).deleteMany({})));
});

function episodeOf(different: Partial<Alert> = {}) {
  const { acknowledged, ...episode } = alertOf(different);
  return episode;
}

const never = () => null;
const fired = (different: Partial<Alert> = {}): Change => ({ kind: 'fired', episode: episodeOf(different) });
const alert = alertOf();
const ended: Change = {
  kind: 'ended',
  id: alert.id,
  resolvedMs: 9,
  reason: 'recovered',
  recipients: [],
  escalatedTo: [],
  quiet: false,
};
const ongoing: Change = {
  kind: 'ongoing',
  id: alert.id,
  lastValue: 0.92,
  worstValue: 0.99,
  peak: null,
  present: false,
  recipients: [],
};
const write = (revision: number, ...changes: Change[]) =>
  writeAlerts(database.db, [{ serverId: 's1', revision, changes }], never);

describe('alerts', () => {
  test('say what the newest check said, however often and late an older one is written', async () => {
    const { db } = database;
    await write(1, fired());
    await write(1, fired());
    expect(await findAlerts(db, [alert.id])).toEqual([alert]);
    await write(2, ongoing);
    await write(3, ended);
    await write(2, ongoing);
    await write(1, fired());
    expect(await findAlerts(db, [alert.id])).toEqual([
      { ...alert, lastValue: 0.92, worstValue: 0.99, phase: 'resolved', resolvedMs: 9, endReason: 'recovered' },
    ]);
    await write(4, fired({ firedMs: alert.firedMs + 1 }));
    expect(await findAlerts(db, [alert.id])).toMatchObject([{ phase: 'firing', resolvedMs: null }]);
  });

  test('are found by every filter, page by page', async () => {
    const { db } = database;
    const ids = ['a', 'b', 'c', 'd', 'e'];
    for (const [i, id] of ids.entries())
      await write(1, fired({ id, firedMs: 1000 + Math.floor(i / 2), serverId: `s${i % 2}` }));
    const first = await listAlerts(db, {}, 2);
    expect(first.map(({ id }) => id)).toEqual(['e', 'd']);
    const last = first.at(-1);
    expect((await listAlerts(db, { before: { firedMs: last?.firedMs ?? 0, id: 'd' } }, 9)).map(({ id }) => id)).toEqual(
      ['c', 'b', 'a'],
    );
    await acknowledgeAlert(db, 'a', { by: 'Ana', comment: '', atMs: 5 });
    const found = async (query: Parameters<typeof listAlerts>[1]) =>
      (await listAlerts(db, query, 9)).map(({ id }) => id);
    expect(await found({ acknowledged: true })).toEqual(['a']);
    expect(await found({ acknowledged: false, serverId: 's0' })).toEqual(['e', 'c']);
    expect(await found({ fromMs: 1001, toMs: 1002 })).toEqual(['d', 'c']);
    expect(await found({ severity: 'critical' })).toEqual([]);
    expect(await found({ ruleId: 'cpu-busy', phase: 'firing' })).toHaveLength(5);
  });

  test('stay acknowledged while they go on', async () => {
    const { db } = database;
    await write(1, fired());
    const acknowledged = { by: 'Ana', comment: 'on it', atMs: 5 };
    expect(await acknowledgeAlert(db, alert.id, acknowledged)).toMatchObject({ acknowledged });
    await write(2, fired());
    expect(await findAlerts(db, [alert.id])).toMatchObject([{ acknowledged }]);
    expect(await acknowledgeAlert(db, 'none', null)).toBeNull();
  });

  test('are due again when their rule says so, while they fire', async () => {
    const { db } = database;
    await writeAlerts(db, [{ serverId: 's1', revision: 1, changes: [fired()] }], (_rule, firedMs) => firedMs + 60);
    expect(await dueAlerts(db, alert.firedMs + 59, 9)).toEqual([]);
    expect(await dueAlerts(db, alert.firedMs + 60, 9)).toHaveLength(1);
    await setAlertsDue(db, [{ id: alert.id, dueMs: null }]);
    expect(await dueAlerts(db, NEVER - 1, 9)).toEqual([]);
    await setAlertsDue(db, [{ id: alert.id, dueMs: 5 }]);
    await write(2, ended);
    expect(await dueAlerts(db, NEVER - 1, 9)).toEqual([]);
  });

  test('keep the windows around their peak', async () => {
    const { db } = database;
    await write(1, fired());
    const peakMs = alert.peak?.atMs ?? 0;
    expect(await alertsToKeep(db, peakMs + 34 * 60_000, 9)).toEqual([]);
    const nowMs = peakMs + 35 * 60_000;
    const [due] = await alertsToKeep(db, nowMs, 9);
    if (!due) throw new Error('nothing to keep');
    const sample = { atMs: peakMs, host: { load1: 5 }, filesystems: {}, groups: {}, top: [], failed: [] };
    const windows = [windowOfSample(sample, 60_000)];
    await keepAlertWindows(db, [{ alert: due, windows }], nowMs);
    expect(await readAlertWindows(db, alert.id)).toEqual(windows);
    expect(await alertsToKeep(db, nowMs, 9)).toEqual([]);
    expect(await readAlertWindows(db, 'none')).toEqual([]);
  });

  test('of a server that goes end with it, and a check under way does not bring them back', async () => {
    const { db } = database;
    await writeAlertStates(db, [{ _id: 's1', revision: 0, check: unchecked, changes: [fired()] }], {
      id: 'x',
      nowMs: 1,
    });
    await write(1, fired());
    expect(await serversFiring(db, 'threshold', ['s1', 's2'])).toEqual(new Set(['s1']));
    await closeAlertsOf(db, 's1', 7);
    expect(await findAlerts(db, [alert.id])).toMatchObject([
      { phase: 'resolved', resolvedMs: 7, endReason: 'server_gone' },
    ]);
    const late = await writeAlertStates(db, [{ _id: 's1', revision: 1, check: unchecked, changes: [] }], {
      id: 'y',
      nowMs: 2,
    });
    expect(late.size).toBe(0);
  });
});

describe('what checks have found', () => {
  const checked = (revision: number, changes: readonly Change[] = []) => ({
    _id: 's1',
    revision,
    check: unchecked,
    changes,
  });

  test('lands once of two that began at the same revision', async () => {
    const { db } = database;
    const at = (id: string) => ({ id, nowMs: 5 });
    const both = await Promise.all([
      writeAlertStates(db, [checked(0, [fired()])], at('one')),
      writeAlertStates(db, [checked(0, [fired()])], at('two')),
    ]);
    expect(both.map(({ size }) => size).sort()).toEqual([0, 1]);
    expect([...(await writeAlertStates(db, [checked(1)], at('three')))]).toEqual(['s1']);
    expect([...(await writeAlertStates(db, [checked(1), { ...checked(0), _id: 's2' }], at('four')))]).toEqual(['s2']);
  });

  test('waits in the outbox until it is written', async () => {
    const { db } = database;
    await writeAlertStates(db, [checked(0, [fired()])], { id: 'x', nowMs: 5 });
    expect((await readAlertStates(db, ['s1'])).get('s1')?.outbox).toEqual([fired()]);
    expect(await leftOutboxes(db, 5)).toEqual([]);
    expect(await leftOutboxes(db, 6)).toEqual(['s1']);
    await emptyOutboxes(db, [{ id: 's1', revision: 2 }]);
    expect(await leftOutboxes(db, 6)).toEqual(['s1']);
    await emptyOutboxes(db, [{ id: 's1', revision: 1 }]);
    expect(await leftOutboxes(db, 6)).toEqual([]);
  });
});

describe('messages', () => {
  const request = { alertId: 'a', kind: 'firing', number: 0, recipient: 'x@example.org' } as const;
  const id = 'a:firing:0:x@example.org';
  const claim = (nowMs: number, leaseId: string) => ({ nowMs, leaseId, leaseMs: 50 });

  test('are asked for once, and to nobody means dropped', async () => {
    const { db } = database;
    await requestMessages(db, [request, { ...request, recipient: '' }], 100);
    await requestMessages(db, [request], 200);
    expect(await messagesOf(db, 'a')).toMatchObject([
      { recipient: '', status: 'dropped', reason: 'no_recipients' },
      { recipient: 'x@example.org', status: 'pending', createdMs: 100, attempts: 0 },
    ]);
    expect(await dueRecipients(db, 99)).toEqual([]);
    expect(await dueRecipients(db, 100)).toEqual([{ recipient: 'x@example.org', oldestMs: 100 }]);
  });

  test('to one recipient are sent by one at a time, and by another when that one died', async () => {
    const { db } = database;
    const both = await Promise.all([
      claimRecipient(db, 'x', claim(100, 'p')),
      claimRecipient(db, 'x', claim(100, 'q')),
    ]);
    expect(both.filter(Boolean)).toHaveLength(1);
    expect(await claimRecipient(db, 'x', claim(151, 'r'))).toBe(true);
    expect(await extendClaim(db, 'x', claim(160, 'p'))).toBe(false);
    expect(await extendClaim(db, 'x', claim(160, 'r'))).toBe(true);
    await releaseRecipient(db, 'x', 'p');
    expect(await claimRecipient(db, 'x', claim(205, 's'))).toBe(false);
    await releaseRecipient(db, 'x', 'r');
    expect(await claimRecipient(db, 'x', claim(205, 's'))).toBe(true);
  });

  test('wait after a failure, and are sent once', async () => {
    const { db } = database;
    await requestMessages(db, [request], 100);
    await recordOutcomes(db, [{ id, outcome: { status: 'pending', reason: 'down', nextAttemptMs: 500, tried: true } }]);
    expect([await hasDueMessages(db, 499), await hasDueMessages(db, 500)]).toEqual([false, true]);
    expect(await pendingMessages(db, 'x@example.org', 9)).toMatchObject([{ id, attempts: 1, reason: 'down' }]);
    await wakeHeldMessages(db, 200); // is for those that a silence holds
    expect(await hasDueMessages(db, 499)).toBe(false);
    await recordOutcomes(db, [{ id, outcome: { status: 'sent', sentMs: 600 } }]);
    await recordOutcomes(db, [{ id, outcome: { status: 'dropped', reason: 'past' } }]);
    expect(await messagesOf(db, 'a')).toMatchObject([{ status: 'sent', sentMs: 600, attempts: 2, reason: null }]);
    expect(await alertsTold(db, 'x@example.org', ['a', 'b'])).toEqual(new Set(['a']));
    expect(await alertsTold(db, 'y@example.org', ['a'])).toEqual(new Set());
  });

  test('that a silence holds are looked at again when silences change', async () => {
    const { db } = database;
    await requestMessages(db, [request], 100);
    const held = { status: 'pending', reason: 'silenced', nextAttemptMs: 900, tried: false } as const;
    await recordOutcomes(db, [{ id, outcome: held }]);
    expect(await hasDueMessages(db, 200)).toBe(false);
    await wakeHeldMessages(db, 200);
    expect(await hasDueMessages(db, 200)).toBe(true);
  });
});

test('silences and receivers are kept as they were made', async () => {
  const { db } = database;
  const input = {
    author: 'Ana',
    comment: 'deploy',
    scope: { kind: 'all' },
    ruleIds: [],
    when: { kind: 'once', startsMs: 1, endsMs: 2 },
  } as const;
  const silence = { ...input, ruleIds: [] };
  expect(await putSilence(db, 'q', silence, 10)).toEqual({ id: 'q', ...input, createdMs: 10, updatedMs: 10 });
  await putSilence(db, 'q', { ...silence, comment: 'longer' }, 20);
  expect(await listSilences(db)).toMatchObject([{ comment: 'longer', createdMs: 10, updatedMs: 20 }]);
  expect([await deleteSilence(db, 'q'), await deleteSilence(db, 'q')]).toEqual([true, false]);
  const chat = { kind: 'slack', name: 'Ops', language: 'en', url: 'https://chat.example.org/x' } as const;
  await putReceiver(db, 'ops', chat, 30);
  expect(await findReceiver(db, 'ops')).toEqual({ id: 'ops', updatedMs: 30, ...chat });
  expect(await listReceivers(db)).toHaveLength(1);
});

test('a rule of an earlier version has the defaults of what it does not say', async () => {
  const { db } = database;
  const { scope, repeatMs, escalation, keepFiringMs, id, ...old } = defaultRules[0] ?? {};
  await db.collection<{ _id: string }>('rules').replaceOne({ _id: 'old' }, old, { upsert: true });
  expect((await listRules(db)).find((rule) => rule.id === 'old')).toEqual({ ...defaultRules[0], id: 'old' });
  expect(await deleteRule(db, 'old')).toBe(true);
});

test('a default rule that was deleted does not come back', async () => {
  const { db } = database;
  await deleteRule(db, 'clock-skew');
  await prepareDatabase(db, { ...defaultRetention, '1d': defaultRetention['1d'] + 2000 });
  const ids = (await listRules(db)).map(({ id }) => id);
  expect(ids).not.toContain('clock-skew');
  expect(ids).toContain('unreachable');
});

test('what an earlier version had found is forgotten, and found again', async () => {
  const { db } = database;
  await alerts(db).insertOne({ _id: 'old', at: new Date() } as never);
  await db.collection<{ _id: string }>('alert_states').insertOne({ _id: 'old', revision: 4, states: [] } as never);
  await db.collection<{ _id: string }>('meta').updateOne({ _id: 'schema' }, { $set: { version: 2 } });
  await prepareDatabase(db, { ...defaultRetention, '1d': defaultRetention['1d'] + 1000 });
  expect(await alerts(db).countDocuments({})).toBe(0);
  expect(await readAlertStates(db, ['old'])).toEqual(new Map());
});
