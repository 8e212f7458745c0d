import { describe, expect, test } from '@jest/globals';
import { simulateServer } from '../simulated-fleet.test-fleet.ts';
import { SERVER } from '../simulated-server.test-fleet.ts';
import type { Window } from '../window.ts';
import { CostChange } from './cost-change.ts';
import { costChanges, MAX_COMPARED } from './cost-changes.ts';
import { simulateChange, simulateGroups } from './simulated-changes.test-fleet.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MIDDLE_HOURS = 7 * 24 + 10;

function note(atMs: number, text = 'deploy 1.4') {
  return { id: `n${atMs}`, text, atMs };
}

function only(changes: readonly CostChange[], resource: CostChange['resource'], kind: CostChange['kind']): CostChange {
  const [found, ...more] = changes.filter((each) => each.resource === resource && each.kind === kind);
  if (!found || more.length > 0) throw new Error(`${more.length + (found ? 1 : 0)} of ${resource} ${kind}`);
  return found;
}

describe('a deploy after which a crawler needs a tenth of a core more', () => {
  const { windows, atMs, trueCores } = simulateChange('plain', 1, { base: 0, cost: 0.1 }, MIDDLE_HOURS);
  const changes = costChanges(windows, SERVER, [note(atMs)]);

  test('gives an answer of the promised shape for each resource and group, and for the base', () => {
    for (const change of changes) expect(CostChange.parse(change)).toEqual(change);
    expect(changes.map(({ resource, kind }) => `${resource} ${kind}`).sort()).toEqual([
      'cpu base',
      'cpu cost',
      'memory base',
      'memory cost',
    ]);
  });

  test('the costs before and after and their difference hold the truth', () => {
    for (const [resource, unit] of [
      ['cpu', 1],
      ['memory', 1e9],
    ] as const) {
      const { before, after, difference, changed, group, annotation } = only(changes, resource, 'cost');
      expect({ group, changed, annotation }).toEqual({
        group: 'scrapy:news',
        changed: true,
        annotation: { id: `n${atMs}`, text: 'deploy 1.4' },
      });
      for (const [level, truth] of [
        [before, trueCores],
        [after, trueCores + 0.1],
        [difference, 0.1],
      ] as const) {
        expect(level?.low).toBeLessThan(truth * unit);
        expect(level?.high).toBeGreaterThan(truth * unit);
      }
    }
  });

  test('is said in words', () => {
    expect(only(changes, 'cpu', 'cost').sentence.en).toMatch(
      /^After “deploy 1\.4” \(30 November 10:00 UTC\) one scrapy:news needs 0\.3\d+ core instead of 0\.2\d+ core \(0\.0\d+–0\.1\d+ more\)\.$/,
    );
    expect(only(changes, 'memory', 'cost').sentence.zh).toMatch(
      /^“deploy 1\.4”（11 月 30 日 10:00 UTC）之后，每个 scrapy:news 的内存需要 3\d\d MiB，之前为 2\d\d MiB（多 \d+–\d+）。$/,
    );
  });

  test('the rest of the server did not change', () => {
    const base = only(changes, 'cpu', 'base');
    expect(base.changed).toBe(false);
    expect(base.sentence.en).toContain("the server's other processes use as much CPU as before (at most 0.");
  });

  test('does not depend on the order of the windows', () => {
    expect(costChanges([...windows].reverse(), SERVER, [note(atMs)])).toEqual(changes);
  });
});

test('a deploy that changed nothing is said to have changed nothing, and how much it might be', () => {
  const { windows, atMs } = simulateChange('plain', 2, { base: 0, cost: 0 }, MIDDLE_HOURS);
  const changes = costChanges(windows, SERVER, [note(atMs)]);
  expect(changes.filter(({ changed }) => changed)).toEqual([]);
  expect(only(changes, 'cpu', 'cost').sentence.en).toMatch(
    /one scrapy:news needs as much CPU as before \(at most 0\.0\d+ core more or less\)/,
  );
  expect(only(changes, 'cpu', 'base').sentence.zh).toMatch(/与之前一样（增减不超过 0\.\d+ 核）/);
});

