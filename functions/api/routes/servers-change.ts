import type { ServerAnswer } from '../../../shared/model/api.ts';
import { ServerChange } from '../../../shared/model/server.ts';
import { closeAlertsOf } from '../../../shared/store/alerts.ts';
import { changeServer, toServer } from '../../../shared/store/servers.ts';
import { json } from '../../platform/http.ts';
import { ensureSchedule } from '../../platform/schedules.ts';
import { firstPull } from '../first-pull.ts';
import { found, requireServer } from '../require-server.ts';
import { idOf, parse, type Route } from '../route.ts';
import { tidySchedules } from '../tidy-schedules.ts';

export const serversChange: Route = {
  method: 'PATCH',
  path: '/api/servers/{id}',
  async answer(request) {
    const { db, now } = request;
    const change = parse(ServerChange, request.body, 'the change');
    const before = await requireServer(request);
    // The schedule first: should that fail, nothing has changed.
    if (change.enabled ?? before.enabled) await ensureSchedule(change.cadence ?? before.cadence);
    const server = found(await changeServer(db, idOf(request), change, now()), idOf(request));
    if (change.enabled === false) await closeAlertsOf(db, server._id, now());
    await tidySchedules(db);
    if (change.address === undefined) return json({ server: toServer(server) } satisfies ServerAnswer);
    const tried = await firstPull(db, server, now);
    return json({ server: toServer(tried.server), agent: tried.agent } satisfies ServerAnswer);
  },
};
