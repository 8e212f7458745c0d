import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toQuanta } from '../metrics.ts';
import { viewWindow, type WindowView } from '../view.ts';
import { windowOfSample } from '../window.ts';
import type { Episode } from './alert.ts';
import type { Change } from './change.ts';
import { type CheckState, unchecked } from './check-state.ts';
import { defaultRules } from './default-rules.ts';
import { evaluate, type EvaluationInput } from './evaluate.ts';
import { type Rule, RuleInput } from './rule.ts';

const MINUTE = 60_000;
const START = 1_700_000_040_000;
const cpuRule = ruleOf('cpu-busy');
const fullRule: Rule = { ...ruleOf('filesystem-used'), forMs: 0 } as Rule;
const silentRule = ruleOf('unreachable');
const server = {
  id: 's1',
  name: 'crawler-1',
  tags: ['news'],
  cadence: 'rate(1 minute)',
  createdMs: START,
  lastContactMs: START,
  clockSkewMs: 0,
  agentStartedMs: null,
};

function ruleOf(id: string): Rule {
  const rule = defaultRules.find((each) => each.id === id);
  if (!rule) throw new RangeError(`no rule ${id}`);
  return rule;
}

function threshold(different: Record<string, unknown>): Rule {
  const plain = { name: 'test', enabled: true, severity: 'warning', kind: 'threshold', statistic: 'mean', forMs: 0 };
  return { id: 'test', ...RuleInput.parse({ ...plain, ...different }) };
}

function input(rules: readonly Rule[], windows: readonly WindowView[], different: Partial<EvaluationInput> = {}) {
  const last = windows.at(-1);
  const nowMs = last ? last.startMs + 2 * MINUTE : START;
  const up = { ...server, lastContactMs: nowMs };
  return { server: up, rules, windows, open: null, check: unchecked, lateFromMs: null, nowMs, ...different };
}

interface Reading {
  readonly used?: number;
  readonly groups?: Record<string, number>;
  readonly seconds?: number;
}

function minute(
  index: number,
  busy: number,
  { used = 0.5, groups = { 'scrapy:news': 12 }, seconds = 60 }: Reading = {},
) {
  const sample = {
    atMs: START + index * MINUTE,
    host: { cpu_busy_ratio: toQuanta('cpu_busy_ratio', busy), process_count: 9 },
    filesystems: { '/data': { totalBytes: 1000, usedBytes: used * 1000 }, '/': { totalBytes: 1000, usedBytes: 100 } },
    groups: Object.fromEntries(
      Object.entries(groups).map(([name, count]) => [name, { count, cpuCores: 900, memoryBytes: 100 * count }]),
    ),
    top: [{ pid: 7, name: 'python3', cpuCores: 100, memoryBytes: 50 }],
    failed: [],
  };
  const view = viewWindow(windowOfSample(sample, MINUTE));
  return { ...view, samples: seconds, host: withSamples(view.host, seconds) };
}

function withSamples(host: WindowView['host'], samples: number): WindowView['host'] {
  return Object.fromEntries(Object.entries(host).map(([name, stat]) => [name, { ...stat, samples }]));
}

const busyMinutes = (...values: number[]) => values.map((value, i) => minute(i, value));
const firedIn = (changes: readonly Change[]): Episode[] =>
  changes.flatMap((change) => (change.kind === 'fired' ? [change.episode] : []));

describe('a threshold with a duration', () => {
  test('fires once when the breach lasted, with what ran at the peak and the worst value since', () => {
    const { changes } = evaluate(input([cpuRule], busyMinutes(0.5, 0.95, 0.95, 0.96, 0.95, 0.97, 0.99)));
    expect(changes).toMatchObject([
      {
        kind: 'fired',
        episode: {
          id: `cpu-busy:s1::${START + MINUTE}`,
          phase: 'firing',
          startsMs: START + MINUTE,
          firedMs: START + 6 * MINUTE,
          firedValue: 0.97,
          worstValue: 0.99,
          past: false,
          peak: { atMs: START + 6 * MINUTE, groups: [{ name: 'scrapy:news', count: 12 }] },
        },
      },
    ]);
  });

  test('recovers under its clear threshold, at the beginning of the first clear minute', () => {
    const { changes, check } = evaluate(input([cpuRule], busyMinutes(0.95, 0.95, 0.95, 0.95, 0.95, 0.85, 0.79)));
    expect(changes).toMatchObject([
      { kind: 'fired', episode: { phase: 'resolved', resolvedMs: START + 6 * MINUTE, endReason: 'recovered' } },
    ]);
    expect(check.current?.states).toEqual([]);
  });
});