test('a jump that nobody noted is found and dated', () => {
  const { windows, atMs } = simulateChange('plain', 2, { base: 1, cost: 0 }, MIDDLE_HOURS);
  const jump = only(costChanges(windows, SERVER, []), 'cpu', 'base');
  expect(jump).toMatchObject({ changed: true, annotation: null });
  expect(jump.fromMs).toBeLessThanOrEqual(atMs);
  expect(jump.toMs).toBeGreaterThanOrEqual(atMs);
  expect(jump.toMs - jump.fromMs).toBeLessThan(3 * HOUR_MS);
  expect(jump.difference?.low).toBeLessThan(1);
  expect(jump.difference?.high).toBeGreaterThan(1);
  expect(jump.sentence.en).toMatch(
    /^At 30 November 10:00 UTC .* no annotation names: since then the server, with as many crawlers as before, uses (0\.9|1\.0)\d cores? more/,
  );
});

test('a jump of what a crawler needs is found as such', () => {
  const { windows, atMs } = simulateChange('plain', 1, { base: 0, cost: 0.1 }, MIDDLE_HOURS);
  const jump = only(costChanges(windows, SERVER, []), 'cpu', 'cost');
  expect(Math.abs(jump.atMs - atMs)).toBeLessThan(2 * HOUR_MS);
  expect(jump.group).toBe('scrapy:news');
  expect(jump.sentence.en).toContain('since then one scrapy:news needs');
});

test('a jump that an annotation names is not named twice; a second one is', () => {
  const first = simulateChange('plain', 5, { base: 1.5, cost: 0 }, 4 * 24 + 10);
  const second = first.atMs + 5 * DAY_MS;
  const windows = first.windows.map((window) =>
    window.startMs < second ? window : { ...window, host: raised(window.host, 1.5) },
  );
  const changes = costChanges(windows, SERVER, [note(first.atMs)]).filter(({ resource }) => resource === 'cpu');
  const found = changes.filter(({ annotation }) => annotation === null);
  expect(found).toHaveLength(1);
  expect(Math.abs((found[0]?.atMs ?? 0) - second)).toBeLessThan(2 * HOUR_MS);
  expect(changes.filter(({ annotation, changed }) => annotation !== null && changed)).toMatchObject([{ kind: 'base' }]);
});

function raised(host: Window['host'], cores: number): Window['host'] {
  const busy = host.cpu_busy_ratio;
  if (!busy) return host;
  const more = Math.round((cores / SERVER.cores) * 1000);
  const { samples, sum, min, max } = busy;
  return { ...host, cpu_busy_ratio: { samples, sum: sum + more * samples, min: min + more, max: max + more } };
}

