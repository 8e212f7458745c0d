/// <reference types="node" />
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { answer } from './fake-api.ts';
import type { FakeServer } from './fake-fleet.ts';
import { fakeRegistry } from './fake-registry.ts';

const DIST = new URL('../dist/', import.meta.url);
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
/** Stricter than the master's own, so that the page works under both. */
const POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'";

/**
 * The built page (the folder `dist`) with a made-up API behind it, on one origin. For development of the page; never
 * shipped. The caller listens and closes.
 */
export function fakeServer(fleet: readonly FakeServer[], now: () => number, dist = DIST): Server {
  const registry = fakeRegistry(fleet, now());
  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (!url.pathname.startsWith('/api/')) return sendFile(dist, url.pathname, response);
    const body = await readBody(request);
    const { status, body: sent } = answer(registry, { method: request.method ?? 'GET', url, body, nowMs: now() });
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify(sent));
  };
  return createServer((request, response) => {
    respond(request, response).catch((error: unknown) => {
      console.error(error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? undefined : JSON.parse(text);
}

async function sendFile(dist: URL, path: string, response: ServerResponse): Promise<void> {
  const name = path === '/' ? 'index.html' : /^\/(assets\/[\w.-]+)$/.exec(path)?.[1];
  if (name === undefined) {
    response.writeHead(404).end();
    return;
  }
  const content = await readFile(new URL(name, dist));
  const type = TYPES[extname(name)] ?? 'application/octet-stream';
  response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY });
  response.end(content);
}
