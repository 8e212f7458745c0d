import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { metricTable } from '../shared/model/metric-table.ts';

const ROOT = new URL('../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');
const DOCUMENTS = [
  'README.md',
  'README.zh-CN.md',
  ...readdirSync(new URL('docs/', ROOT))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const PATH_IN_BACKTICKS = /`((?:shared|agent|functions|dashboard|local|bench|tests|docs)\/[\w./-]*)`/g;
const LINK = /\]\((?!https?:|#)([^)#]+)[^)]*\)/g;
const COMMAND = /npm run ([\w:-]+)/g;

describe.each(DOCUMENTS)('%s', (document) => {
  const text = read(document);

  test('names only paths that exist', () => {
    const named = [...text.matchAll(PATH_IN_BACKTICKS)].map((found) => found[1] ?? '');
    expect(named.filter((path) => !path.includes('dist/') && !existsSync(new URL(path, ROOT)))).toEqual([]);
  });

  test('links only to files that exist', () => {
    const base = new URL(document, ROOT);
    const linked = [...text.matchAll(LINK)].map((found) => found[1] ?? '');
    expect(linked.filter((link) => !existsSync(new URL(link, base)))).toEqual([]);
  });

  test('calls only commands that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const called = [...text.matchAll(COMMAND)].map((found) => found[1] ?? '');
    expect(called.filter((name) => !(name in scripts))).toEqual([]);
  });
});

test.each([
  ['README.md', 'en'],
  ['README.zh-CN.md', 'zh'],
] as const)('the metric table of %s is the catalogue', (document, language) => {
  expect(read(document)).toContain(metricTable(language));
});
