import * as z from 'zod';
import { rollUp } from '../../shared/model/roll-up.ts';
import { baseTier, rollupSteps, type Tier } from '../../shared/model/tiers.ts';
import { type Window, windowStartMs } from '../../shared/model/window.ts';
import { type DueRollup, dueRollups, finishRollups, silentEnds } from '../../shared/store/rollups.ts';
import { keepWindows, putWindows, readWindows, readWindowsSince } from '../../shared/store/windows.ts';
import { eventHandler, type Stage } from '../platform/event.ts';
import { batchesByWindows, brokenSpans } from './plan.ts';

/** Servers looked at in one invocation; the next begins with those that are furthest behind. */
const MAX_SERVERS = 2_000;
/** Minutes in memory at once. */
const WINDOWS_PER_BATCH = 10_000;
/** More than a batch should hold, since windows may be shorter than a minute. */
const MAX_WINDOWS = 60_000;
/** No new batch when less time is left. */
const RESERVE_MS = 20_000;
/** A server silent for this long may stay silent past the retention of its minutes. */
const SILENT_MS = 3 * 3_600_000;

/** Makes the longer windows anew wherever their parts changed. Idempotent: a window is always made of all its parts. */
export const handler = eventHandler('rollup', z.unknown(), async (_event, stage) => {
  const { db, now, remainingMs } = stage;
  const due = (await dueRollups(db, MAX_SERVERS)).map((row) => ({
    ...row,
    serverId: row._id,
    fromMs: row.rollupFromMs,
  }));
  const total = { servers: 0, windows: 0, left: due.length };
  for (const batch of batchesByWindows(due, WINDOWS_PER_BATCH, now())) {
    if (remainingMs() < RESERVE_MS) break;
    total.windows += await rollUpBatch(batch, stage);
    total.servers += batch.length;
    total.left -= batch.length;
  }
  const spans = brokenSpans(await silentEnds(db, now() - SILENT_MS), rollupSteps[0]?.to.lengthMs ?? baseTier.lengthMs);
  await keepWindows(db, baseTier.name, spans, SILENT_MS, now());
  return total;
});

type Behind = DueRollup & { readonly serverId: string; readonly fromMs: number };

/** Every tier of a batch, each from the one before; done is noted last, so a run that dies is simply run again. */
async function rollUpBatch(batch: readonly Behind[], stage: Stage): Promise<number> {
  let written = 0;
  for (const { from, to } of rollupSteps) {
    const parts = await readParts(from, to, batch, stage);
    const longer = [...parts].map(([serverId, windows]) => ({ serverId, windows: rollUp(windows, to.lengthMs) }));
    await putWindows(stage.db, to.name, longer, stage.now());
    written += longer.reduce((sum, { windows }) => sum + windows.length, 0);
  }
  await finishRollups(stage.db, batch);
  return written;
}

/** All windows of the finer tier from the start of the first span that changed. */
async function readParts(
  from: Tier,
  to: Tier,
  batch: readonly Behind[],
  { db }: Stage,
): Promise<ReadonlyMap<string, readonly Window[]>> {
  const since = batch.map(({ serverId, fromMs }) => ({ serverId, fromMs: windowStartMs(fromMs, to.lengthMs) }));
  const { byServer, complete } = await readWindowsSince(db, from.name, since, MAX_WINDOWS);
  if (complete) return byServer;
  const parts = new Map<string, Window[]>();
  for (const { serverId, fromMs } of since) {
    parts.set(serverId, await readWindows(db, from.name, serverId, fromMs, Number.MAX_SAFE_INTEGER));
  }
  return parts;
}