test('an alert over several runs is carried on, and its worst second replaces what ran', () => {
  const first = evaluate(input([cpuRule], busyMinutes(0.95, 0.95, 0.95, 0.95, 0.95)));
  const more = [minute(5, 0.99), minute(6, 0.95), minute(7, 0.2)];
  const { changes } = evaluate(input([cpuRule], more, { check: first.check }));
  const id = `cpu-busy:s1::${START}`;
  expect(changes).toMatchObject([
    { kind: 'ongoing', id, lastValue: 0.95, worstValue: 0.99, peak: { atMs: START + 5 * MINUTE }, present: false },
    { kind: 'ended', id, reason: 'recovered', quiet: false },
  ]);
});

const everyKind: readonly Rule[] = [
  { ...cpuRule, forMs: 3 * MINUTE } as Rule,
  { ...fullRule, id: 'full' },
  threshold({
    metric: 'cpu_busy_ratio',
    threshold: 0.9,
    clearThreshold: 0.8,
    breaches: { count: 3, windows: 5 },
    missing: 'breach',
  }),
  {
    ...threshold({
      metric: 'group_process_count',
      comparison: 'below',
      threshold: 10,
      clearThreshold: 12,
      keepFiringMs: 2 * MINUTE,
    }),
    id: 'few',
  },
  { ...ruleOf('data-gap'), enabled: true },
];

/** A stage's life: windows come in batches of any order, some twice; each batch is followed by a check. */
function live(batches: readonly (readonly WindowView[])[], nowMs: number): Map<string, Episode> {
  const stored = new Map<number, WindowView>();
  const alerts = new Map<string, Episode>();
  let check: CheckState = unchecked;
  for (const batch of batches) {
    for (const window of batch) stored.set(window.startMs, window);
    const oldest = Math.min(...batch.map(({ startMs }) => startMs));
    const lateFromMs = check.current && oldest < check.current.throughMs ? oldest : null;
    const windows = [...stored.values()];
    const result = evaluate(
      input(everyKind, windows, { check, lateFromMs, nowMs, server: { ...server, lastContactMs: nowMs } }),
    );
    for (const change of result.changes) apply(alerts, change);
    check = result.check;
  }
  for (const [id, alert] of alerts) if (alert.endReason === 'withdrawn') alerts.delete(id);
  return alerts;
}

function apply(alerts: Map<string, Episode>, change: Change): void {
  if (change.kind === 'fired') {
    alerts.set(change.episode.id, change.episode);
    return;
  }
  const alert = alerts.get(change.id);
  if (!alert) throw new Error(`nothing known of ${change.id}`);
  if (change.kind === 'ended') {
    alerts.set(change.id, { ...alert, phase: 'resolved', resolvedMs: change.resolvedMs, endReason: change.reason });
  } else {
    const { lastValue, worstValue, peak } = change;
    const open = { phase: 'firing', resolvedMs: null, endReason: null } as const;
    alerts.set(change.id, { ...alert, ...open, lastValue, worstValue, peak: peak ?? alert.peak });
  }
}

