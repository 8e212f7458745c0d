import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { ErrorAnswer } from '../shared/model/api.ts';
import type { Window } from '../shared/model/window.ts';
import { type AgentFacts, Cursor, type HealthReply, MAX_WINDOWS_PER_REPLY } from '../shared/model/wire.ts';
import type { Journal } from './journal.ts';
import { type Log, reasonOf } from './log.ts';

export interface ServedState {
  readonly journal: Journal;
  readonly windowMs: number;
  readonly nowMs: () => number;
  readonly facts: () => AgentFacts;
  readonly open: () => Window | null;
  readonly health: () => HealthReply;
  readonly log: Log;
}

/** Windows of one reply before gzip, so that a long backlog comes in bites that neither side has trouble to hold. */
const MAX_REPLY_BYTES = 2 << 20;
/** Below this gzip gains nothing. */
const GZIP_FROM_BYTES = 1024;
/** Reading is all a client may do, and that takes no time: who needs longer is broken or hostile. */
const LIMITS = { headersMs: 5000, requestMs: 5000, idleMs: 5000, socketMs: 15_000, headerBytes: 8192, connections: 32 };
const gzipped = promisify(gzip);

interface Answer {
  readonly status: number;
  readonly body: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The agent's HTTP server, read-only: it has no way to run or to write anything. Not listening yet. */
export function createHttpServer(state: ServedState): Server {
  const server = createServer(
    {
      maxHeaderSize: LIMITS.headerBytes,
      headersTimeout: LIMITS.headersMs,
      requestTimeout: LIMITS.requestMs,
      keepAliveTimeout: LIMITS.idleMs,
    },
    (request, response) => {
      send(request, response, state).catch((error: unknown) => {
        state.log(`a request could not be answered: ${reasonOf(error)}`);
        response.destroy();
      });
    },
  );
  server.maxConnections = LIMITS.connections;
  server.setTimeout(LIMITS.socketMs);
  return server;
}

async function send(request: IncomingMessage, response: ServerResponse, state: ServedState): Promise<void> {
  const { status, body, headers } = answer(request, state);
  const zip = body.length >= GZIP_FROM_BYTES && acceptsGzip(request);
  const bytes = zip ? await gzipped(body) : body;
  response.writeHead(status, {
    ...headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': bytes.length,
    'cache-control': 'no-store',
    vary: 'accept-encoding',
    ...(zip && { 'content-encoding': 'gzip' }),
    // A body that nobody asked for is not read; the connection ends with the answer.
    ...(request.method !== 'GET' && request.method !== 'HEAD' && { connection: 'close' }),
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

function answer(request: IncomingMessage, state: ServedState): Answer {
  const target = request.url ?? '/';
  if (!URL.canParse(target, 'http://agent')) return problem(400, 'invalid_input', 'the request names no valid path');
  const { pathname, searchParams } = new URL(target, 'http://agent');
  const route = routes[pathname];
  if (!route) {
    return problem(
      404,
      'not_found',
      `there is no ${pathname.slice(0, 100)} here: ask for ${Object.keys(routes).join(' or ')}`,
    );
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    const refusal = problem(405, 'method_not_allowed', 'the agent can only be read: use GET');
    return { ...refusal, headers: { allow: 'GET, HEAD' } };
  }
  return route(searchParams, state);
}

const routes: Readonly<Partial<Record<string, (query: URLSearchParams, state: ServedState) => Answer>>> = {
  '/v1/windows': windowsReply,
  '/healthz': (_, state) => ({ status: 200, body: Buffer.from(JSON.stringify(state.health())) }),
};

/** The windows go out as the bytes that the journal holds, without being parsed. */
function windowsReply(query: URLSearchParams, state: ServedState): Answer {
  const unknown = [...query.keys()].find((name) => name !== 'after' && name !== 'limit');
  if (unknown !== undefined)
    return problem(400, 'invalid_input', `unknown parameter "${unknown.slice(0, 40)}": use after and limit`);
  const after = query.get('after');
  if (after !== null && !Cursor.safeParse(after).success) {
    return problem(
      400,
      'invalid_input',
      'after is not a cursor: expected EPOCH:SEQUENCE, as an earlier answer gave it',
    );
  }
  const limit = query.get('limit') ?? String(MAX_WINDOWS_PER_REPLY);
  if (!/^\d{1,4}$/.test(limit) || Number(limit) < 1 || Number(limit) > MAX_WINDOWS_PER_REPLY) {
    return problem(400, 'invalid_input', `limit is not a whole number from 1 to ${MAX_WINDOWS_PER_REPLY}`);
  }
  const page = state.journal.read(after, { windows: Number(limit), bytes: MAX_REPLY_BYTES });
  const rest = {
    version: 1,
    nowMs: state.nowMs(),
    facts: state.facts(),
    windowMs: state.windowMs,
    cursor: page.cursor,
    more: page.more,
    gap: page.gap,
    open: state.open(),
  };
  const parts = page.windows.flatMap((window, index) => (index === 0 ? [window] : [COMMA, window]));
  const head = Buffer.from(`${JSON.stringify(rest).slice(0, -1)},"windows":[`);
  return { status: 200, body: Buffer.concat([head, ...parts, TAIL]) };
}

const COMMA = Buffer.from(',');
const TAIL = Buffer.from(']}');

function problem(status: number, code: string, message: string): Answer {
  const body: ErrorAnswer = { status: 'error', code, message };
  return { status, body: Buffer.from(JSON.stringify(body)) };
}

function acceptsGzip({ headers }: IncomingMessage): boolean {
  const accepted = (headers['accept-encoding'] ?? '').split(',');
  return accepted.some((coding) => /^\s*(?:x-)?gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*$).*)?$/i.test(coding));
}
