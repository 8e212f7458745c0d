import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { AppError } from '../../shared/model/app-error.ts';
import { type Answer, header, json } from '../platform/http.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/** Scripts only from here; the charts set styles inline. */
const POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'";

/**
 * `GET /` is the page for who asks for HTML, else a sign of life; `/assets/…` are the page's files, whose names change
 * with their content.
 * @throws AppError `not_found`
 */
export async function answer(event: APIGatewayProxyEventV2, dist: URL): Promise<Answer> {
  const name = /^\/assets\/([\w][\w.-]*)$/.exec(event.rawPath)?.[1];
  if (name !== undefined) {
    return {
      ...(await file(new URL(`assets/${name}`, dist))),
      headers: { 'cache-control': 'public, max-age=31536000, immutable' },
    };
  }
  if (event.rawPath !== '/') throw new AppError('not_found', `there is nothing at ${event.rawPath}`);
  if (!wantsHtml(header(event, 'accept') ?? '')) return json({ status: 'success', message: 'Peakwatch is running' });
  return {
    ...(await file(new URL('index.html', dist))),
    headers: { 'content-security-policy': POLICY, vary: 'accept' },
  };
}

/** Browsers name text/html; programs ask for JSON or for anything. */
function wantsHtml(accept: string): boolean {
  const types = accept.split(',').map((part) => part.trim().split(';')[0]);
  const html = types.indexOf('text/html');
  const plain = types.indexOf('application/json');
  return html !== -1 && (plain === -1 || html < plain);
}

async function file(url: URL): Promise<Pick<Answer, 'status' | 'contentType' | 'body'>> {
  try {
    const body = await readFile(url);
    return { status: 200, contentType: TYPES[extname(url.pathname)] ?? 'application/octet-stream', body };
  } catch (cause) {
    throw new AppError(
      'not_found',
      'this file of the page does not exist: build it with “npm run build”, or reload the page',
      { cause },
    );
  }
}
