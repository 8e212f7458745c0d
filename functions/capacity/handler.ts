import * as z from 'zod';
import { maintenanceSpans, touches } from '../../shared/model/alerting/silence.ts';
import { MAX_COMPARED } from '../../shared/model/change/cost-changes.ts';
import { costsOf, fitServer } from '../../shared/model/fit-server.ts';
import { seededRandom } from '../../shared/model/peak-cost/seeded-random.ts';
import type { Window } from '../../shared/model/window.ts';
import { listAnnotations } from '../../shared/store/annotations.ts';
import type { ServerDoc } from '../../shared/store/collections.ts';
import { putFit, serversToFit } from '../../shared/store/fits.ts';
import { enabledServerIds, findServers } from '../../shared/store/servers.ts';
import { listSilences } from '../../shared/store/silences.ts';
import { readWindows } from '../../shared/store/windows.ts';
import { eventHandler, type Stage } from '../platform/event.ts';
import { invoke } from '../platform/invoke.ts';
import { errorText, log } from '../platform/log.ts';

/** Of ten minutes. */
const RANGE_MS = 14 * 86_400_000;
/** Of hours. */
const CHANGES_MS = 60 * 86_400_000;
/** A fit of many groups may take this long. */
const RESERVE_MS = 20_000;
/** The same windows give the same answer. */
const SEED = 1;

/** Nothing in particular, or the servers that an earlier invocation had no time for. */
const Event = z.object({ serverIds: z.array(z.string()).optional() });

/** Works out once a day what one more crawler of each server costs and adds to its peaks, and keeps it: no request waits for it. */
export const handler = eventHandler('capacity', Event, async (event, stage) => {
  const { db, now, remainingMs } = stage;
  const wanted = event.serverIds ?? (await enabledServerIds(db));
  const waiting = await serversToFit(db, wanted, now());
  const total = { servers: 0, failed: 0, left: waiting.length };
  for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
    const [server] = await findServers(db, [id]);
    total.left = waiting.length;
    try {
      if (server?.facts) await fit(server, stage);
      total.servers += 1;
    } catch (error) {
      // One server must not keep the others from theirs.
      total.failed += 1;
      log('error', `the peaks of ${server?.name ?? id} could not be worked out: ${errorText(error)}`);
    }
    if (remainingMs() < RESERVE_MS && waiting.length > 0) {
      await invoke('capacity', { serverIds: waiting });
      return total;
    }
  }
  await invoke('plan', {});
  return total;
});

async function fit(server: ServerDoc, { db, now }: Stage): Promise<void> {
  if (!server.facts) return;
  const toMs = now();
  const [windows, hours, silences, annotations] = await Promise.all([
    readWindows(db, '10m', server._id, toMs - RANGE_MS, toMs),
    readWindows(db, '1h', server._id, toMs - CHANGES_MS, toMs),
    listSilences(db),
    listAnnotations(db, { serverId: server._id, fromMs: toMs - CHANGES_MS, toMs }, MAX_COMPARED),
  ]);
  // A fit of nothing would count as the day's.
  if (windows.length === 0) return;
  const spans = maintenanceSpans(silences, { id: server._id, tags: server.tags }, toMs - CHANGES_MS, toMs);
  const ordinary = ({ startMs, lengthMs }: Window) => !touches(spans, startMs, lengthMs);
  const source = { windows: windows.filter(ordinary), hours: hours.filter(ordinary), annotations };
  const found = fitServer(source, server.facts, seededRandom(SEED));
  await putFit(db, server._id, found, costsOf(found), toMs);
}
