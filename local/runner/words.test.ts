import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type Addresses, addressTable, hidePassword, removeAddresses, writeAddresses } from './addresses.ts';
import { masterError } from './parts.ts';
import { seldom } from './seldom.ts';

const ADDRESSES: Addresses = {
  page: 'http://127.0.0.1:3000/',
  api: 'http://127.0.0.1:3000',
  lambda: 'http://127.0.0.1:3002',
  scheduler: 'http://127.0.0.1:3003',
  inbox: 'http://127.0.0.1:3004',
  smtp: 'smtp://127.0.0.1:3025',
  mongodb: 'mongodb+srv://me:secret@cluster.example/x',
  agent: 'http://127.0.0.1:9464',
  dataFolder: '/data',
  pids: { runner: 1 },
};

describe('the table of addresses', () => {
  test('shows where everything is, and no password', () => {
    const table = addressTable(ADDRESSES);
    expect(table).toContain('Page        http://127.0.0.1:3000/\n');
    expect(table).toContain('Mail inbox  http://127.0.0.1:3004/\n');
    expect(table).toContain('Database    mongodb+srv://me:…@cluster.example/x\n');
  });

  test('says where mails go when there is no inbox', () => {
    expect(addressTable({ ...ADDRESSES, inbox: null, smtp: 'smtps://u:p@mail.example' })).toContain(
      'none: mails go to smtps://u:…@mail.example',
    );
    expect(hidePassword('mongodb://127.0.0.1:27017/x')).toBe('mongodb://127.0.0.1:27017/x');
  });

  test('is written for programs while the system runs', () => {
    const dataFolder = mkdtempSync(join(tmpdir(), 'peakwatch-addresses-'));
    writeAddresses({ ...ADDRESSES, dataFolder });
    const file = join(dataFolder, 'addresses.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ ...ADDRESSES, dataFolder });
    removeAddresses(dataFolder);
    expect(() => readFileSync(file)).toThrow(/ENOENT/);
    rmSync(dataFolder, { recursive: true });
  });
});

test.each([
  ['{"level":"error","message":"fetch failed: no route","durationMs":3}', 'fetch failed: no route'],
  ['{"level":"info","message":"fetch"}', null],
  ['(λ: fetch) RequestId: 1  Duration: 2 ms', null],
  ['{broken', null],
])('of the master only errors of functions are shown: %s', (line, message) => {
  expect(masterError(line)).toBe(message);
});

test('the same trouble is told once a minute', () => {
  const said: string[] = [];
  let nowMs = 0;
  const say = seldom(
    (message) => said.push(message),
    () => nowMs,
  );
  for (nowMs = 0; nowMs <= 60_000; nowMs += 20_000) ['a', 'b'].forEach(say);
  expect(said).toEqual(['a', 'b', 'a', 'b']);
});
