import type { CapacityAnswer } from '../../../shared/model/api.ts';
import { AppError } from '../../../shared/model/app-error.ts';
import { estimateCapacity } from '../../../shared/model/estimate-capacity.ts';
import { readWindows } from '../../../shared/store/windows.ts';
import { json } from '../../platform/http.ts';
import { rangeOf } from '../range.ts';
import { requireServer } from '../require-server.ts';
import { parse, type Route } from '../route.ts';

const DEFAULT_RANGE_MS = 14 * 86_400_000;

export const capacity: Route = {
  method: 'GET',
  path: '/api/servers/{id}/capacity',
  async answer(request) {
    const server = await requireServer(request);
    const nowMs = request.now();
    const query = { from: String(nowMs - DEFAULT_RANGE_MS), ...request.query };
    const { fromMs, toMs } = parse(rangeOf(nowMs), query, 'the query');
    if (!server.facts) throw new AppError('conflict', `${server.name} was never reached, so its size is not known`);
    const report = estimateCapacity(await readWindows(request.db, server._id, fromMs, toMs), server.facts);
    return json({ serverId: server._id, serverName: server.name, fromMs, toMs, report } satisfies CapacityAnswer);
  },
};