test('any order of arrival, any split and any repetition end in the same alerts', () => {
  const levels = fc.array(
    fc.record({
      busy: fc.constantFrom(0.5, 0.85, 0.95, 0.99),
      used: fc.constantFrom(0.5, 0.95),
      count: fc.constantFrom(0, 9, 11, 12),
      here: fc.integer({ min: 0, max: 9 }),
    }),
    { minLength: 2, maxLength: 40 },
  );
  fc.assert(
    fc.property(levels, fc.infiniteStream(fc.nat(1_000_000)), (list, random) => {
      const draw = () => random.next().value as number;
      // Every tenth minute is missing for good; the first is always there, so that all begin at the same place.
      const windows = list.flatMap(({ busy, used, count, here }, i) =>
        here === 0 && i > 0 ? [] : [minute(i, busy, { used, groups: { 'scrapy:news': count } })],
      );
      const [first, ...rest] = windows;
      const shuffled = [...rest, ...rest.filter(() => draw() % 3 === 0)]
        .map((window) => ({ window, key: draw() }))
        .sort((a, b) => a.key - b.key)
        .map(({ window }) => window);
      const batches: WindowView[][] = [first ? [first] : []];
      for (const window of shuffled) {
        if (draw() % 2 === 0) batches.push([window]);
        else batches.at(-1)?.push(window);
      }
      const nowMs = START + 60 * MINUTE;
      const essence = (alerts: Map<string, Episode>) =>
        [...alerts.values()].map(({ past, ...alert }) => alert).sort((a, b) => (a.id < b.id ? -1 : 1));
      expect(essence(live(batches, nowMs))).toEqual(essence(live([windows], nowMs)));
    }),
    { numRuns: 300 },
  );
});

test('each filesystem has its own alert', () => {
  const { changes } = evaluate(input([fullRule], [minute(0, 0.1, { used: 0.95 })]));
  expect(firedIn(changes)).toMatchObject([{ subject: '/data', firedValue: 0.95 }]);
});

describe('groups', () => {
  const missing = threshold({
    metric: 'group_process_count',
    subject: 'scrapy:news',
    comparison: 'below',
    threshold: 1,
    clearThreshold: 1,
  });

  test('a group that is configured and gone is missing, also where the window does not name it', () => {
    expect(firedIn(evaluate(input([missing], [minute(0, 0.1, { groups: {} })])).changes)).toMatchObject([
      { subject: 'scrapy:news', firedValue: 0, comparison: 'below' },
    ]);
    expect(evaluate(input([missing], [minute(0, 0.1)])).changes).toEqual([]);
  });

  test('one process over a limit is found among the largest of the peak', () => {
    const big = threshold({ metric: 'process_memory_bytes', threshold: 3_000_000, clearThreshold: 3_000_000 });
    expect(firedIn(evaluate(input([big], [minute(0, 0.1)])).changes)).toMatchObject([
      { subject: 'python3', firedValue: 50 * 65_536 },
    ]);
  });
});

test('a rule looks only at the servers of its scope', () => {
  const only = (tags: string[]) => ({ ...fullRule, scope: { kind: 'tags', tags } }) as Rule;
  const full = [minute(0, 0.1, { used: 0.95 })];
  expect(evaluate(input([only(['shop', 'news'])], full)).changes).toHaveLength(1);
  expect(evaluate(input([only(['shop'])], full)).changes).toEqual([]);
});

describe('the open minute', () => {
  const peakRule = threshold({ metric: 'cpu_busy_ratio', statistic: 'peak', threshold: 0.9, clearThreshold: 0.9 });
  const meanRule = threshold({ metric: 'cpu_busy_ratio', threshold: 0.5, clearThreshold: 0.5 });

  test('fires at once for a peak, and the closed minute says the same alert again', () => {
    const early = evaluate(input([peakRule], [minute(0, 0.1)], { open: minute(1, 0.99, { seconds: 5 }) }));
    expect(firedIn(early.changes)).toMatchObject([
      { id: `test:s1::${START + MINUTE}`, firedMs: START + MINUTE + 5_000, newestSampleMs: START + MINUTE + 5_000 },
    ]);
    const closed = evaluate(input([peakRule], [minute(1, 0.99)], { check: early.check }));
    expect(closed.changes).toMatchObject([{ kind: 'fired', episode: { id: `test:s1::${START + MINUTE}` } }]);
    expect(closed.check.provisional).toEqual([]);
  });

  test('fires for a mean only when no second to come can change it', () => {
    const at = (seconds: number) =>
      evaluate(input([meanRule], [minute(0, 0.1)], { open: minute(1, 0.9, { seconds }) }));
    expect(at(33).changes).toEqual([]);
    expect(firedIn(at(34).changes)).toHaveLength(1);
  });

  test('what the closed minute does not confirm is withdrawn', () => {
    const early = evaluate(input([peakRule], [minute(0, 0.1)], { open: minute(1, 0.99, { seconds: 5 }) }));
    const closed = evaluate(input([peakRule], [minute(1, 0.2)], { check: early.check }));
    expect(closed.changes).toMatchObject([{ kind: 'ended', reason: 'withdrawn', quiet: false }]);
  });

  test('a rule with a duration waits for closed minutes', () => {
    expect(evaluate(input([cpuRule], [minute(0, 0.1)], { open: minute(1, 0.99) })).changes).toEqual([]);
  });
});

