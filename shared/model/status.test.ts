import { expect, test } from '@jest/globals';
import { type StageRuns, stageStatuses } from './status.ts';

const MINUTE = 60_000;
const NOW = 1_000 * MINUTE;
const runs = (name: string, change: Partial<StageRuns> = {}): StageRuns => ({
  name,
  runs: 5,
  failures: 0,
  lastSuccessMs: NOW - 30_000,
  lastDurationMs: 12,
  lastFailureMs: null,
  lastFailure: null,
  ...change,
});
const stateOf = (name: string, recorded: StageRuns, cadenceMs: number | null = MINUTE) =>
  stageStatuses([recorded], cadenceMs, NOW).find((stage) => stage.name === name)?.state;

test.each([
  { title: 'just now', name: 'check', agoMs: 1, want: 'ok' },
  { title: 'in the minute before', name: 'check', agoMs: 1.9 * MINUTE, want: 'ok' },
  { title: 'three minutes ago', name: 'check', agoMs: 3 * MINUTE, want: 'late' },
  { title: 'eleven minutes ago', name: 'rollup', agoMs: 11 * MINUTE, want: 'ok' },
  { title: 'thirteen minutes ago', name: 'rollup', agoMs: 13 * MINUTE, want: 'late' },
  { title: 'a day ago', name: 'notify', agoMs: 1440 * MINUTE, want: 'ok' },
])('$name that succeeded $title is $want', ({ name, agoMs, want }) => {
  expect(stateOf(name, runs(name, { lastSuccessMs: NOW - agoMs }))).toBe(want);
});

test('a pull is as late as the shortest cadence says', () => {
  const hourAgo = runs('pull', { lastSuccessMs: NOW - 62 * MINUTE });
  expect([MINUTE, 60 * MINUTE, null].map((cadenceMs) => stateOf('pull', hourAgo, cadenceMs))).toEqual([
    'late',
    'ok',
    'ok',
  ]);
});

test('a failure after the last success shows, until the next success', () => {
  const failed = { lastFailureMs: NOW - 5_000, lastFailure: 'refused', failures: 1 };
  expect(stateOf('fetch', runs('fetch', failed))).toBe('failing');
  expect(stateOf('fetch', runs('fetch', { ...failed, lastSuccessMs: NOW }))).toBe('ok');
  expect(stateOf('fetch', runs('fetch', { ...failed, lastSuccessMs: null }))).toBe('failing');
});

test('who never ran waits', () => {
  expect(stageStatuses([], MINUTE, NOW)).toMatchObject([
    { name: 'pull', state: 'waiting', ageMs: null, periodMs: MINUTE },
    { name: 'fetch', state: 'waiting', periodMs: MINUTE },
    { name: 'check', state: 'waiting', periodMs: MINUTE },
    { name: 'notify', state: 'waiting', periodMs: null },
    { name: 'rollup', state: 'waiting', periodMs: 10 * MINUTE },
    { name: 'capacity', state: 'waiting', periodMs: 1440 * MINUTE },
    { name: 'plan', state: 'waiting', periodMs: 1440 * MINUTE },
  ]);
});
