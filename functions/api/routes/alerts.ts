import * as z from 'zod';
import { Severity } from '../../../shared/model/alerting/rule.ts';
import type { AlertsAnswer } from '../../../shared/model/api.ts';
import { listAlerts } from '../../../shared/store/alerts.ts';
import { json } from '../../platform/http.ts';
import { parse, type Route } from '../route.ts';

const instant = z.coerce.number().int().min(0).max(8_640_000_000_000).optional();

const Query = z.object({
  phase: z.enum(['firing', 'resolved']).optional(),
  serverId: z.string().max(80).optional(),
  ruleId: z.string().max(80).optional(),
  severity: Severity.optional(),
  acknowledged: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
  fromMs: instant,
  toMs: instant,
  limit: z.coerce.number().int().min(1).max(500).default(100),
  /** `<firedMs>:<id>` of the last alert of the page before. */
  before: z
    .string()
    .max(700)
    .regex(/^\d{1,13}:./, 'is not the next of an earlier answer')
    .transform((text) => ({ firedMs: Number.parseInt(text, 10), id: text.slice(text.indexOf(':') + 1) }))
    .optional(),
});

export const alerts: Route = {
  method: 'GET',
  path: '/api/alerts',
  async answer({ db, query }) {
    const { limit, ...wanted } = parse(Query, query, 'the query');
    const found = await listAlerts(db, wanted, limit + 1);
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const next = found.length > limit && last ? `${last.firedMs}:${last.id}` : null;
    return json({ alerts: page, next } satisfies AlertsAnswer);
  },
};
