import * as z from 'zod';
import type { FitsAnswer } from '../../../shared/model/fleet-capacity.ts';
import { listCostHistory, readFit } from '../../../shared/store/fits.ts';
import { inFormat } from '../in-format.ts';
import { requireServer } from '../require-server.ts';
import { parse, type Route } from '../route.ts';

const Query = z.object({ limit: z.coerce.number().int().min(1).max(400).default(90) });

/** What was worked out of a server last, and its costs day by day. */
export const fits: Route = {
  method: 'GET',
  path: '/api/servers/{id}/fits',
  async answer(request) {
    const server = await requireServer(request);
    const { limit } = parse(Query, request.query, 'the query');
    const [found, history] = await Promise.all([
      readFit(request.db, server._id),
      listCostHistory(request.db, server._id, limit),
    ]);
    const answer: FitsAnswer = {
      serverId: server._id,
      serverName: server.name,
      last: found && { madeMs: found.madeMs, fit: found.fit },
      history: history.map(({ madeMs, groups }) => ({ madeMs, groups: [...groups] })),
    };
    return inFormat(request, answer, {
      name: `cost-history-${server.name}`,
      columns: [...['made', 'server', 'group', 'present_count', 'statistic', 'resource'], ...['cost', 'low', 'high']],
      rows: () =>
        history.flatMap(({ madeMs, groups }) =>
          groups.flatMap(({ name, presentCount, means, peaks }) =>
            Object.entries({ mean: means, peak: peaks }).flatMap(([statistic, costs]) =>
              Object.entries(costs).map(([resource, cost]) => ({
                made: new Date(madeMs).toISOString(),
                server: server.name,
                group: name,
                present_count: presentCount,
                statistic,
                resource,
                cost: cost?.cost ?? null,
                low: cost?.low ?? null,
                high: cost?.high ?? null,
              })),
            ),
          ),
        ),
    });
  },
};
