import * as z from 'zod';
import type { AnnotationsAnswer } from '../../../shared/model/api.ts';
import { listAnnotations } from '../../../shared/store/annotations.ts';
import { json } from '../../platform/http.ts';
import { parse, type Route } from '../route.ts';

const instant = z.coerce.number().int().min(0).max(8_640_000_000_000_000).optional();

const Query = z.object({
  from: instant,
  to: instant,
  serverId: z.string().max(80).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  /** `<atMs>:<id>` of the last annotation of the page before. */
  before: z
    .string()
    .max(100)
    .regex(/^\d{1,16}:./, 'is not the next of an earlier answer')
    .transform((text) => ({ atMs: Number.parseInt(text, 10), id: text.slice(text.indexOf(':') + 1) }))
    .optional(),
});

export const annotationsList: Route = {
  method: 'GET',
  path: '/api/annotations',
  async answer({ db, query }) {
    const { from, to, serverId, limit, before } = parse(Query, query, 'the query');
    const found = await listAnnotations(db, { fromMs: from, toMs: to, serverId, before }, limit + 1);
    const annotations = found.slice(0, limit);
    const last = annotations.at(-1);
    const next = found.length > limit && last ? `${last.atMs}:${last.id}` : null;
    return json({ annotations, next } satisfies AnnotationsAnswer);
  },
};
