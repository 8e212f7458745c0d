import { MAX_WINDOWS_PER_ANSWER, type WindowsAnswer } from '../../../shared/model/api.ts';
import { viewWindow, type WindowView } from '../../../shared/model/view.ts';
import { json } from '../../platform/http.ts';
import { maintenanceOf } from '../maintenance.ts';
import { rangeOf } from '../range.ts';
import { readRange } from '../read-range.ts';
import { requireServer } from '../require-server.ts';
import { parse, type Route } from '../route.ts';
import { thin } from '../thin.ts';

export const windows: Route = {
  method: 'GET',
  path: '/api/servers/{id}/windows',
  async answer(request) {
    const server = await requireServer(request);
    const nowMs = request.now();
    const range = parse(rangeOf(nowMs), request.query, 'the query');
    const { fromMs, toMs } = range;
    // The processes of each peak are half of the bytes, and one looks at them one peak at a time.
    const limit = MAX_WINDOWS_PER_ANSWER;
    const [{ tier, windows: found }, maintenance] = await Promise.all([
      readRange(request.db, server, range, nowMs, limit, { top: false }),
      maintenanceOf(request.db, server, range),
    ]);
    const thinned = thin(found, limit);
    const open = server.open && server.open.startMs >= fromMs && server.open.startMs < toMs ? server.open : null;
    return json({
      serverId: server._id,
      fromMs,
      toMs,
      tier: tier.name,
      lengthMs: thinned.lengthMs,
      windows: thinned.windows.map(viewWindow),
      open: open && withoutTop(open),
      maintenance,
    } satisfies WindowsAnswer);
  },
};

function withoutTop(view: WindowView): WindowView {
  for (const peak of Object.values(view.peaks)) peak.top = [];
  return view;
}
