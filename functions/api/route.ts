import type * as z from 'zod';
import { AppError, type FieldProblem } from '../../shared/model/app-error.ts';
import type { Db } from '../../shared/store/connection.ts';
import type { Answer } from '../platform/http.ts';

export interface ApiRequest {
  readonly db: Db;
  readonly now: () => number;
  /** Values of the path's `{names}`. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** The parsed JSON body; undefined when there was none. */
  readonly body: unknown;
}

/** One method on one path, `/api/servers/{id}`. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly answer: (request: ApiRequest) => Promise<Answer>;
}

/**
 * Input that fits the schema.
 * @throws AppError `invalid_input` that names every problem by field.
 */
export function parse<Schema extends z.ZodType>(schema: Schema, input: unknown, what: string): z.infer<Schema> {
  const parsed = schema.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  const fields: FieldProblem[] = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ field: [...issue.path, key].join('.'), problem: 'is not known' }))
      : [{ field: issue.path.join('.'), problem: issue.message }],
  );
  const words = fields.map(({ field, problem }) => (field ? `${field} ${problem}` : problem)).join('; ');
  throw new AppError('invalid_input', `${what} is not usable: ${words}`, { fields });
}

/** The path's id. */
export function idOf(request: ApiRequest): string {
  return request.path['id'] ?? '';
}
