import type { ErrorAnswer } from '../../shared/model/api.ts';
import { noteMasterTime } from './clock.ts';

/** How long an answer may take before the page says that it did not come. Creating a server tries its agent, so not shorter. */
const PATIENCE_MS = 20_000;

export type FieldProblem = NonNullable<ErrorAnswer['fields']>[number];

/** Why a request brought no data. `unreachable`: nothing answered; otherwise the API's own words. */
export type ApiProblem =
  | { readonly kind: 'unreachable' }
  | {
      readonly kind: 'refused';
      readonly httpStatus: number;
      readonly code: string;
      readonly message: string;
      readonly fields: readonly FieldProblem[];
    };

export type Outcome<T> = { readonly ok: true; readonly data: T } | { readonly ok: false; readonly problem: ApiProblem };

export interface Request {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/**
 * Asks the API. The answer's shape is the schema of the same name in `shared/model`, which the API itself keeps; it is not
 * checked again here. Never throws, except what an aborted `signal` throws.
 */
export async function ask<T>(path: string, { method = 'GET', body, signal }: Request = {}): Promise<Outcome<T>> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    const response = await fetch(path, {
      method,
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
    });
    noteMasterTime(response.headers.get('date'));
    const text = await response.text();
    const answer = parse(text);
    if (response.ok) return { ok: true, data: answer as T };
    return { ok: false, problem: refusal(response.status, answer) };
  } catch (error) {
    if (signal?.aborted) throw error;
    return { ok: false, problem: { kind: 'unreachable' } };
  }
}

function parse(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A gateway in between may answer in its own shape; then there are no words but the status. */
function refusal(httpStatus: number, answer: unknown): ApiProblem {
  const error = (answer ?? {}) as Partial<ErrorAnswer>;
  return {
    kind: 'refused',
    httpStatus,
    code: typeof error.code === 'string' ? error.code : 'unknown',
    message: typeof error.message === 'string' ? error.message : '',
    fields: Array.isArray(error.fields) ? error.fields : [],
  };
}

/** The problem of one input field: `tags.0` belongs to `tags`. */
export function problemOf(problem: ApiProblem | null, field: string): string | null {
  if (problem?.kind !== 'refused') return null;
  const found = problem.fields.filter((p) => p.field === field || p.field.startsWith(`${field}.`));
  return found.length === 0 ? null : found.map((p) => p.problem).join('; ');
}

/** True when every problem already stands beside one of these fields. */
export function isBesideFields(problem: ApiProblem | null, shown: readonly string[]): boolean {
  if (problem?.kind !== 'refused' || problem.fields.length === 0) return false;
  return problem.fields.every(({ field }) => shown.some((name) => field === name || field.startsWith(`${name}.`)));
}
