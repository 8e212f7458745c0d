import { readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Db } from 'mongodb';
import { json } from '../platform/http.ts';
import { type Route } from './route.ts';
import { dispatch, match } from './router.ts';
import { routes } from './routes/index.ts';

const echo: Route = {
  method: 'POST',
  path: '/api/things/{id}',
  answer: ({ path, body }) => Promise.resolve(json({ path, body })),
};
const ask = (event: object) =>
  dispatch(
    [echo],
    {
      headers: {},
      requestContext: { http: { method: 'POST' } },
      rawPath: '/api/things/a%2Fb',
      ...event,
    } as unknown as APIGatewayProxyEventV2,
    () => Promise.resolve(null as unknown as Db),
    () => 0,
  );
const typed = { headers: { 'Content-Type': 'application/json; charset=utf-8' } };

test('every file of the folder is in the list of routes', async () => {
  const folder = new URL('routes/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name !== 'index.ts');
  const modules = await Promise.all(
    files.map((name) => import(new URL(name, folder).href) as Promise<Record<string, Route>>),
  );
  const found = modules.flatMap((module) => Object.values(module));
  expect(found).toHaveLength(files.length);
  expect(new Set(routes)).toEqual(new Set(found));
});

test.each([
  ['/api/servers/{id}', '/api/servers/7', { id: '7' }],
  ['/api/servers/{id}', '/api/servers/7/', { id: '7' }],
  ['/api/servers/{id}', '/api/servers/', null],
  ['/api/servers/{id}', '/api/servers/%E0%A4%A', null],
  ['/api/servers', '/api/server', null],
])('%s on %s is %j', (pattern, path, values) => {
  expect(match(pattern, path)).toEqual(values);
});

describe('a request', () => {
  test('gets its route with the decoded path and body', async () => {
    const { body } = await ask({ ...typed, body: '{"a":1}' });
    expect(JSON.parse(String(body))).toEqual({ path: { id: 'a/b' }, body: { a: 1 } });
  });

  test.each([
    ['an unknown path', { rawPath: '/api/nothing' }, 'not_found'],
    ['another method', { requestContext: { http: { method: 'DELETE' } } }, 'method_not_allowed'],
    ['a body of another type', { headers: { 'content-type': 'text/plain' }, body: '{}' }, 'unsupported_media_type'],
    ['a body without a type', { body: '{}' }, 'unsupported_media_type'],
    ['a body that is no JSON', { ...typed, body: '{' }, 'invalid_input'],
    ['a body that is too large', { ...typed, body: `"${'x'.repeat(65_536)}"` }, 'too_large'],
  ])('with %s is refused', async (_what, event, code) => {
    await expect(ask(event)).rejects.toMatchObject({ code });
  });
});