describe('data that come late', () => {
  test('raise an alert of the past, which is no news', () => {
    const windows = [...busyMinutes(0.95, 0.95, 0.95, 0.95, 0.95, 0.2), minute(40, 0.2)];
    const [episode] = firedIn(evaluate(input([cpuRule], windows)).changes);
    expect(episode).toMatchObject({ past: true, phase: 'resolved' });
  });

  test('and news all the same when it still fires', () => {
    const minutes = Array.from({ length: 30 }, (_, i) => minute(i, 0.95));
    expect(firedIn(evaluate(input([cpuRule], minutes)).changes)).toMatchObject([{ past: false, phase: 'firing' }]);
    const nowMs = START + 31 * MINUTE;
    const half = evaluate(input([cpuRule], minutes.slice(0, 10), { nowMs }));
    expect(firedIn(half.changes)).toMatchObject([{ past: true }]);
    const rest = evaluate(input([cpuRule], minutes.slice(10), { check: half.check, nowMs }));
    expect(rest.changes).toMatchObject([{ kind: 'ongoing', present: true }]);
  });
});

describe('minutes that are not there', () => {
  const dead = threshold({
    metric: 'cpu_busy_ratio',
    threshold: 0.9,
    clearThreshold: 0.9,
    forMs: 5 * MINUTE,
    missing: 'breach',
  });

  test('count as a breach before anything else comes, and the end of the gap confirms it', () => {
    const seen = evaluate(input([dead], [minute(0, 0.1)]));
    const gone = evaluate(input([dead], [], { check: seen.check, nowMs: START + 9 * MINUTE }));
    expect(firedIn(gone.changes)).toMatchObject([{ id: `test:s1::${START + MINUTE}`, firedValue: null }]);
    const back = evaluate(input([dead], [minute(9, 0.1)], { check: gone.check }));
    expect(firedIn(back.changes)).toMatchObject([
      { id: `test:s1::${START + MINUTE}`, phase: 'resolved', endReason: 'recovered' },
    ]);
    const late = evaluate(input([dead], [minute(1, 0.1), minute(9, 0.1)], { check: gone.check }));
    expect(late.changes).toMatchObject([
      { kind: 'fired', episode: { startsMs: START + 2 * MINUTE } },
      { kind: 'ended', id: `test:s1::${START + MINUTE}`, reason: 'withdrawn' },
    ]);
  });

  test('are a gap that a rule can tell', () => {
    const gap = { ...ruleOf('data-gap'), enabled: true };
    const { changes } = evaluate(input([gap], [minute(0, 0.1), minute(4, 0.1), minute(5, 0.1)]));
    expect(firedIn(changes)).toMatchObject([{ firedValue: 3 * MINUTE, phase: 'resolved' }]);
  });
});

