import { copyFileSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Window } from '../shared/model/window.ts';
import { encodeRecord, scanRecords } from './journal-record.ts';
import { Journal, type JournalOptions } from './journal.ts';
import { makeTree, type Tree } from './testing/tree.ts';

const T = 1_800_000_000_000;
const MINUTE = 60_000;
const ALL = { windows: 500, bytes: 1e9 };

let tree: Tree;
let journals: Journal[];
let lines: string[];
let epochs: number;
beforeEach(() => {
  tree = makeTree();
  [journals, lines, epochs] = [[], [], 0];
});
afterEach(() => {
  for (const journal of journals) journal.close();
  tree.dispose();
});

const windowAt = (minute: number): Window => ({
  startMs: T + minute * MINUTE,
  lengthMs: MINUTE,
  samples: 60,
  host: { load1: { samples: 60, sum: minute, min: 0, max: minute } },
  filesystems: {},
  groups: {},
  peaks: {},
});

function open(options: Partial<JournalOptions> = {}): Journal {
  const journal = new Journal({
    folder: join(tree.path, 'journal'),
    maxAgeMs: 72 * 3_600_000,
    maxBytes: 1 << 20,
    newEpoch: () => (++epochs).toString(16).padStart(16, '0'),
    log: (line) => lines.push(line),
    ...options,
  });
  journals.push(journal);
  return journal;
}

