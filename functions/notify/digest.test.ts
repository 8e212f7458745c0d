import { expect, test } from '@jest/globals';
import { alertOf } from '../../shared/model/alert.fixture.ts';
import { digests, type Message, retryAtMs } from './digest.ts';

const message = (id: string, alertId: string, recipients: string[] = []): Message => ({
  id,
  alertId,
  kind: 'firing',
  recipients,
  attempts: 0,
  createdMs: 0,
});
const alerts = new Map(['a', 'b', 'c'].map((id) => [id, alertOf({ id })]));

test('everybody who gets the same messages gets one mail', () => {
  const plan = digests([message('1', 'a'), message('2', 'b', ['x@example.org']), message('3', 'c')], alerts, [
    'ops@example.org',
  ]);
  expect(plan.digests.map((d) => [d.recipients, d.parts.map((p) => p.message.id)])).toEqual([
    [['ops@example.org'], ['1', '3']],
    [['x@example.org'], ['2']],
  ]);
});

test('what cannot be sent is dropped with its reason', () => {
  expect(digests([message('1', 'a'), message('2', 'gone')], alerts, []).dropped).toEqual([
    { id: '1', reason: 'no_recipients' },
    { id: '2', reason: 'alert_gone' },
  ]);
});

test.each([
  { attempts: 0, wait: 60_000 },
  { attempts: 3, wait: 480_000 },
  { attempts: 20, wait: 3_600_000 },
])('after $attempts failures it waits $wait ms', ({ attempts, wait }) => {
  expect(retryAtMs({ attempts, createdMs: 0 }, 1_000)).toBe(1_000 + wait);
});

test('after a day it gives up', () => {
  expect(retryAtMs({ attempts: 30, createdMs: 0 }, 86_400_000)).toBeNull();
});
