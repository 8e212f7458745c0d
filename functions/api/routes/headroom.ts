import * as z from 'zod';
import type { HeadroomAnswer } from '../../../shared/model/api.ts';
import { AppError } from '../../../shared/model/app-error.ts';
import { headroomGrounds, HeadroomLimits, headroomOf } from '../../../shared/model/headroom.ts';
import { listFits } from '../../../shared/store/fits.ts';
import { json } from '../../platform/http.ts';
import { requireServer } from '../require-server.ts';
import { parse, type Route } from '../route.ts';

const share = z.coerce.number().min(0.01).max(1);
const Query = z.object({
  cpu: share.optional(),
  memory: share.optional(),
  filesystem: share.optional(),
  ground: z.enum(headroomGrounds).default('highest'),
});

/** How many more crawlers of each group fit, from the peaks of the last days as they were worked out this day or the day before. */
export const headroom: Route = {
  method: 'GET',
  path: '/api/servers/{id}/headroom',
  async answer(request) {
    const server = await requireServer(request);
    const { ground, ...given } = parse(Query, request.query, 'the query');
    const limits = HeadroomLimits.parse(
      Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    );
    const [fit] = await listFits(request.db, server._id, 1);
    if (!fit) throw new AppError('conflict', `the peaks of ${server.name} are worked out once a day, and were not yet`);
    const { report, madeMs } = fit;
    const groups = report.groups.map(({ name }) => headroomOf(report, name, server.name, { limits, ground }));
    return json({
      serverId: server._id,
      serverName: server.name,
      madeMs,
      limits,
      groups,
      report,
    } satisfies HeadroomAnswer);
  },
};
