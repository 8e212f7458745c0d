import { HeadroomAnswer } from '../../shared/model/api.ts';
import { FitsAnswer, FleetCapacityAnswer } from '../../shared/model/fleet-capacity.ts';
import { fitGround, fleetCapacityOf, fleetMethod, fleetSentence } from '../../shared/model/fleet-headroom.ts';
import { headroomGrounds, HeadroomLimits, headroomOf } from '../../shared/model/headroom.ts';
import { compareServers } from '../../shared/model/pooled/compare-servers.ts';
import { hardwareOf } from '../../shared/model/pooled/hardware.ts';
import { poolCosts } from '../../shared/model/pooled/pool-costs.ts';
import { failure, type FakeAnswer, type FakeRequest, ok } from './fake-answer.ts';
import { fakeFit } from './fake-fits.ts';
import type { FakeRow, Registry } from './fake-registry.ts';

function settingsOf({ searchParams }: URL) {
  const share = (name: string) => (searchParams.get(name) === null ? undefined : Number(searchParams.get(name)));
  const limits = HeadroomLimits.parse({ cpu: share('cpu'), memory: share('memory'), filesystem: share('filesystem') });
  return { limits, ground: headroomGrounds.find((ground) => ground === searchParams.get('ground')) ?? 'highest' };
}

/** `GET /api/servers/{id}/headroom` */
export function headroomAnswer(row: FakeRow, url: URL, nowMs: number): FakeAnswer {
  const { id: serverId, name: serverName } = row.server;
  const found = fakeFit(row, nowMs);
  if (!found) return failure(409, 'conflict', `the peaks of ${serverName} are worked out once a day, and were not yet`);
  const settings = settingsOf(url);
  const report = found.fit.peaks;
  const groups = report.groups.map(({ name }) => headroomOf(report, name, serverName, settings));
  const { madeMs } = found;
  return ok(HeadroomAnswer, { serverId, serverName, madeMs, limits: settings.limits, groups, report });
}

/** `GET /api/servers/{id}/fits` */
export function fitsAnswer(row: FakeRow, nowMs: number): FakeAnswer {
  const { id: serverId, name: serverName } = row.server;
  const found = fakeFit(row, nowMs);
  const last = found && { madeMs: found.madeMs, fit: found.fit };
  return ok(FitsAnswer, { serverId, serverName, last, history: found?.history ?? [] });
}

/** `GET /api/capacity` */
export function fleetCapacityAnswer({ rows }: Registry, { url, nowMs }: FakeRequest): FakeAnswer {
  const settings = settingsOf(url);
  const enabled = rows.filter(({ server }) => server.enabled);
  const fitted = enabled.flatMap((row) => {
    const found = fakeFit(row, nowMs);
    const { id: serverId, name: serverName, facts, monthlyPrice } = row.server;
    const server = { serverId, serverName, monthlyPrice, hardware: hardwareOf(facts) };
    return found ? [{ ...server, madeMs: found.madeMs, fit: found.fit, peaks: found.fit.peaks }] : [];
  });
  const known = new Set(fitted.map(({ serverId }) => serverId));
  const notFitted = enabled
    .filter(({ server }) => !known.has(server.id))
    .map(({ server: { id: serverId, name: serverName } }) => ({
      ...{ serverId, serverName },
      sentence: {
        en: `${serverName} is worked out once a day, and was not lately.`,
        zh: `${serverName} 每天计算一次，最近尚未计算。`,
      },
    }));
  const groups = fleetCapacityOf(fitted, { pooled: poolCosts(fitted), efficiency: compareServers(fitted) }, settings);
  const sentence = fleetSentence(groups.length, fitted.length, notFitted.length);
  const fits = fitted.map(fitGround);
  return ok(FleetCapacityAnswer, {
    nowMs,
    method: fleetMethod,
    limits: settings.limits,
    fits,
    groups,
    notFitted,
    sentence,
  });
}
