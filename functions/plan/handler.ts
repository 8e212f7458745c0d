import * as z from 'zod';
import { maintenanceSpans, touches } from '../../shared/model/alerting/silence.ts';
import { PlanSettings } from '../../shared/model/fleet-capacity.ts';
import { planOf } from '../../shared/model/plan/plan-of.ts';
import type { PlanServer } from '../../shared/model/plan/plan-input.ts';
import { type PlannedServer, planServerOf } from '../../shared/model/plan/plan-server.ts';
import { compareServers } from '../../shared/model/pooled/compare-servers.ts';
import { hardwareOf } from '../../shared/model/pooled/hardware.ts';
import { poolCosts } from '../../shared/model/pooled/pool-costs.ts';
import type { PooledCost } from '../../shared/model/pooled/pooled-cost.ts';
import type { ServerCosts } from '../../shared/model/pooled/server-costs.ts';
import { peaksWithPooled } from '../../shared/model/pooled/with-pooled.ts';
import { tiers } from '../../shared/model/tiers.ts';
import type { ServerDoc } from '../../shared/store/collections.ts';
import { type Fit, readFits } from '../../shared/store/fits.ts';
import { putFleetFit, putPlan, readPlanSettings } from '../../shared/store/plans.ts';
import { enabledServerIds, findServers } from '../../shared/store/servers.ts';
import { listSilences } from '../../shared/store/silences.ts';
import { readWindows } from '../../shared/store/windows.ts';
import { eventHandler, type Stage } from '../platform/event.ts';

const DAYS = 14;
const DAY_MS = 86_400_000;
/** Larger fleets are planned by hours: a sixth of the windows to read, and an hour's highest second only makes a plan more careful. */
const MOST_BY_TEN_MINUTES = 300;
const [, TEN_MINUTES, HOUR] = tiers;

/** What the fits of all servers say together, and which servers can be given back: once a day and when somebody asks. */
export const handler = eventHandler('plan', z.object({}), async (_event, { db, now }) => {
  const nowMs = now();
  const ids = await enabledServerIds(db);
  const [servers, fits, silences, wanted] = await Promise.all([
    findServers(db, ids),
    readFits(db, ids),
    listSilences(db),
    readPlanSettings(db),
  ]);
  const settings = wanted ?? PlanSettings.parse({});
  const { name: tier, lengthMs } = servers.length > MOST_BY_TEN_MINUTES ? HOUR : TEN_MINUTES;
  const count = (DAYS * DAY_MS) / lengthMs;
  const toMs = Math.floor(nowMs / lengthMs) * lengthMs;
  const slots = { startMs: toMs - count * lengthMs, lengthMs, count };
  const together = await takeTogether(db, servers, fits, nowMs);
  const peaks = new Map(fits.map(({ serverId, fit }) => [serverId, fit.peaks]));
  const planned: PlanServer[] = [];
  for (const server of servers) {
    const windows = await readWindows(db, tier, server._id, slots.startMs, toMs);
    const spans = maintenanceSpans(silences, { id: server._id, tags: server.tags }, slots.startMs, toMs);
    const ordinary = windows.filter(({ startMs }) => !touches(spans, startMs, lengthMs));
    const described = describe(server);
    const own = peaks.get(server._id);
    const report = own ? peaksWithPooled(own, described.hardware, together) : null;
    planned.push(planServerOf(described, ordinary, report, slots, settings.limits));
  }
  const plan = planOf({ slots, servers: planned, rates: settings.rates });
  await putPlan(db, { madeMs: nowMs, settings, servers: servers.length, plan });
  return { servers: servers.length, released: plan.releases.length };
});

/** Keeps what the fits say together. @returns the pooled costs. */
async function takeTogether(
  db: Stage['db'],
  servers: readonly ServerDoc[],
  fits: readonly Fit[],
  nowMs: number,
): Promise<readonly PooledCost[]> {
  const names = new Map(servers.map((server) => [server._id, server]));
  const costs = fits.map(({ serverId, fit }): ServerCosts => {
    const { name = serverId, facts = null } = names.get(serverId) ?? {};
    return { serverId, serverName: name, hardware: hardwareOf(facts), fit };
  });
  const pooled = poolCosts(costs);
  await putFleetFit(db, { pooled, efficiency: compareServers(costs) }, nowMs);
  return pooled;
}

/** One that was never reached has no size, and nothing was measured on it either. */
function describe({ _id, name, pinned, monthlyPrice, renewsOn, facts }: ServerDoc): PlannedServer {
  const { cores = 0, memoryBytes = 0 } = facts ?? {};
  return { id: _id, name, pinned, monthlyPrice, renewsOn, cores, memoryBytes, hardware: hardwareOf(facts) };
}
