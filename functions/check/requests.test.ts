import { describe, expect, test } from '@jest/globals';
import { alertOf } from '../../shared/model/alerting/alert.fixture.ts';
import type { Change } from '../../shared/model/alerting/change.ts';
import { firstDueMs, requestsOf, tellAgain } from './requests.ts';

const HOUR = 3_600_000;
const { acknowledged, ...episode } = alertOf({ recipients: ['x@example.org', '#ops'] });
const short = (requests: ReturnType<typeof requestsOf>) =>
  requests.map(({ kind, number, recipient }) => `${kind} ${number} ${recipient}`);

describe('who has to be told of a change', () => {
  test('everybody whom the rule names', () => {
    expect(short(requestsOf({ kind: 'fired', episode }, ['d@example.org']))).toEqual([
      'firing 0 x@example.org',
      'firing 0 #ops',
    ]);
  });

  test('the default recipients of a rule that names nobody; nobody at all is one message to nobody', () => {
    const change: Change = { kind: 'fired', episode: { ...episode, recipients: [] } };
    expect(short(requestsOf(change, ['d@example.org']))).toEqual(['firing 0 d@example.org']);
    expect(short(requestsOf(change, []))).toEqual(['firing 0 ']);
  });

  test('the beginning and the end of what was over when it was found', () => {
    const change: Change = { kind: 'fired', episode: { ...episode, phase: 'resolved', recipients: ['x@example.org'] } };
    expect(short(requestsOf(change, []))).toEqual(['firing 0 x@example.org', 'resolved 0 x@example.org']);
  });

  test('of an end also those who were told when nobody looked, each once', () => {
    const ended = {
      kind: 'ended',
      id: 'a',
      resolvedMs: 1,
      reason: 'recovered',
      recipients: ['x@example.org'],
    } as const;
    const escalatedTo = ['boss@example.org', 'x@example.org'];
    expect(short(requestsOf({ ...ended, escalatedTo, quiet: false }, []))).toEqual([
      'resolved 0 x@example.org',
      'resolved 0 boss@example.org',
    ]);
    expect(requestsOf({ ...ended, escalatedTo, quiet: true }, [])).toEqual([]);
  });

  test('of an alert of late data only when it turns out to be present', () => {
    const ongoing = {
      kind: 'ongoing',
      id: 'a',
      lastValue: 1,
      worstValue: 1,
      peak: null,
      recipients: ['x@example.org'],
    } as const;
    expect(requestsOf({ ...ongoing, present: false }, [])).toEqual([]);
    expect(short(requestsOf({ ...ongoing, present: true }, []))).toEqual(['firing 1 x@example.org']);
  });
});

describe('an alert that goes on', () => {
  const rule = {
    recipients: ['x@example.org'],
    repeatMs: 4 * HOUR,
    escalation: { afterMs: HOUR, recipients: ['boss@example.org'] },
  };
  const alert = { id: 'a', firedMs: 0, acknowledged: null };
  const at = (hours: number, different = {}) => {
    const { requests, dueMs } = tellAgain({ ...alert, ...different }, rule, [], hours * HOUR);
    return { told: short([...requests]), dueHours: dueMs === null ? null : dueMs / HOUR };
  };

  test('is told again, and to others when nobody looks', () => {
    expect(firstDueMs(rule, 10)).toBe(10 + HOUR);
    expect(at(1)).toEqual({ told: ['escalation 0 boss@example.org'], dueHours: 4 });
    expect(at(4)).toEqual({ told: ['repeat 1 x@example.org', 'escalation 0 boss@example.org'], dueHours: 8 });
    expect(at(13)).toMatchObject({ told: ['repeat 3 x@example.org', 'escalation 0 boss@example.org'], dueHours: 16 });
  });

  test('but not while somebody looks after it', () => {
    expect(at(4, { acknowledged: { by: 'Ana', comment: '', atMs: 1 } })).toEqual({ told: [], dueHours: 8 });
  });

  test('nor where the rule does not say so', () => {
    expect(firstDueMs({ repeatMs: null, escalation: null }, 10)).toBeNull();
    expect(tellAgain(alert, { repeatMs: null, escalation: null, recipients: [] }, [], HOUR)).toEqual({
      requests: [],
      dueMs: null,
    });
  });
});
