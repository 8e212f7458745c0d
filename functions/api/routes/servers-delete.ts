import { forgetAlertState } from '../../../shared/store/alert-states.ts';
import { closeAlertsOf } from '../../../shared/store/alerts.ts';
import { deleteFits } from '../../../shared/store/fits.ts';
import { deleteServer } from '../../../shared/store/servers.ts';
import { deleteWindows } from '../../../shared/store/windows.ts';
import { json } from '../../platform/http.ts';
import { requireServer } from '../require-server.ts';
import type { Route } from '../route.ts';
import { tidySchedules } from '../tidy-schedules.ts';

/** The row goes first, so that no stage picks the server up again; what dies half-way leaves windows that expire by themselves. */
export const serversDelete: Route = {
  method: 'DELETE',
  path: '/api/servers/{id}',
  async answer(request) {
    const { db, now } = request;
    const server = await requireServer(request);
    await deleteServer(db, server._id);
    await closeAlertsOf(db, server._id, now());
    await forgetAlertState(db, server._id);
    await deleteWindows(db, server._id);
    await deleteFits(db, server._id);
    await tidySchedules(db);
    return json({ status: 'success', message: `${server.name} and its data are deleted` });
  },
};
