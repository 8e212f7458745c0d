import { existsSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { ConfigError, HELP, readCommand, readConfig } from './config.ts';

const problemOf = (environment: Record<string, string>): string => {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'none';
};

describe('the environment', () => {
  test('needs nothing set; empty is not set', () => {
    const expected = {
      host: '0.0.0.0',
      port: 9464,
      dataFolder: './peakwatch-agent',
      windowMs: 60_000,
      groupsFile: null,
      journalBytes: 64 << 20,
      simulate: !existsSync('/proc/stat'),
    };
    expect(readConfig({})).toEqual(expected);
    expect(readConfig({ PEAKWATCH_AGENT_PORT: '', PEAKWATCH_AGENT_GROUPS: ' ' })).toEqual(expected);
  });

  test('is read', () => {
    const environment = {
      PEAKWATCH_AGENT_PORT: '0',
      PEAKWATCH_AGENT_WINDOW_SECONDS: '5',
      PEAKWATCH_AGENT_SIMULATE: '1',
    };
    expect(readConfig(environment)).toMatchObject({ port: 0, windowMs: 5000, simulate: true });
  });

  test('all problems are named at once', () => {
    const problems = problemOf({
      PEAKWATCH_AGENT_PORT: '70000',
      PEAKWATCH_AGENT_WINDOW_SECONDS: '7',
      PEAKWATCH_AGENT_SIMULATE: 'maybe',
      PEAKWATCH_AGENT_PROT: '1',
    });
    expect(problems.split('\n')).toEqual([
      'PEAKWATCH_AGENT_PORT is not a whole number from 0 to 65535',
      'PEAKWATCH_AGENT_WINDOW_SECONDS does not divide a minute: use 5, 6, 10, 12, 15, 20, 30 or 60',
      'PEAKWATCH_AGENT_SIMULATE is not a switch: write 1 or 0',
      'PEAKWATCH_AGENT_PROT is no setting of the agent: see --help',
    ]);
  });

  test.each(['4', '61', '1.5', 'x'])('%s seconds is no window', (seconds) => {
    expect(problemOf({ PEAKWATCH_AGENT_WINDOW_SECONDS: seconds })).toMatch('is not a whole number from 5 to 60');
  });
});

test('the command line', () => {
  expect([readCommand([]), readCommand(['--help']), readCommand(['--version'])]).toEqual(['run', 'help', 'version']);
  expect(() => readCommand(['--port', '1'])).toThrow('unknown arguments "--port 1": try --help');
});

test('the help names every setting', () => {
  expect(HELP.match(/PEAKWATCH_AGENT_\w+/g)).toHaveLength(7);
});
