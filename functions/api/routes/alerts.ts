import * as z from 'zod';
import type { AlertsAnswer } from '../../../shared/model/api.ts';
import { listAlerts } from '../../../shared/store/alerts.ts';
import { json } from '../../platform/http.ts';
import { parse, type Route } from '../route.ts';

const Query = z.object({
  phase: z.enum(['firing', 'resolved']).optional(),
  serverId: z.string().max(80).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

export const alerts: Route = {
  method: 'GET',
  path: '/api/alerts',
  async answer({ db, query }) {
    const { limit, phase, serverId } = parse(Query, query, 'the query');
    const filter = { ...(phase ? { phase } : {}), ...(serverId ? { serverId } : {}) };
    return json({ alerts: await listAlerts(db, filter, limit) } satisfies AlertsAnswer);
  },
};
