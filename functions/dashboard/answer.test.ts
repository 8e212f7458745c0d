import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { answer } from './answer.ts';

const folder = mkdtempSync(join(tmpdir(), 'peakwatch-page-'));
mkdirSync(join(folder, 'assets'));
writeFileSync(join(folder, 'index.html'), '<title>Peakwatch</title>');
writeFileSync(join(folder, 'assets', 'index-1a.js'), '1');
writeFileSync(join(folder, 'secret'), 'x');
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const ask = (rawPath: string, accept?: string) =>
  answer(
    { rawPath, headers: accept ? { Accept: accept } : {} } as unknown as APIGatewayProxyEventV2,
    pathToFileURL(`${folder}/`),
  );

test.each([undefined, '*/*', 'application/json', 'application/json, text/html;q=0.5'])(
  'who accepts %s gets the sign of life',
  async (accept) => {
    expect(JSON.parse(String((await ask('/', accept)).body))).toEqual({
      status: 'success',
      message: 'Peakwatch is running',
    });
  },
);

test('a browser gets the page, with a policy that lets no foreign script in', async () => {
  const page = await ask('/', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8');
  expect(String(page.body)).toContain('<title>Peakwatch</title>');
  expect(page.headers?.['content-security-policy']).toContain("default-src 'self'");
});

test('a file of the page is kept for ever', async () => {
  expect(await ask('/assets/index-1a.js')).toMatchObject({
    contentType: 'text/javascript; charset=utf-8',
    headers: { 'cache-control': expect.stringContaining('immutable') },
  });
});

test.each(['/assets/missing.js', '/assets/../secret', '/assets/..%2Fsecret', '/assets/'])(
  '%s is not there',
  async (path) => {
    await expect(ask(path)).rejects.toMatchObject({ code: 'not_found' });
  },
);
