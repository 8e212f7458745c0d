import type { CapacityAnswer } from '../../../shared/model/api.ts';
import { touches } from '../../../shared/model/alerting/silence.ts';
import { AppError } from '../../../shared/model/app-error.ts';
import { estimateCapacity } from '../../../shared/model/estimate-capacity.ts';
import { hardwareOf } from '../../../shared/model/pooled/hardware.ts';
import { meansWithPooled } from '../../../shared/model/pooled/with-pooled.ts';
import { readFleetFit } from '../../../shared/store/plans.ts';
import { capacityCsv } from '../capacity-csv.ts';
import { inFormat } from '../in-format.ts';
import { maintenanceOf } from '../maintenance.ts';
import { rangeOf } from '../range.ts';
import { readRange } from '../read-range.ts';
import { requireServer } from '../require-server.ts';
import { parse, type Route } from '../route.ts';

const DEFAULT_RANGE_MS = 14 * 86_400_000;
/** Fourteen days of ten minutes, ninety of hours; a day comes in minutes. */
const MAX_POINTS = 2_200;

export const capacity: Route = {
  method: 'GET',
  path: '/api/servers/{id}/capacity',
  async answer(request) {
    const server = await requireServer(request);
    const nowMs = request.now();
    const query = { from: String(nowMs - DEFAULT_RANGE_MS), ...request.query };
    const range = parse(rangeOf(nowMs), query, 'the query');
    if (!server.facts) throw new AppError('conflict', `${server.name} was never reached, so its size is not known`);
    const [{ windows }, maintenance, { pooled }] = await Promise.all([
      readRange(request.db, server, range, nowMs, MAX_POINTS),
      maintenanceOf(request.db, server, range),
      readFleetFit(request.db),
    ]);
    const ordinary = windows.filter(({ startMs, lengthMs }) => !touches(maintenance, startMs, lengthMs));
    const own = estimateCapacity(ordinary, server.facts);
    const report = meansWithPooled(own, hardwareOf(server.facts), pooled);
    const answer: CapacityAnswer = { serverId: server._id, serverName: server.name, ...range, report };
    return inFormat(request, answer, capacityCsv(server.name, report));
  },
};
