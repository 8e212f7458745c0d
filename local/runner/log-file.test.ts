import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LogFile } from './log-file.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'peakwatch-log-'));
  path = join(folder, 'part.log');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('the log of a part', () => {
  test('gives back whole lines and remembers the last ones', () => {
    const log = new LogFile(path);
    expect([log.write('a\nb'), log.write('c\n\n'), log.write('d')]).toEqual([['a'], ['bc', ''], []]);
    for (let i = 0; i < 30; i++) log.write(`\nline ${i}`);
    expect(log.lastLines().at(-1)).toBe('line 29');
    expect(log.lastLines().length).toBeLessThan(20);
    log.close();
    expect(readFileSync(path, 'utf8')).toMatch(/^a\nbc\n\nd\nline 0\n/);
  });

  test('begins anew at each start and keeps the one before', () => {
    for (const text of ['first', 'second', 'third']) {
      const log = new LogFile(path);
      log.write(text);
      log.close();
    }
    expect([readFileSync(path, 'utf8'), readFileSync(`${path}.1`, 'utf8')]).toEqual(['third', 'second']);
  });

  test('begins anew when it is full', () => {
    const log = new LogFile(path);
    const chunk = 'x'.repeat(1024 * 1024);
    for (let i = 0; i < 7; i++) log.write(chunk);
    log.close();
    expect(existsSync(`${path}.1`)).toBe(true);
    expect(readFileSync(path, 'utf8').length).toBeLessThan(2 * chunk.length);
  });
});
