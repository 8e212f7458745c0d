import { describe, expect, test } from '@jest/globals';
import { alertOf } from '../../shared/model/alerting/alert.fixture.ts';
import type { Alert } from '../../shared/model/alerting/alert.ts';
import type { MessageKind, MessageView } from '../../shared/model/alerting/message.ts';
import type { Silence } from '../../shared/model/alerting/silence.ts';
import { decide, retryAtMs, type Situation } from './decide.ts';

const NOW = 1_700_000_400_000;
const HOUR = 3_600_000;

function message(kind: MessageKind, different: Partial<MessageView> = {}): MessageView {
  const { id: alertId } = alertOf();
  return {
    id: `${kind}:${different.createdMs ?? 1}`,
    alertId,
    kind,
    recipient: 'x@example.org',
    status: 'pending',
    reason: null,
    attempts: 0,
    createdMs: 1,
    nextAttemptMs: 1,
    sentMs: null,
    ...different,
  };
}

function decisions(messages: MessageView[], alert: Partial<Alert> | null, different: Partial<Situation> = {}) {
  const found = alert && alertOf(alert);
  const situation: Situation = {
    messages,
    alerts: new Map(found ? [[found.id, found]] : []),
    silences: [],
    servers: new Map([['s1', { id: 's1', tags: ['news'] }]]),
    unreachable: new Set(),
    told: new Set(),
    nowMs: NOW,
    ...different,
  };
  return [...decide(situation).values()].map((d) =>
    d.kind === 'send' ? 'send' : `${d.kind} ${d.reason}${d.kind === 'hold' ? ` ${d.untilMs - NOW}` : ''}`,
  );
}

const told = { told: new Set([alertOf().id]) };
const over = { phase: 'resolved', resolvedMs: NOW, endReason: 'recovered' } as const;
const silence = (different: Partial<Silence> = {}): Silence => ({
  id: 'q',
  author: 'Ana',
  comment: 'deploy',
  scope: { kind: 'tags', tags: ['news'] },
  ruleIds: [],
  when: { kind: 'once', startsMs: NOW - HOUR, endsMs: NOW + 30_000 },
  createdMs: 1,
  updatedMs: 1,
  ...different,
});

describe('nothing in the way', () => {
  test('what fires and what ends is sent', () => {
    expect(decisions([message('firing')], {})).toEqual(['send']);
    expect(decisions([message('resolved')], over, told)).toEqual(['send']);
    expect(decisions([message('repeat')], {}, told)).toEqual(['send']);
  });

  test('an alert that is gone, of the past, or never was is dropped', () => {
    expect(decisions([message('firing')], null)).toEqual(['drop alert_gone']);
    expect(decisions([message('firing'), message('resolved')], { ...over, past: true })).toEqual([
      'drop past',
      'drop past',
    ]);
    expect(decisions([message('firing')], { ...over, endReason: 'withdrawn' })).toEqual(['drop withdrawn']);
    expect(decisions([message('resolved')], { ...over, endReason: 'withdrawn' }, told)).toEqual(['send']);
  });
});

describe('one message says it', () => {
  test('of an alert that was over before it could be told, the end', () => {
    expect(decisions([message('firing'), message('resolved')], over)).toEqual(['drop superseded', 'send']);
  });

  test('the end of what nobody was told of is no news', () => {
    expect(decisions([message('resolved')], over)).toEqual(['drop never_told']);
  });

  test('of many repeats the newest, and none beside the first message', () => {
    expect(decisions([message('repeat', { createdMs: 5 }), message('repeat', { createdMs: 9 })], {}, told)).toEqual([
      'drop superseded',
      'send',
    ]);
    expect(decisions([message('firing'), message('repeat')], {})).toEqual(['send', 'drop superseded']);
  });

  test('an alert that was taken for history first and was told of since is not told again', () => {
    expect(decisions([message('firing')], {}, told)).toEqual(['drop superseded']);
  });
});

test('who looks after an alert is not reminded of it', () => {
  const acknowledged = { by: 'Ana', comment: '', atMs: 1 };
  const kinds = (['firing', 'repeat', 'escalation', 'resolved'] as const).map((kind) => message(kind));
  expect(kinds.map((each) => decisions([each], { acknowledged }, each.kind === 'firing' ? {} : told)[0])).toEqual([
    'send',
    'drop acknowledged',
    'drop acknowledged',
    'send',
  ]);
});

describe('a silence', () => {
  test('holds a message until it ends, at most a minute at a time', () => {
    expect(decisions([message('firing')], {}, { silences: [silence()] })).toEqual(['hold silenced 30000']);
    const long = silence({ when: { kind: 'once', startsMs: 0, endsMs: NOW + HOUR } });
    expect(decisions([message('firing')], {}, { silences: [long] })).toEqual(['hold silenced 60000']);
  });

  test('drops what begins and ends within', () => {
    expect(decisions([message('firing'), message('resolved')], over, { silences: [silence()] })).toEqual([
      'drop silenced',
      'drop silenced',
    ]);
  });

  test('of another server, rule or time does nothing', () => {
    const others = [
      silence({ scope: { kind: 'servers', serverIds: ['s2'] } }),
      silence({ ruleIds: ['memory-used'] }),
      silence({ when: { kind: 'once', startsMs: 0, endsMs: NOW } }),
    ];
    expect(decisions([message('firing')], {}, { silences: others })).toEqual(['send']);
  });
});

test('an unreachable server mutes what else is said of it, until it is back', () => {
  const unreachable = new Set(['s1']);
  expect(decisions([message('firing')], {}, { unreachable })).toEqual(['hold inhibited 60000']);
  expect(decisions([message('firing')], { ruleKind: 'unreachable' }, { unreachable })).toEqual(['send']);
  expect(decisions([message('resolved')], over, { unreachable, ...told })).toEqual(['send']);
});

test('waits 1, 2, 4 … minutes after a failure, at most an hour, and gives up after a day', () => {
  const waits = [0, 1, 2, 5, 6, 20].map((attempts) => (retryAtMs({ attempts, createdMs: NOW }, NOW) ?? 0) - NOW);
  expect(waits.map((ms) => ms / 60_000)).toEqual([1, 2, 4, 32, 60, 60]);
  expect(retryAtMs({ attempts: 3, createdMs: NOW - 24 * HOUR }, NOW)).toBeNull();
});
