import * as z from 'zod';
import type { PeaksAnswer } from '../../../shared/model/api.ts';
import { peakMetrics, peakResources } from '../../../shared/model/metrics.ts';
import { viewPeak } from '../../../shared/model/view.ts';
import { readWindows } from '../../../shared/store/windows.ts';
import { json } from '../../platform/http.ts';
import { rangeOf } from '../range.ts';
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
    const { fromMs, toMs } = parse(rangeOf(request.now()), request.query, 'the query');
    const { resource, limit } = parse(Query, request.query, 'the query');
    const found = await readWindows(request.db, server._id, fromMs, toMs);
    const highest = found
      .flatMap(({ startMs, peaks: { [resource]: peak } }) => (peak ? [{ startMs, peak }] : []))
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
