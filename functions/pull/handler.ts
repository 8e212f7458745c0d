import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { claimServers, usedCadences } from '../../shared/store/servers.ts';
import { eventHandler } from '../platform/event.ts';
import { invoke } from '../platform/invoke.ts';
import { reconcileSchedules } from '../platform/schedules.ts';
import { batches } from './batches.ts';

/** Servers a fetch takes at once: few enough for its memory and time, many enough that the store is asked seldom. */
const BATCH_SIZE = 100;
/** A little less than the shortest cadence: a fetch that died is claimed again by the next round. */
const LEASE_MS = 55_000;

const Event = z.union([
  /** A schedule fired. */
  z.object({ cadence: z.string(), scheduledTime: z.iso.datetime({ offset: true }) }),
  /** Somebody wants one server now. */
  z.object({ serverId: z.string() }),
  /** Once an hour: schedules are made what the registry needs, should a change have died half-way. */
  z.object({ reconcile: z.literal(true) }),
]);

/** Claims what is due and hands it to fetch in batches. */
export const handler = eventHandler('pull', Event, async (event, { db, now }) => {
  if ('reconcile' in event) return reconcileSchedules(await usedCadences(db));
  const nowMs = now();
  const leaseId = randomUUID();
  const due = 'cadence' in event ? { cadence: event.cadence } : { serverId: event.serverId };
  const scheduledMs = 'cadence' in event ? Date.parse(event.scheduledTime) : nowMs;
  const claimed = await claimServers(db, due, { scheduledMs, nowMs, leaseId, leaseMs: LEASE_MS });
  const parts = batches(claimed, BATCH_SIZE);
  await Promise.all(parts.map((serverIds) => invoke('fetch', { serverIds, leaseId })));
  return { servers: claimed.length, batches: parts.length };
});
