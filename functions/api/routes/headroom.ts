import type { HeadroomAnswer } from '../../../shared/model/api.ts';
import { AppError } from '../../../shared/model/app-error.ts';
import { headroomOf } from '../../../shared/model/headroom.ts';
import { hardwareOf } from '../../../shared/model/pooled/hardware.ts';
import { peaksWithPooled } from '../../../shared/model/pooled/with-pooled.ts';
import { readFit } from '../../../shared/store/fits.ts';
import { readFleetFit } from '../../../shared/store/plans.ts';
import { headroomCsv } from '../headroom-csv.ts';
import { headroomQuery } from '../headroom-query.ts';
import { inFormat } from '../in-format.ts';
import { requireServer } from '../require-server.ts';
import type { Route } from '../route.ts';

/** How many more crawlers of each group fit, from the peaks of the last days as they were worked out this day or the day before. */
export const headroom: Route = {
  method: 'GET',
  path: '/api/servers/{id}/headroom',
  async answer(request) {
    const server = await requireServer(request);
    const settings = headroomQuery(request);
    const [found, { pooled }] = await Promise.all([readFit(request.db, server._id), readFleetFit(request.db)]);
    if (!found)
      throw new AppError('conflict', `the peaks of ${server.name} are worked out once a day, and were not yet`);
    const { fit, madeMs } = found;
    const report = peaksWithPooled(fit.peaks, hardwareOf(server.facts), pooled);
    const groups = report.groups.map(({ name }) => headroomOf(report, name, server.name, settings));
    const { limits } = settings;
    const answer: HeadroomAnswer = { serverId: server._id, serverName: server.name, madeMs, limits, groups, report };
    const rows = () =>
      groups.map((room, i) => ({
        server: server.name,
        presentCount: report.groups[i]?.presentCount ?? 0,
        headroom: room,
        costs: report.groups[i]?.costs,
      }));
    return inFormat(request, answer, headroomCsv(`headroom-${server.name}`, rows));
  },
};
