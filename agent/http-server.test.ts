import { once } from 'node:events';
import { request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ErrorAnswer } from '../shared/model/api.ts';
import type { Window } from '../shared/model/window.ts';
import { HealthReply, WindowsReply } from '../shared/model/wire.ts';
import { factsFromNode } from './facts.ts';
import { createHttpServer } from './http-server.ts';
import { Journal } from './journal.ts';
import { makeTree, type Tree } from './testing/tree.ts';

const T = 1_800_000_000_000;
const EPOCH = 'a'.repeat(16);
const windowAt = (minute: number): Window => ({
  startMs: T + minute * 60_000,
  lengthMs: 60_000,
  samples: 60,
  host: { load1: { samples: 60, sum: 60, min: 1, max: 1 } },
  filesystems: {},
  groups: {},
  peaks: {},
});

let tree: Tree;
let journal: Journal;
let server: Server;
let lines: string[];
beforeEach(async () => {
  tree = makeTree();
  lines = [];
  const log = (line: string) => lines.push(line);
  journal = new Journal({ folder: join(tree.path, 'j'), maxAgeMs: 1e9, maxBytes: 1e7, newEpoch: () => EPOCH, log });
  for (let minute = 0; minute < 20; minute++) journal.append(windowAt(minute), T);
  while (journal.read(null, { windows: 500, bytes: 1e9 }).windows.length < 20)
    await new Promise((r) => setImmediate(r));
  server = createHttpServer({
    journal,
    windowMs: 60_000,
    nowMs: () => T,
    facts: () => factsFromNode(false, T),
    open: () => windowAt(20),
    health: () => ({ status: 'ok', agentVersion: '1', lastSampleMs: T, failed: ['load'] }),
    log,
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  journal.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  tree.dispose();
});

const port = (): number => (server.address() as AddressInfo).port;

interface Reply {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly bytes: Buffer;
  readonly json: () => unknown;
}

async function ask(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Reply> {
  const { body, ...rest } = options;
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: port(), path, agent: false, ...rest }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const plain = () => (response.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          bytes,
          json: () => JSON.parse(plain().toString()) as unknown,
        });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

describe('GET /v1/windows', () => {
  test('gives what the model says', async () => {
    const reply = WindowsReply.parse((await ask('/v1/windows')).json());
    expect(reply.windows).toEqual(Array.from({ length: 20 }, (_, minute) => windowAt(minute)));
    expect(reply).toMatchObject({ nowMs: T, cursor: `${EPOCH}:20`, more: false, gap: false, open: windowAt(20) });
  });

  test('gives those after a cursor, so many at a time', async () => {
    const first = WindowsReply.parse((await ask(`/v1/windows?after=${EPOCH}:5&limit=10`)).json());
    expect(first).toMatchObject({ cursor: `${EPOCH}:15`, more: true, windows: { length: 10 } });
    const second = WindowsReply.parse((await ask(`/v1/windows?after=${encodeURIComponent(first.cursor)}`)).json());
    expect(second).toMatchObject({ cursor: `${EPOCH}:20`, more: false, windows: { length: 5 } });
    const third = WindowsReply.parse((await ask(`/v1/windows?after=${second.cursor}`)).json());
    expect(third.windows).toEqual([]);
  });

  test('comes in gzip to who takes it, and only to them', async () => {
    const plain = await ask('/v1/windows');
    expect(plain.headers['content-encoding']).toBeUndefined();
    for (const coding of ['gzip', 'deflate, gzip;q=0.5', 'br, GZIP']) {
      const zipped = await ask('/v1/windows', { headers: { 'accept-encoding': coding } });
      expect(zipped.headers['content-encoding']).toBe('gzip');
      expect(zipped.bytes.length).toBeLessThan(plain.bytes.length / 3);
      // The boot time is worked out of two clocks, so that it may be another second in the next answer.
      expect(WindowsReply.parse(zipped.json()).windows).toEqual(WindowsReply.parse(plain.json()).windows);
    }
    const refused = await ask('/v1/windows', { headers: { 'accept-encoding': 'gzip;q=0' } });
    expect(refused.headers['content-encoding']).toBeUndefined();
  });

  test.each([
    ['after=5', /after is not a cursor/],
    ['after=', /after is not a cursor/],
    [`after=${EPOCH}:x`, /after is not a cursor/],
    ['limit=0', /limit is not a whole number from 1 to 500/],
    ['limit=501', /limit/],
    ['limit=1e2', /limit/],
    ['limit=-1', /limit/],
    ['before=1', /unknown parameter "before"/],
  ])('refuses ?%s in words', async (query, message) => {
    const reply = await ask(`/v1/windows?${query}`);
    expect(reply.status).toBe(400);
    expect(ErrorAnswer.parse(reply.json()).message).toMatch(message);
  });
});

test('GET /healthz', async () => {
  expect(HealthReply.parse((await ask('/healthz')).json())).toEqual({
    status: 'ok',
    agentVersion: '1',
    lastSampleMs: T,
    failed: ['load'],
  });
});

test('HEAD has the headers and no body', async () => {
  const reply = await ask('/v1/windows', { method: 'HEAD' });
  expect([reply.status, reply.bytes.length]).toEqual([200, 0]);
});

test.each(['/', '/v1', '/v1/windows/', '/metrics', '/%2e%2e/etc/passwd', '/__proto__', '/constructor'])(
  '%s is not there',
  async (path) => {
    const reply = await ask(path);
    expect(reply.status).toBe(404);
    expect(ErrorAnswer.parse(reply.json()).code).toBe('not_found');
  },
);

test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s is refused, whatever is sent', async (method) => {
  const reply = await ask('/v1/windows', { method, body: 'x'.repeat(100) });
  expect([reply.status, reply.headers['allow']]).toEqual([405, 'GET, HEAD']);
  expect(ErrorAnswer.parse(reply.json()).message).toMatch('can only be read');
});

/** Sends raw bytes and gives what comes back until the server ends the connection. */
async function raw(bytes: string): Promise<string> {
  const socket = connect(port(), '127.0.0.1');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  socket.on('error', () => undefined);
  socket.end(bytes);
  await once(socket, 'close');
  return text;
}

test('broken requests are refused, and the next good one is answered', async () => {
  expect(await raw('nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400/);
  expect(await raw(`GET /healthz HTTP/1.1\r\nHost: a\r\nX: ${'y'.repeat(9000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431/);
  expect(await raw('GET http://[ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 400/);
  expect((await ask('/healthz')).status).toBe(200);
  expect(lines).toEqual([]);
});

test('connections beyond the limit are dropped', async () => {
  const sockets = Array.from({ length: 40 }, () => connect(port(), '127.0.0.1').on('error', () => undefined));
  const dropped = new Promise<number>((resolve) => {
    let closed = 0;
    for (const socket of sockets) {
      socket.on('close', () => {
        if (++closed === 8) resolve(closed);
      });
    }
  });
  expect(await dropped).toBe(8);
  for (const socket of sockets) socket.destroy();
});
