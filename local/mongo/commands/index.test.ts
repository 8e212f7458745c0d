import { expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { commands } from './index.ts';

/** Files of this folder that hold no command. */
const SUPPORT = ['arguments.ts', 'command.ts', 'index.ts', 'modify.ts', 'write-errors.ts'];

test('every command of every file is listed', async () => {
  const folder = new URL('.', import.meta.url);
  const files = readdirSync(folder).filter((name) => !name.endsWith('.test.ts') && !SUPPORT.includes(name));
  const listed = new Set(commands.values());
  for (const file of files) {
    const exports = Object.values((await import(new URL(file, folder).href)) as Record<string, unknown>).flat();
    const found = exports.filter(
      (value) => typeof value === 'object' && value !== null && 'names' in value && 'run' in value,
    );
    expect({ file, commands: found.length }).not.toEqual({ file, commands: 0 });
    for (const command of found) expect(listed).toContain(command);
  }
});

test('no two commands share a name', () => {
  const names = [...new Set(commands.values())].flatMap((command) => command.names);
  expect(new Set(names).size).toBe(names.length);
});
