import type * as z from 'zod';
import { ErrorAnswer } from '../../shared/model/api.ts';

export interface FakeRequest {
  readonly method: string;
  readonly url: URL;
  readonly body: unknown;
  readonly nowMs: number;
}

export interface FakeAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** An answer in the shape of the real API, or a throw. */
export function ok<T>(schema: { parse: (body: unknown) => T }, body: T, status = 200): FakeAnswer {
  return { status, body: schema.parse(body) };
}

export function failure(status: number, code: string, message: string, fields?: ErrorAnswer['fields']): FakeAnswer {
  return { status, body: ErrorAnswer.parse({ status: 'error', code, message, ...(fields ? { fields } : {}) }) };
}

export function invalid(
  issues: readonly Pick<z.core.$ZodIssue, 'path' | 'message'>[],
  what = 'the server',
): FakeAnswer {
  const fields = issues.map((issue) => ({ field: issue.path.map(String).join('.'), problem: issue.message }));
  return failure(400, 'invalid_input', `${what} is not usable`, fields);
}

export function notFound({ url }: FakeRequest): FakeAnswer {
  return failure(404, 'not_found', `there is nothing at ${url.pathname}`);
}

export function deleted(what: string): FakeAnswer {
  return { status: 200, body: { status: 'success', message: `${what} is deleted` } };
}