test('a filesystem that surely grows is told before it is full, with the interval of the time', () => {
  const rule = { ...ruleOf('filesystem-full-soon'), forMs: 0 } as Rule;
  // 0.3 % of the filesystem in ten minutes, a little more or less each time: 100 steps from half full to 80 %.
  const windows = Array.from({ length: 1000 }, (_, i) =>
    minute(i, 0.1, { used: 0.5 + (i / 10) * 0.003 + 0.0005 * Math.sin(Math.floor(i / 10) * 1.7) }),
  );
  const [episode] = firedIn(evaluate(input([rule], windows)).changes);
  expect(episode?.metric).toBe('time_to_full');
  const [low, high] = episode?.interval ?? [null, null];
  const hours = (ms: number | null | undefined) => (ms ?? Infinity) / 3_600_000;
  expect(hours(low)).toBeLessThan(hours(episode?.firedValue));
  expect(hours(high)).toBeGreaterThan(hours(episode?.firedValue));
  const still = Array.from({ length: 1000 }, (_, i) => minute(i, 0.1, { used: 0.8 + 0.01 * Math.sin(i / 8) }));
  expect(evaluate(input([rule], still)).changes).toEqual([]);
});

describe('rules that look at the server', () => {
  const at = (different: Partial<EvaluationInput['server']>, nowMs = START + 60 * MINUTE) => ({
    server: { ...server, lastContactMs: nowMs, ...different },
    nowMs,
  });

  test('unreachable after its cadence and the grace, and back when it answers', () => {
    const nowMs = START + 60 * MINUTE;
    const silent = (ms: number) => at({ lastContactMs: nowMs - ms });
    expect(evaluate(input([silentRule], [], silent(4 * MINUTE))).changes).toEqual([]);
    const gone = evaluate(input([silentRule], [], silent(4 * MINUTE + 1)));
    expect(firedIn(gone.changes)).toMatchObject([{ metric: 'unreachable', startsMs: nowMs - 4 * MINUTE - 1 }]);
    const back = evaluate(input([silentRule], [], { ...at({}), check: gone.check }));
    expect(back.changes).toMatchObject([{ kind: 'ended', reason: 'recovered', quiet: false }]);
  });

  test('a clock that is off, either way', () => {
    expect(firedIn(evaluate(input([ruleOf('clock-skew')], [], at({ clockSkewMs: -31_000 }))).changes)).toMatchObject([
      { firedValue: 31_000 },
    ]);
  });

  test('an agent that was started anew: told once, over without a word', () => {
    const rule = { ...ruleOf('agent-restarted'), enabled: true };
    const first = evaluate(input([rule], [], at({ agentStartedMs: START })));
    expect(first.changes).toEqual([]);
    const again = evaluate(input([rule], [], { ...at({ agentStartedMs: START + 9_000 }), check: first.check }));
    expect(firedIn(again.changes)).toMatchObject([{ startsMs: START + 9_000 }]);
    const later = (minutes: number, check: CheckState) =>
      evaluate(input([rule], [], { ...at({ agentStartedMs: START + 9_000 }, START + (60 + minutes) * MINUTE), check }));
    const clear = later(1, again.check);
    expect(later(12, clear.check).changes).toMatchObject([{ kind: 'ended', quiet: true }]);
  });
});

describe('a rule that is gone', () => {
  const fired = evaluate(input([fullRule], [minute(0, 0.1, { used: 0.95 })]));

  test('ends its alerts without a message', () => {
    const { changes, check } = evaluate(input([{ ...fullRule, enabled: false }], [], { check: fired.check }));
    expect(changes).toMatchObject([{ kind: 'ended', reason: 'rule_gone', quiet: true }]);
    expect(check.current?.states).toEqual([]);
  });

  test('or measures something else by now', () => {
    const other = { ...fullRule, metric: 'filesystem_used_bytes' } as Rule;
    expect(evaluate(input([other], [], { check: fired.check })).changes).toMatchObject([{ reason: 'rule_gone' }]);
  });
});

test('a window without the reading changes nothing', () => {
  const fired = evaluate(input([cpuRule], busyMinutes(0.95, 0.95, 0.95, 0.95, 0.95)));
  const blind = { ...minute(5, 0), host: {} };
  expect(evaluate(input([cpuRule], [blind], { check: fired.check })).check.current?.states).toEqual(
    fired.check.current?.states,
  );
});
