import * as z from 'zod';
import { touches } from '../../../shared/model/alerting/silence.ts';
import { MAX_WINDOWS_PER_ANSWER, type PeaksAnswer } from '../../../shared/model/api.ts';
import { peakMetrics, peakResources } from '../../../shared/model/metrics.ts';
import { viewPeak } from '../../../shared/model/view.ts';
import { json } from '../../platform/http.ts';
import { maintenanceOf } from '../maintenance.ts';
import { rangeOf } from '../range.ts';
import { readRange } from '../read-range.ts';
import { requireServer } from '../require-server.ts';
import { parse, type Route } from '../route.ts';

const Query = z.object({
  resource: z.enum(peakResources).default('cpu'),
  limit: z.coerce.number().int().min(1).max(100).default(10),
});

export const peaks: Route = {
  method: 'GET',
  path: '/api/servers/{id}/peaks',
  async answer(request) {
    const server = await requireServer(request);
    const nowMs = request.now();
    const range = parse(rangeOf(nowMs), request.query, 'the query');
    const { fromMs, toMs } = range;
    const { resource, limit } = parse(Query, request.query, 'the query');
    const [{ windows }, maintenance] = await Promise.all([
      readRange(request.db, server, range, nowMs, MAX_WINDOWS_PER_ANSWER),
      maintenanceOf(request.db, server, range),
    ]);
    const highest = windows
      .flatMap(({ startMs, peaks: { [resource]: peak } }) =>
        peak && !touches(maintenance, peak.atMs, 1000) ? [{ startMs, peak }] : [],
      )
      .sort((a, b) => b.peak.value - a.peak.value || a.startMs - b.startMs)
      .slice(0, limit);
    return json({
      serverId: server._id,
      fromMs,
      toMs,
      resource,
      peaks: highest.map(({ startMs, peak }) => ({ ...viewPeak(peakMetrics[resource], peak), windowStartMs: startMs })),
    } satisfies PeaksAnswer);
  },
};
