import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { AppError } from '../../shared/model/app-error.ts';
import type { Db } from '../../shared/store/connection.ts';
import { type Answer, header } from '../platform/http.ts';
import type { Route } from './route.ts';

/** The largest body taken; a server's row is far below 4 KB. */
const MAX_BODY_BYTES = 64 * 1024;

/**
 * Finds the route and asks it.
 * @throws AppError `not_found`, `method_not_allowed`, `unsupported_media_type`, `too_large`, `invalid_input`
 */
export async function dispatch(
  routes: readonly Route[],
  event: APIGatewayProxyEventV2,
  open: () => Promise<Db>,
  now: () => number,
): Promise<Answer> {
  const { method } = event.requestContext.http;
  const onPath = routes.flatMap((route) => {
    const path = match(route.path, event.rawPath);
    return path ? [{ route, path }] : [];
  });
  if (onPath.length === 0) throw new AppError('not_found', `there is nothing at ${event.rawPath}`);
  const found = onPath.find(({ route }) => route.method === method);
  if (!found) {
    const allowed = onPath.map(({ route }) => route.method).join(', ');
    throw new AppError('method_not_allowed', `${event.rawPath} takes ${allowed}, not ${method}`);
  }
  const body = method === 'GET' || method === 'DELETE' ? undefined : readBody(event);
  return found.route.answer({
    db: await open(),
    now,
    path: found.path,
    query: event.queryStringParameters ?? {},
    body,
  });
}

/** Values of the pattern's `{names}`, or null when the path is another one. */
export function match(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/');
  const given = path.replace(/\/$/, '').split('/');
  if (wanted.length !== given.length) return null;
  const values: Record<string, string> = {};
  for (const [i, part] of wanted.entries()) {
    const actual = given[i] ?? '';
    if (!part.startsWith('{')) {
      if (part !== actual) return null;
      continue;
    }
    const value = decode(actual);
    if (value === null || value === '') return null;
    values[part.slice(1, -1)] = value;
  }
  return values;
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function readBody(event: APIGatewayProxyEventV2): unknown {
  const raw = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (raw.byteLength > MAX_BODY_BYTES) {
    throw new AppError('too_large', `the body has ${raw.byteLength} bytes, at most ${MAX_BODY_BYTES} are taken`);
  }
  if (raw.byteLength === 0) return undefined;
  const type = header(event, 'content-type') ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    throw new AppError(
      'unsupported_media_type',
      `send the body as application/json, not ${type || 'without a content type'}`,
    );
  }
  try {
    return JSON.parse(raw.toString('utf8'));
  } catch (cause) {
    throw new AppError('invalid_input', `the body is not JSON: ${String(cause)}`, { cause });
  }
}
