import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Sample } from '../shared/model/sample.ts';
import type { Window } from '../shared/model/window.ts';
import { Journal } from './journal.ts';
import { Recorder } from './recorder.ts';
import { makeTree, type Tree } from './testing/tree.ts';

const T = 1_800_000_000_000;
const MINUTE = 60_000;

let tree: Tree;
let lines: string[];
let journals: Journal[];
beforeEach(() => {
  tree = makeTree();
  [lines, journals] = [[], []];
});
afterEach(() => {
  for (const journal of journals) journal.close();
  tree.dispose();
});

function start(nowMs: number, lengthMs = MINUTE): { recorder: Recorder; journal: Journal } {
  const log = (line: string) => lines.push(line);
  let epochs = 0;
  const newEpoch = () => (++epochs).toString(16).padStart(16, 'e');
  const journal = new Journal({ folder: join(tree.path, 'journal'), maxAgeMs: 1e9, maxBytes: 1 << 20, newEpoch, log });
  journals.push(journal);
  return { journal, recorder: new Recorder({ journal, folder: tree.path, lengthMs, log }, nowMs) };
}

const sampleAt = (atMs: number): Sample => ({
  atMs,
  host: { load1: 1 },
  filesystems: {},
  groups: {},
  top: [],
  failed: [],
});

/** Records the admitted seconds from one to another, both included, counted from T. */
function seconds(recorder: Recorder, from: number, to: number): void {
  for (let second = from; second <= to; second++) {
    if (recorder.admit(T + second * 1000)) recorder.record(sampleAt(T + second * 1000));
  }
}

async function closedOf(journal: Journal, count: number): Promise<{ second: number; samples: number }[]> {
  const endMs = performance.now() + 3000;
  for (;;) {
    const { windows } = journal.read(null, { windows: 500, bytes: 1e9 });
    if (windows.length >= count || performance.now() > endMs) {
      return windows.map((bytes) => {
        const window = JSON.parse(bytes.toString()) as Window;
        return { second: (window.startMs - T) / 1000, samples: window.samples };
      });
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('a restart', () => {
  test('within a minute goes on with it: one window, no second lost or twice', async () => {
    const first = start(T);
    seconds(first.recorder, 0, 29);
    first.recorder.save();
    const second = start(T + 33_000);
    expect(second.recorder.open?.samples).toBe(30);
    seconds(second.recorder, 33, 60);
    expect(await closedOf(second.journal, 1)).toEqual([{ second: 0, samples: 57 }]);
  });

  test('after the minute closes it as it is', async () => {
    const first = start(T);
    seconds(first.recorder, 0, 29);
    first.recorder.save();
    const second = start(T + 600_000);
    seconds(second.recorder, 600, 660);
    expect(await closedOf(second.journal, 2)).toEqual([
      { second: 0, samples: 30 },
      { second: 600, samples: 60 },
    ]);
  });

  test('after a kill loses at most ten seconds of the open window', () => {
    seconds(start(T).recorder, 0, 34);
    expect(start(T + 36_000).recorder.open?.samples).toBeGreaterThanOrEqual(25);
  });

  test('between closing a window and saving the next does not close it twice', async () => {
    const first = start(T);
    seconds(first.recorder, 0, 29);
    first.recorder.save();
    const { open } = first.recorder;
    if (open) first.journal.append(open, T);
    const second = start(T + 70_000);
    seconds(second.recorder, 70, 121);
    expect(await closedOf(second.journal, 2)).toEqual([
      { second: 0, samples: 30 },
      { second: 60, samples: 50 },
    ]);
  });

  test('with another length waits for the end of what is recorded, so that windows never overlap', async () => {
    const first = start(T, 5000);
    seconds(first.recorder, 0, 29);
    first.recorder.save();
    const second = start(T + 31_000);
    seconds(second.recorder, 31, 120);
    const closed = await closedOf(second.journal, 7);
    expect(closed.slice(-2)).toEqual([
      { second: 25, samples: 5 },
      { second: 60, samples: 60 },
    ]);
  });

  test('with a damaged file begins anew and says so', () => {
    writeFileSync(join(tree.path, 'open-window.json'), '{"window":');
    expect(start(T).recorder.open).toBeNull();
    expect(lines).toEqual([expect.stringContaining('is damaged')]);
  });
});

describe('a clock that is set', () => {
  test('back by little: seconds that are recorded are not recorded again', async () => {
    const { recorder, journal } = start(T);
    seconds(recorder, 0, 70);
    seconds(recorder, 40, 120);
    expect(await closedOf(journal, 2)).toEqual([
      { second: 0, samples: 60 },
      { second: 60, samples: 60 },
    ]);
    expect(lines).toEqual([expect.stringContaining('no samples until')]);
  });

  test('forward leaves a gap', async () => {
    const { recorder, journal } = start(T);
    seconds(recorder, 0, 9);
    seconds(recorder, 3600, 3660);
    expect(await closedOf(journal, 2)).toEqual([
      { second: 0, samples: 10 },
      { second: 3600, samples: 60 },
    ]);
  });

  test('back by very much, after it was wrong: what was made ahead of it goes, with a new epoch', async () => {
    const { recorder, journal } = start(T);
    seconds(recorder, 0, 60);
    const before = journal.read(null, { windows: 9, bytes: 1e9 }).cursor;
    seconds(recorder, 86_400, 86_520);
    seconds(recorder, 120, 180);
    expect(await closedOf(journal, 3)).toEqual([
      { second: 0, samples: 60 },
      { second: 60, samples: 1 },
      { second: 120, samples: 60 },
    ]);
    expect(journal.read(before, { windows: 9, bytes: 1e9 }).gap).toBe(true);
  });
});

test('nothing is saved before the first sample', () => {
  start(T).recorder.save();
  expect(existsSync(join(tree.path, 'open-window.json'))).toBe(false);
});
