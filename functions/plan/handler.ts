import * as z from 'zod';
import { maintenanceSpans, touches } from '../../shared/model/alerting/silence.ts';
import { PlanSettings } from '../../shared/model/fleet-capacity.ts';
import { planOf } from '../../shared/model/plan/plan-of.ts';
import type { PlanServer } from '../../shared/model/plan/plan-input.ts';
import { type PlannedServer, planServerOf } from '../../shared/model/plan/plan-server.ts';
import { tiers } from '../../shared/model/tiers.ts';
import type { ServerDoc } from '../../shared/store/collections.ts';
import { readFits } from '../../shared/store/fits.ts';
import { putPlan, readPlanSettings } from '../../shared/store/plans.ts';
import { enabledServerIds, findServers } from '../../shared/store/servers.ts';
import { listSilences } from '../../shared/store/silences.ts';
import { readWindows } from '../../shared/store/windows.ts';
import { eventHandler } from '../platform/event.ts';

const DAYS = 14;
const DAY_MS = 86_400_000;
/** Larger fleets are planned by hours: a sixth of the windows to read, and an hour's highest second only makes a plan more careful. */
const MOST_BY_TEN_MINUTES = 300;
const [, TEN_MINUTES, HOUR] = tiers;

/** Which servers can be given back: from the fits of all servers and their last two weeks, once a day and when somebody asks. */
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
  const peaks = new Map(fits.map(({ serverId, fit }) => [serverId, fit.peaks]));
  const planned: PlanServer[] = [];
  for (const server of servers) {
    const windows = await readWindows(db, tier, server._id, slots.startMs, toMs);
    const spans = maintenanceSpans(silences, { id: server._id, tags: server.tags }, slots.startMs, toMs);
    const ordinary = windows.filter(({ startMs }) => !touches(spans, startMs, lengthMs));
    planned.push(planServerOf(describe(server), ordinary, peaks.get(server._id) ?? null, slots, settings.limits));
  }
  const plan = planOf({ slots, servers: planned, rates: settings.rates });
  await putPlan(db, { madeMs: nowMs, settings, servers: servers.length, plan });
  return { servers: servers.length, released: plan.releases.length };
});

/** One that was never reached has no size, and nothing was measured on it either. */
function describe({ _id, name, pinned, monthlyPrice, renewsOn, facts }: ServerDoc): PlannedServer {
  const { cores = 0, memoryBytes = 0 } = facts ?? {};
  return { id: _id, name, pinned, monthlyPrice, renewsOn, cores, memoryBytes, hardware: null };
}