describe('what is not known is said', () => {
  const { windows } = simulateChange('plain', 3, { base: 0, cost: 0 }, MIDDLE_HOURS);
  const fromMs = windows[0]?.startMs ?? 0;
  const sentenceOf = (...atMs: number[]) =>
    costChanges(
      windows,
      SERVER,
      atMs.map((ms) => note(ms)),
    )
      .filter(({ resource, annotation }) => resource === 'cpu' && annotation?.id === `n${atMs[0] ?? 0}`)
      .map(({ sentence, before, changed }) => ({
        en: sentence.en,
        zh: sentence.zh,
        known: before !== null || changed,
      }));

  test('with when there will be an answer, where too few days have passed', () => {
    // The windows end with 6 December.
    const [only, ...more] = sentenceOf(fromMs + 12 * DAY_MS + 10 * HOUR_MS);
    expect(more).toEqual([]);
    expect(only).toMatchObject({ known: false });
    expect(only?.en).toMatch(/^Not known yet: since .* there are only 2 whole days of CPU; from \d+ \w+ on/);
    expect(only?.zh).toContain('尚不清楚');
    const date = /from (\d+ \w+) on/.exec(only?.en ?? '')?.[1];
    const knownMs = Date.parse(`${date ?? ''} ${new Date(fromMs).getUTCFullYear()} UTC`);
    const later = simulateServer('plain', 3, 21).windows.filter(({ startMs }) => startMs < knownMs);
    const then = costChanges(later, SERVER, [note(fromMs + 12 * DAY_MS + 10 * HOUR_MS)]);
    expect(only).toBeDefined();
    expect(then.filter(({ annotation, before }) => annotation && before === null)).toEqual([]);
  });

  test('where too few days were before', () => {
    expect(sentenceOf(fromMs + DAY_MS)[0]?.en).toContain('there is only 1 whole day of CPU, too few to compare');
  });

  test('where another moment is too near', () => {
    const atMs = fromMs + 7 * DAY_MS;
    expect(sentenceOf(atMs, atMs + DAY_MS)[0]?.en).toContain('the next change came too soon');
    expect(sentenceOf(atMs, atMs - DAY_MS)[0]?.en).toContain('the change before came too shortly before');
  });

  test('with fewer than four days', () => {
    const short = windows.slice(0, 3 * 144);
    const changes = costChanges(short, SERVER, [note(fromMs + DAY_MS)]);
    expect(changes.map(({ sentence }) => sentence.en)).toEqual([
      expect.stringContaining('once there are four days'),
      expect.stringContaining('once there are four days'),
    ]);
  });

  test('where the number of crawlers never moved on one side', () => {
    const atMs = fromMs + 7 * DAY_MS;
    const still = windows.map((window) => {
      const group = window.groups['scrapy:news'];
      if (!group || window.startMs < atMs) return window;
      const { samples } = group.count;
      const count = { samples, sum: 9 * samples, min: 9, max: 9 };
      return { ...window, groups: { 'scrapy:news': { ...group, count } } };
    });
    const cost = only(costChanges(still, SERVER, [note(atMs)]), 'memory', 'cost');
    expect(cost).toMatchObject({ before: null, after: null, difference: null, changed: false });
    expect(cost.sentence.en).toContain('the number of scrapy:news hardly changed on one of the sides');
  });
});

test('nothing is said of nothing', () => {
  expect(costChanges([], SERVER, [note(1)])).toEqual([]);
  const { windows } = simulateServer('plain', 4);
  const [fromMs, toMs] = [windows[0]?.startMs ?? 0, windows.at(-1)?.startMs ?? 0];
  expect(costChanges(windows, SERVER, [note(fromMs - 1), note(toMs + DAY_MS)])).toEqual([]);
});

test('of many annotations the newest are compared', () => {
  const { windows } = simulateServer('plain', 4);
  const fromMs = windows[0]?.startMs ?? 0;
  const many = Array.from({ length: 30 }, (_, i) => note(fromMs + (i + 1) * 10 * HOUR_MS));
  const seen = new Set(costChanges(windows, SERVER, many).map(({ annotation }) => annotation?.id));
  expect([...seen]).toEqual(many.slice(-MAX_COMPARED).map(({ id }) => id));
});

/** Drift, heavy tails, weekends and the rhythm of the day must not fake a jump. Over all kinds of server: docs/changes.md. */
test.each(['daily', 'rough', 'drift', 'curve'] as const)('of 8 servers of kind %s none shows a jump', (kind) => {
  const shown = Array.from({ length: 8 }, (_, seed) =>
    costChanges(simulateServer(kind, 500 + seed).windows, SERVER, []),
  );
  expect(shown.flat()).toEqual([]);
});

test('each of several groups has its answer', () => {
  const windows = simulateGroups(1, 3);
  const atMs = (windows[0]?.startMs ?? 0) + 7 * DAY_MS;
  const costs = costChanges(windows, SERVER, [note(atMs)]).filter(({ kind }) => kind === 'cost');
  expect(costs.map(({ group }) => group)).toEqual(['g0', 'g1', 'g2', 'g0', 'g1', 'g2']);
  for (const { difference } of costs) expect(difference).not.toBeNull();
});
