import type { FleetCapacityAnswer } from '../../../shared/model/fleet-capacity.ts';
import { fitGround, fleetCapacityOf, fleetMethod, fleetSentence } from '../../../shared/model/fleet-headroom.ts';
import { hardwareOf } from '../../../shared/model/pooled/hardware.ts';
import { peaksWithPooled } from '../../../shared/model/pooled/with-pooled.ts';
import { readPeakReports } from '../../../shared/store/fits.ts';
import { readFleetFit } from '../../../shared/store/plans.ts';
import { enabledServerIds, findServers } from '../../../shared/store/servers.ts';
import { headroomCsv } from '../headroom-csv.ts';
import { headroomQuery } from '../headroom-query.ts';
import { inFormat } from '../in-format.ts';
import type { Route } from '../route.ts';

/** Fits are made once a day; one that is older than this says little of today. */
const OLD_MS = 3 * 86_400_000;

/** How many more crawlers of each group fit in the whole fleet, and how its servers compare. */
export const fleetCapacity: Route = {
  method: 'GET',
  path: '/api/capacity',
  async answer(request) {
    const settings = headroomQuery(request);
    const nowMs = request.now();
    const ids = await enabledServerIds(request.db);
    const [servers, reports, together] = await Promise.all([
      findServers(request.db, ids),
      readPeakReports(request.db, ids),
      readFleetFit(request.db),
    ]);
    const fresh = new Map(
      reports.filter(({ madeMs }) => madeMs >= nowMs - OLD_MS).map((found) => [found.serverId, found]),
    );
    const fitted = servers.flatMap(({ _id, name, facts, monthlyPrice }) => {
      const found = fresh.get(_id);
      const hardware = hardwareOf(facts);
      const peaks = found && peaksWithPooled(found.peaks, hardware, together.pooled);
      return found && peaks
        ? [{ serverId: _id, serverName: name, madeMs: found.madeMs, hardware, monthlyPrice, peaks }]
        : [];
    });
    const notFitted = servers
      .filter(({ _id }) => !fresh.has(_id))
      .map(({ _id, name, facts }) => ({ serverId: _id, serverName: name, sentence: why(name, facts !== null) }));
    const groups = fleetCapacityOf(fitted, together, settings);
    const sentence = fleetSentence(groups.length, fitted.length, notFitted.length);
    const { limits } = settings;
    const fits = fitted.map(fitGround);
    const answer: FleetCapacityAnswer = { nowMs, method: fleetMethod, limits, fits, groups, notFitted, sentence };
    const rows = () => groups.flatMap((group) => group.servers.map((each) => ({ ...each, server: each.serverName })));
    return inFormat(request, answer, headroomCsv('capacity', rows));
  },
};

function why(name: string, reached: boolean) {
  return reached
    ? { en: `${name} is worked out once a day, and was not lately.`, zh: `${name} 每天计算一次，最近尚未计算。` }
    : { en: `${name} was never reached.`, zh: `从未连接到 ${name}。` };
}
