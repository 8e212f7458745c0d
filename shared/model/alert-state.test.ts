import { expect, test } from '@jest/globals';
import { type AlertState, inactive, step } from './alert-state.ts';

const MINUTE = 60_000;
const rule = { threshold: 0.9, clearThreshold: 0.8, forMs: 3 * MINUTE };
const seen = (minute: number, value: number | null) => ({
  startMs: minute * MINUTE,
  endMs: (minute + 1) * MINUTE,
  value,
});
const pending: AlertState = { phase: 'pending', sinceMs: 0 };
const firing: AlertState = { phase: 'firing', sinceMs: 0, worstValue: 0.95 };

test.each([
  {
    title: 'below the threshold nothing happens',
    from: inactive,
    minute: 0,
    value: 0.5,
    reason: 'quiet',
    phase: 'inactive',
  },
  {
    title: 'exactly at the threshold is no breach',
    from: inactive,
    minute: 0,
    value: 0.9,
    reason: 'quiet',
    phase: 'inactive',
  },
  { title: 'a breach waits', from: inactive, minute: 0, value: 0.95, reason: 'breach_waiting', phase: 'pending' },
  {
    title: 'a breach that has not lasted waits on',
    from: pending,
    minute: 1,
    value: 0.95,
    reason: 'breach_waiting',
    phase: 'pending',
  },
  { title: 'a breach that lasted fires', from: pending, minute: 2, value: 0.95, reason: 'fired', phase: 'firing' },
  {
    title: 'a breach that ends early is forgotten',
    from: pending,
    minute: 2,
    value: 0.85,
    reason: 'breach_ended_early',
    phase: 'inactive',
  },
  {
    title: 'between the two thresholds it keeps firing',
    from: firing,
    minute: 4,
    value: 0.85,
    reason: 'still_firing',
    phase: 'firing',
  },
  {
    title: 'at the clear threshold it recovers',
    from: firing,
    minute: 4,
    value: 0.8,
    reason: 'recovered',
    phase: 'inactive',
  },
  { title: 'missing data keep it firing', from: firing, minute: 4, value: null, reason: 'no_data', phase: 'firing' },
  { title: 'missing data keep it waiting', from: pending, minute: 4, value: null, reason: 'no_data', phase: 'pending' },
] as const)('$title', ({ from, minute, value, reason, phase }) => {
  const next = step(from, seen(minute, value), rule);
  expect([next.reason, next.state.phase]).toEqual([reason, phase]);
});

test('the worst value only gets worse', () => {
  const worse = step(firing, seen(4, 0.99), rule).state;
  expect(step(worse, seen(5, 0.92), rule).state).toMatchObject({ worstValue: 0.99, sinceMs: 0 });
});

test('a rule without a duration fires at the first window', () => {
  expect(step(inactive, seen(0, 0.95), { ...rule, forMs: 0 }).reason).toBe('fired');
});
