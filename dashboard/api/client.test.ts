/// <reference types="node" />
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { ask, problemOf } from './client.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closing.push(
    () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => {
          done();
        });
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('an answer is data', async () => {
  const url = await serve((_, response) => response.end('{"servers":[]}'));
  expect(await ask(url)).toEqual({ ok: true, data: { servers: [] } });
});

test('a body is sent as JSON', async () => {
  const url = await serve((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as unknown;
      response.end(JSON.stringify({ method: request.method, type: request.headers['content-type'], body }));
    });
  });
  const outcome = await ask(url, { method: 'PATCH', body: { name: '爬虫' } });
  expect(outcome).toEqual({ ok: true, data: { method: 'PATCH', type: 'application/json', body: { name: '爬虫' } } });
});

test("a refusal keeps the API's words and fields", async () => {
  const fields = [
    { field: 'tags.0', problem: 'is too long' },
    { field: 'name', problem: 'is required' },
  ];
  const url = await serve((_, response) => {
    response.writeHead(400).end(JSON.stringify({ status: 'error', code: 'invalid_input', message: 'no', fields }));
  });
  const outcome = await ask(url);
  const problem = outcome.ok ? null : outcome.problem;
  expect(problem).toEqual({ kind: 'refused', httpStatus: 400, code: 'invalid_input', message: 'no', fields });
  expect(problemOf(problem, 'tags')).toBe('is too long');
  expect(problemOf(problem, 'name')).toBe('is required');
  expect(problemOf(problem, 'address')).toBeNull();
});

test("a gateway's page is a refusal without words", async () => {
  const url = await serve((_, response) => response.writeHead(502).end('<h1>Bad gateway</h1>'));
  expect(await ask(url)).toMatchObject({ ok: false, problem: { kind: 'refused', httpStatus: 502, message: '' } });
});

test('nobody there is told apart from a refusal', async () => {
  const url = await serve((_, response) => response.end());
  await Promise.all(closing.splice(0).map((close) => close()));
  expect(await ask(url)).toEqual({ ok: false, problem: { kind: 'unreachable' } });
});

test('leaving the page ends the request with a throw', async () => {
  const url = await serve(() => undefined);
  const abort = new AbortController();
  const asked = ask(url, { signal: abort.signal });
  abort.abort();
  await expect(asked).rejects.toThrow();
});
