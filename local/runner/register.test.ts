import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Server } from '../../shared/model/server.ts';
import { hasData, registerThisMachine } from './register.ts';

const row = (id: string, name: string, address: string): Server => ({
  id,
  name,
  address,
  description: '',
  tags: [],
  enabled: true,
  cadence: 'rate(1 minute)',
  monthlyPrice: null,
  renewsOn: null,
  pinned: false,
  createdMs: 1,
  updatedMs: 1,
  status: 'pending',
  lastAttemptMs: null,
  lastContactMs: null,
  lastError: null,
  roundTripMs: null,
  clockSkewMs: null,
  facts: null,
});

/** The part of the API that registering uses: pages of two servers. */
let rows: Server[];
let changes: string[];
let api: string;
const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  let text = '';
  request.on('data', (chunk: Buffer) => (text += chunk.toString()));
  request.on('end', () => {
    response.setHeader('content-type', 'application/json');
    if (url.pathname === '/api/latest') {
      response.end(
        JSON.stringify({ nowMs: 1, servers: rows.map((each) => ({ server: each, closed: null, open: null })) }),
      );
    } else if (request.method === 'GET') {
      const from = rows.findIndex((each) => each.name === url.searchParams.get('after')) + 1;
      const page = rows.slice(from, from + 2);
      const next = from + 2 < rows.length ? page.at(-1)?.name : null;
      response.end(JSON.stringify({ servers: page, total: rows.length, next }));
    } else {
      changes.push(`${request.method ?? ''} ${url.pathname} ${text}`);
      const { name, address } = JSON.parse(text) as Record<string, string>;
      if (name === 'refused') response.writeHead(503).end('{"message":"no database"}');
      else response.end(JSON.stringify({ server: row('x', name ?? 'x', address ?? '') }));
    }
  });
});

beforeEach(async () => {
  rows = ['a', 'b', 'c'].map((name) => row(name, name, '127.0.0.1:9000'));
  changes = [];
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

test('a machine that is not there is registered', async () => {
  await expect(registerThisMachine(api, 'd', '127.0.0.1:9464')).resolves.toBe('new');
  expect(changes).toEqual([expect.stringMatching(/^POST \/api\/servers \{"name":"d","address":"127.0.0.1:9464"/)]);
});

test('one that is there is left as it is, also on a later page', async () => {
  await expect(registerThisMachine(api, 'c', '127.0.0.1:9000')).resolves.toBe('known');
  expect(changes).toEqual([]);
});

test('one whose agent has another port now is moved', async () => {
  await expect(registerThisMachine(api, 'b', '127.0.0.1:9464')).resolves.toBe('moved');
  expect(changes).toEqual(['PATCH /api/servers/b {"address":"127.0.0.1:9464"}']);
});

test('one that somebody has pointed elsewhere stays there', async () => {
  rows.push(row('e', 'e', 'crawler-7.example:9464'));
  await expect(registerThisMachine(api, 'e', '127.0.0.1:9464')).resolves.toBe('known');
  expect(changes).toEqual([]);
});

test('a refusal is told with its words', async () => {
  await expect(registerThisMachine(api, 'refused', '127.0.0.1:1')).rejects.toThrow(
    /POST .* answered 503: .*no database/,
  );
});

test('waiting for data ends when none comes', async () => {
  await expect(hasData(api, 'a', 300, new AbortController().signal)).resolves.toBe(false);
});