const append = (journal: Journal, from: number, to: number): void => {
  for (let minute = from; minute <= to; minute++) journal.append(windowAt(minute), T + (minute + 1) * MINUTE);
};
/** Windows are shown once the disk confirmed them. */
async function confirmed(journal: Journal, minutes: number): Promise<void> {
  const endMs = performance.now() + 3000;
  while (minutesOf(journal).length < minutes && performance.now() < endMs) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
const minutesOf = (journal: Journal, after: string | null = null): number[] =>
  journal.read(after, ALL).windows.map((bytes) => ((JSON.parse(bytes.toString()) as Window).startMs - T) / MINUTE);
const segmentPath = (index = 0): string => {
  const names = readdirSync(join(tree.path, 'journal')).filter((name) => name.endsWith('.journal'));
  return join(tree.path, 'journal', names.sort().at(index) ?? 'none');
};

describe('reading after a cursor', () => {
  test('gives each window once, in pages, with no gap', async () => {
    const journal = open();
    append(journal, 0, 9);
    await confirmed(journal, 10);
    const first = journal.read(null, { ...ALL, windows: 4 });
    expect(first).toMatchObject({ cursor: '0000000000000001:4', more: true, gap: false });
    const second = journal.read(first.cursor, { ...ALL, windows: 6 });
    expect(second).toMatchObject({ cursor: '0000000000000001:10', more: false, gap: false });
    expect(journal.read(second.cursor, ALL)).toEqual({ windows: [], cursor: second.cursor, more: false, gap: false });
    expect(minutesOf(journal, first.cursor)).toEqual([4, 5, 6, 7, 8, 9]);
  });

  test('stops at so many bytes, but always gives one window', async () => {
    const journal = open();
    append(journal, 0, 4);
    await confirmed(journal, 5);
    expect(journal.read(null, { ...ALL, bytes: 1 })).toMatchObject({ windows: { length: 1 }, more: true });
  });

  test('of another epoch, or ahead of the journal, gives all and says that there may be a gap', async () => {
    const journal = open();
    append(journal, 0, 2);
    await confirmed(journal, 3);
    for (const cursor of ['ffffffffffffffff:2', '0000000000000001:4']) {
      expect(journal.read(cursor, ALL)).toMatchObject({
        windows: { length: 3 },
        gap: true,
        cursor: '0000000000000001:3',
      });
    }
  });

  test('an empty journal has a cursor too', () => {
    expect(open().read(null, ALL)).toEqual({ windows: [], cursor: '0000000000000001:0', more: false, gap: false });
  });
});

describe('after a restart', () => {
  test('epoch, sequence and windows go on', async () => {
    const before = open();
    append(before, 0, 2);
    // Not closed: the process was killed.
    const journal = open();
    expect(journal.lastEndMs).toBe(T + 3 * MINUTE);
    expect(minutesOf(journal)).toEqual([0, 1, 2]);
    append(journal, 3, 4);
    await confirmed(journal, 5);
    expect(journal.read('0000000000000001:3', ALL)).toMatchObject({
      windows: { length: 2 },
      gap: false,
      cursor: '0000000000000001:5',
    });
  });

  test('a torn tail is cut, wherever it was torn', async () => {
    const before = open();
    append(before, 0, 2);
    before.close();
    const [path, whole] = [segmentPath(), readFileSync(segmentPath())];
    const lengths = scanRecords(whole).places.map(({ offset, length }) => offset + length);
    const cuts = Array.from({ length: whole.length + 1 }, (_, cut) => cut).filter(
      (cut) => cut % 7 === 0 || lengths.includes(cut),
    );
    for (const length of cuts) {
      writeFileSync(path, whole.subarray(0, length));
      const journal = open();
      const kept = lengths.filter((end) => end <= length).length;
      expect([length, minutesOf(journal)]).toEqual([length, [0, 1, 2].slice(0, kept)]);
      expect(readFileSync(path).length).toBe(lengths[kept - 1] ?? 0);
      journal.close();
    }
    truncateSync(path, (lengths[2] ?? 0) - 1);
    const journal = open();
    append(journal, 7, 7);
    await confirmed(journal, 3);
    expect(minutesOf(journal)).toEqual([0, 1, 7]);
    expect(minutesOf(open())).toEqual([0, 1, 7]);
  });

  test('a damaged record in the middle is left out, told, and a gap', () => {
    const before = open();
    append(before, 0, 4);
    before.close();
    const bytes = readFileSync(segmentPath());
    const place = scanRecords(bytes).places[2];
    bytes[(place?.offset ?? 0) + 40] = 0;
    writeFileSync(segmentPath(), bytes);
    const journal = open();
    expect(minutesOf(journal)).toEqual([0, 1, 3, 4]);
    expect(journal.read('0000000000000001:1', ALL).gap).toBe(true);
    expect(journal.read('0000000000000001:3', ALL).gap).toBe(false);
    expect(lines).toEqual([expect.stringContaining('damaged in 1 place')]);
  });

  test('damage that comes while the agent runs is found when the record is read', async () => {
    const journal = open();
    append(journal, 0, 2);
    await confirmed(journal, 3);
    const bytes = readFileSync(segmentPath());
    bytes[(scanRecords(bytes).places[1]?.offset ?? 0) + 40] = 0;
    writeFileSync(segmentPath(), bytes);
    expect(minutesOf(journal)).toEqual([0, 2]);
    expect(journal.read('0000000000000001:1', ALL).gap).toBe(true);
  });

  test('a journal made anew has a new epoch', () => {
    const before = open();
    append(before, 0, 1);
    before.close();
    tree.remove('journal');
    expect(open().read('0000000000000001:2', ALL)).toMatchObject({
      windows: [],
      gap: true,
      cursor: '0000000000000002:0',
    });
  });

  test('any bytes whatever are read without harm', () => {
    const record = encodeRecord({ sequence: 5, startMs: T, endMs: T + MINUTE, payload: Buffer.from('{}') });
    const noise = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(noise, noise, (before, after) => {
        const { places } = scanRecords(Buffer.concat([before, record, after]));
        expect(places).toEqual([
          { sequence: 5, startMs: T, endMs: T + MINUTE, offset: before.length, length: record.length },
        ]);
      }),
    );
  });
});

