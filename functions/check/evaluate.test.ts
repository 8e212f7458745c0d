import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toQuanta } from '../../shared/model/metrics.ts';
import { defaultRules, type Rule } from '../../shared/model/rule.ts';
import { type Window, windowOfSample } from '../../shared/model/window.ts';
import { evaluate, type EvaluationInput } from './evaluate.ts';

const MINUTE = 60_000;
const START = 1_700_000_040_000;
const cpuRule = ruleOf('cpu-busy');
const fullRule: Rule = { ...ruleOf('filesystem-used'), forMs: 0 } as Rule;
const silentRule = ruleOf('unreachable');

function ruleOf(id: string): Rule {
  const rule = defaultRules.find((each) => each.id === id);
  if (!rule) throw new RangeError(`no rule ${id}`);
  return rule;
}

function input(
  rules: readonly Rule[],
  windows: readonly Window[],
  different: Partial<EvaluationInput> = {},
): EvaluationInput {
  const nowMs = START + 60 * MINUTE;
  const server = { id: 's1', name: 'crawler-1', cadence: 'rate(1 minute)', createdMs: START, lastContactMs: nowMs };
  return { server, rules, windows, checkedThroughMs: START, states: [], nowMs, ...different };
}

function minute(index: number, busy: number, used = 0.5): Window {
  const sample = {
    atMs: START + index * MINUTE,
    host: { cpu_busy_ratio: toQuanta('cpu_busy_ratio', busy), process_count: 9 },
    filesystems: { '/data': { totalBytes: 1000, usedBytes: used * 1000 }, '/': { totalBytes: 1000, usedBytes: 100 } },
    groups: { 'scrapy:news': { count: 12, cpuCores: 900, memoryBytes: 100 } },
    top: [],
    failed: [],
  };
  return windowOfSample(sample, MINUTE);
}

const busyMinutes = (...values: number[]) => values.map((value, i) => minute(i, value));

describe('a threshold with a duration', () => {
  test('fires once when the breach lasted, with what ran at the peak', () => {
    const { changes } = evaluate(input([cpuRule], busyMinutes(0.5, 0.95, 0.95, 0.96, 0.95, 0.97, 0.99)));
    expect(changes.map((c) => c.kind)).toEqual(['fired', 'worse']);
    expect(changes[0]).toMatchObject({
      alert: {
        id: `cpu-busy:s1::${START + MINUTE}`,
        startsMs: START + MINUTE,
        firedMs: START + 6 * MINUTE,
        firedValue: 0.97,
        peak: { groups: [{ name: 'scrapy:news', count: 12 }] },
      },
    });
    expect(changes[1]).toMatchObject({ worstValue: 0.99 });
  });

  test('does not fire when one minute in between was quiet', () => {
    expect(evaluate(input([cpuRule], busyMinutes(0.95, 0.95, 0.5, 0.95, 0.95, 0.95))).changes).toEqual([]);
  });

  test('recovers under its clear threshold', () => {
    const { changes, states } = evaluate(input([cpuRule], busyMinutes(0.95, 0.95, 0.95, 0.95, 0.95, 0.85, 0.79)));
    expect(changes.map((c) => c.kind)).toEqual(['fired', 'worse', 'resolved']);
    expect(states).toEqual([]);
  });
});

test('any split of the windows into runs, each run done twice, ends in the same alerts', () => {
  const levels = fc.array(fc.constantFrom(0.5, 0.85, 0.95), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(levels, fc.nat(), (values, cut) => {
      const windows = busyMinutes(...values);
      const whole = evaluate(input([cpuRule], windows));
      const at = cut % (windows.length + 1);
      const first = evaluate(input([cpuRule], windows.slice(0, at)));
      const resumed = { states: first.states, checkedThroughMs: first.checkedThroughMs };
      const second = evaluate(input([cpuRule], windows.slice(at), resumed));
      const again = evaluate(input([cpuRule], windows.slice(at), resumed));
      expect(again).toEqual(second);
      expect([second.states, second.checkedThroughMs]).toEqual([whole.states, whole.checkedThroughMs]);
      const opened = (changes: typeof whole.changes) => changes.filter((c) => c.kind !== 'worse');
      expect([...opened(first.changes), ...opened(second.changes)]).toEqual(opened(whole.changes));
    }),
  );
});

test('each filesystem has its own alert', () => {
  const { changes } = evaluate(input([fullRule], [minute(0, 0.1, 0.95)]));
  expect(changes).toMatchObject([{ kind: 'fired', alert: { subject: '/data', firedValue: 0.95 } }]);
});

test('a server is unreachable after its cadence and the grace, and back when it answers', () => {
  const base = input([silentRule], []);
  const silentSince = (ms: number) => ({ ...base, server: { ...base.server, lastContactMs: base.nowMs - ms } });
  expect(evaluate(silentSince(4 * MINUTE)).changes).toEqual([]);
  const gone = evaluate(silentSince(4 * MINUTE + 1));
  expect(gone.changes).toMatchObject([
    { kind: 'fired', alert: { metric: 'unreachable', startsMs: base.nowMs - 4 * MINUTE - 1 } },
  ]);
  const back = evaluate({ ...silentSince(0), states: gone.states });
  expect(back.changes).toMatchObject([{ kind: 'resolved', silent: false }]);
});

test('the alert of a rule that is gone ends without a mail', () => {
  const fired = evaluate(input([fullRule], [minute(0, 0.1, 0.95)]));
  const { changes, states } = evaluate(input([{ ...fullRule, enabled: false }], [], { states: fired.states }));
  expect(changes).toMatchObject([{ kind: 'resolved', silent: true }]);
  expect(states).toEqual([]);
});

test('a window without the reading changes nothing', () => {
  const blind = { ...minute(5, 0), host: {} };
  const fired = evaluate(input([cpuRule], busyMinutes(0.95, 0.95, 0.95, 0.95, 0.95)));
  expect(evaluate(input([cpuRule], [blind], { states: fired.states })).states).toEqual(fired.states);
});
