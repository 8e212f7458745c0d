import * as z from 'zod';
import type { ServersAnswer } from '../../../shared/model/api.ts';
import { listRegistry } from '../../../shared/store/fleet.ts';
import { countServers, toServer } from '../../../shared/store/servers.ts';
import { json } from '../../platform/http.ts';
import { parse, type Route } from '../route.ts';

const Query = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  after: z.string().max(255).optional(),
});

export const serversList: Route = {
  method: 'GET',
  path: '/api/servers',
  async answer({ db, query }) {
    const { limit, after } = parse(Query, query, 'the query');
    const [page, total] = await Promise.all([listRegistry(db, after ?? null, limit + 1), countServers(db)]);
    const shown = page.slice(0, limit);
    const next = page.length > limit ? (shown.at(-1)?.name ?? null) : null;
    return json({ servers: shown.map(toServer), total, next } satisfies ServersAnswer);
  },
};