describe('bounds', () => {
  test('by size: the oldest go, a reader behind them is told of the gap', async () => {
    const journal = open({ maxBytes: 8000 });
    append(journal, 0, 199);
    await confirmed(journal, 10);
    const bytes = readdirSync(join(tree.path, 'journal')).map(
      (name) => readFileSync(join(tree.path, 'journal', name)).length,
    );
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(10_000);
    const minutes = minutesOf(journal, '0000000000000001:1');
    expect(minutes.at(-1)).toBe(199);
    expect(minutes[0]).toBeGreaterThan(100);
    expect(journal.read('0000000000000001:1', ALL).gap).toBe(true);
    expect(journal.read(null, ALL).gap).toBe(false);
  });

  test('by age: a whole segment at a time, of at most six hours', async () => {
    const journal = open({ maxAgeMs: 12 * 3_600_000 });
    for (let hour = 0; hour < 48; hour++) journal.append(windowAt(hour * 60), T + (hour * 60 + 1) * MINUTE);
    await confirmed(journal, 12);
    const minutes = minutesOf(journal);
    expect(minutes.at(-1)).toBe(47 * 60);
    expect(minutes[0]).toBeGreaterThanOrEqual((47 - 18) * 60);
    expect(minutes[0]).toBeLessThanOrEqual((47 - 12) * 60);
  });
});

describe('when the disk takes nothing', () => {
  test('windows are served from memory, and written once it works again', async () => {
    writeFileSync(join(tree.path, 'journal'), 'in the way');
    const journal = open();
    append(journal, 0, 2);
    expect(journal.problem).toMatch(/cannot be written .*Make room, or give the agent's user write access/);
    expect(minutesOf(journal)).toEqual([0, 1, 2]);
    tree.remove('journal');
    append(journal, 3, 3);
    await confirmed(journal, 4);
    expect(journal.problem).toBeNull();
    expect(lines).toEqual([expect.stringContaining('cannot be written'), expect.stringContaining('is written again')]);
    const { cursor } = journal.read(null, ALL);
    journal.close();
    expect(open().read(cursor, ALL)).toMatchObject({ windows: [], gap: false });
    expect(minutesOf(open())).toEqual([0, 1, 2, 3]);
  });

  test('cursors given meanwhile are no good to a journal that never got those windows', () => {
    const before = open();
    append(before, 0, 1);
    before.close();
    mkdirSync(join(tree.path, 'aside'));
    copyFileSync(segmentPath(), join(tree.path, 'aside', 'segment'));
    const saved = readFileSync(join(tree.path, 'journal', 'epoch'), 'utf8');
    const name = segmentPath();
    const journal = open();
    tree.remove('journal');
    writeFileSync(join(tree.path, 'journal'), 'in the way');
    append(journal, 2, 3);
    const { cursor } = journal.read(null, ALL);
    tree.remove('journal');
    mkdirSync(join(tree.path, 'journal'));
    copyFileSync(join(tree.path, 'aside', 'segment'), name);
    writeFileSync(join(tree.path, 'journal', 'epoch'), saved);
    expect(open().read(cursor, ALL)).toMatchObject({ gap: true, windows: { length: 2 } });
  });

  test('a folder taken away while the agent runs is made again', async () => {
    const journal = open();
    append(journal, 0, 2);
    tree.remove('journal');
    append(journal, 3, 3);
    await confirmed(journal, 1);
    expect(minutesOf(journal)).toEqual([3]);
    expect(minutesOf(open())).toEqual([3]);
  });
});

test('rewinding forgets windows ahead of the clock and begins an epoch', async () => {
  const journal = open();
  append(journal, 0, 5);
  journal.rewind(T + 3 * MINUTE);
  expect(journal.lastEndMs).toBe(T + 3 * MINUTE);
  expect(minutesOf(journal)).toEqual([0, 1, 2]);
  append(journal, 3, 3);
  await confirmed(journal, 4);
  expect(journal.read('0000000000000001:6', ALL)).toMatchObject({
    gap: true,
    windows: { length: 4 },
    cursor: '0000000000000002:4',
  });
  expect(open().read('0000000000000002:3', ALL)).toMatchObject({ gap: false, windows: { length: 1 } });
});
