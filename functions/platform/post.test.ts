import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, expect, test } from '@jest/globals';
import { post } from './post.ts';

let server: Server | undefined;
afterEach(
  () =>
    new Promise<void>((resolve) => {
      server?.closeAllConnections();
      if (server)
        server.close(() => {
          resolve();
        });
      else resolve();
    }),
);

async function serve(listener: RequestListener): Promise<string> {
  const made = createServer(listener);
  server = made;
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(made.address() as AddressInfo).port}/hook?key=secret`;
}

function* endless() {
  for (;;) yield 'x'.repeat(16_384);
}

const request = (url: string) => ({ url, headers: { 'content-type': 'application/json' }, body: '{"a":"爬虫"}' });

test('posts the body as it is and gives the answer', async () => {
  const seen: unknown[] = [];
  const url = await serve((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      seen.push([incoming.method, incoming.headers['content-type'], Buffer.concat(chunks).toString()]);
      response.writeHead(201).end('{"errcode":0}');
    });
  });
  await expect(post(request(url))).resolves.toEqual({ status: 201, body: '{"errcode":0}' });
  expect(seen).toEqual([['POST', 'application/json', '{"a":"爬虫"}']]);
});

test('a redirect is an answer', async () => {
  let requests = 0;
  const url = await serve((_incoming, response) => {
    requests += 1;
    response.writeHead(307, { location: '/elsewhere' }).end();
  });
  await expect(post(request(url))).resolves.toMatchObject({ status: 307 });
  expect(requests).toBe(1);
});

test('of an endless answer the beginning is read', async () => {
  const url = await serve((_incoming, response) => {
    Readable.from(endless()).pipe(response);
  });
  const { body } = await post(request(url));
  expect(body).toHaveLength(64 * 1024);
});

test.each([
  { title: 'never answers', listener: () => undefined },
  { title: 'never ends its answer', listener: (_incoming: unknown, response: ServerResponse) => response.write('x') },
])('one that $title is left in time', async ({ listener }) => {
  const url = await serve(listener);
  await expect(post(request(url), 200)).rejects.toMatchObject({ retryable: true });
});

test('a port where nobody listens is tried again, and the error does not tell the address', async () => {
  const url = await serve(() => undefined);
  const made = server;
  await new Promise((resolve) => made?.close(resolve));
  server = undefined;
  const posting = post(request(url));
  await expect(posting).rejects.toMatchObject({ code: 'mail_rejected', retryable: true });
  await expect(posting).rejects.toThrow('ECONNREFUSED');
  await expect(posting).rejects.not.toThrow('secret');
});
