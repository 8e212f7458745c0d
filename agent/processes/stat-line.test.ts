import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseProcessStat } from './stat-line.ts';

const LINE =
  '812 (python3) S 1 812 812 0 -1 4194560 2201 0 0 0 140 60 5 6 20 0 4 0 123456 31000000 2750 18446744073709551615 1 1 0 0\n';

describe('a line of /proc/PID/stat', () => {
  test('is read by its fields', () => {
    expect(parseProcessStat(LINE)).toEqual({
      comm: 'python3',
      state: 'S',
      cpuTicks: 200,
      startTicks: 123_456,
      residentPages: 2750,
    });
  });

  test('any name is read as it is, whatever brackets and blanks it holds', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 15 }), (comm) => {
        const line = LINE.replace('(python3)', () => `(${comm})`);
        expect(parseProcessStat(line)).toMatchObject({ comm, cpuTicks: 200, residentPages: 2750 });
      }),
    );
  });

  test('a name in UTF-8 is decoded', () => {
    const line = LINE.replace('python3', Buffer.from('爬虫', 'utf8').toString('latin1'));
    expect(parseProcessStat(line).comm).toBe('爬虫');
  });

  test('a cut line is an error, never a wrong number', () => {
    expect(() => parseProcessStat(LINE.slice(0, 60))).toThrow('cut');
    expect(() => parseProcessStat('')).toThrow('no name');
  });

  const onLinux = process.platform === 'linux' ? test : test.skip;
  onLinux('of this process', () => {
    const own = parseProcessStat(readFileSync(`/proc/${process.pid}/stat`, 'latin1'));
    expect(own.residentPages * 4096).toBeGreaterThan(10e6);
    expect(own.cpuTicks).toBeGreaterThan(0);
  });
});
