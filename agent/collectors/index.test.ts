import { readdirSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { afterAll, expect, test } from '@jest/globals';
import { defaultGroupRules } from '../groups.ts';
import { makeTree } from '../testing/tree.ts';
import { collectors } from './index.ts';

const tree = makeTree();
afterAll(() => {
  tree.dispose();
});

const options = {
  rootPath: tree.path,
  groupRules: defaultGroupRules,
  log: () => undefined,
  statfs,
  monotonicMs: () => 0,
};

test('every file of the folder is a collector of that name and is listed', () => {
  const files = readdirSync(new URL('.', import.meta.url)).map((file) => file.replace(/\.ts$/, ''));
  const expected = files.filter((file) => !/^(?:index|collector)$|\.test$/.test(file));
  const names = collectors.map((create) => create(options).name);
  expect([...names].sort()).toEqual(expected.sort());
});

test('where there is nothing to read each fails, except pressure, which a kernel may lack', async () => {
  const outcomes = await Promise.all(
    collectors.map(async (create) => {
      const collector = create(options);
      try {
        return [collector.name, await collector.collect({ atMs: 1000, monotonicMs: 0 })] as const;
      } catch {
        return [collector.name, 'failed'] as const;
      }
    }),
  );
  for (const [name, outcome] of outcomes)
    expect([name, outcome]).toEqual([name, name === 'pressure' ? { host: {} } : 'failed']);
});
