import * as z from 'zod';
import { baseTier } from '../../shared/model/tiers.ts';
import type { ServerDoc } from '../../shared/store/collections.ts';
import { findServers, type PullResult, recordPulls } from '../../shared/store/servers.ts';
import { putWindows } from '../../shared/store/windows.ts';
import { askAgent } from '../platform/agent-client.ts';
import { eventHandler, type Stage } from '../platform/event.ts';
import { invoke } from '../platform/invoke.ts';
import { errorText } from '../platform/log.ts';
import { accept, type Accepted } from './accept.ts';

/** Time that one agent gets for one answer. */
const AGENT_TIMEOUT_MS = 5_000;
/** Answers that came within this are stored without waiting for the slow ones. */
const FIRST_FLUSH_MS = 1_000;
/** Windows a round: a backlog of days comes in several rounds, so that memory stays bounded. */
const WINDOWS_PER_ROUND = 120;
/** No new round when less time is left than a slow agent and the store may take. */
const RESERVE_MS = 10_000;

const Event = z.object({ serverIds: z.array(z.string()).min(1), leaseId: z.string() });

type Outcome = { readonly server: ServerDoc } & (
  { readonly accepted: Accepted; readonly roundTripMs: number } | { readonly error: string }
);

/** Asks each agent of the batch, stores what they have, notes how they are, and has the batch checked. */
export const handler = eventHandler('fetch', Event, async (event, stage) => {
  const claimed = (await findServers(stage.db, event.serverIds)).filter(
    (s) => s.enabled && s.leaseId === event.leaseId,
  );
  let waiting = claimed;
  const total = { servers: claimed.length, windows: 0, unreachable: 0, rounds: 0 };
  while (waiting.length > 0) {
    total.rounds += 1;
    const outcomes = await round(waiting, stage);
    const more = outcomes.filter((o) => 'accepted' in o && o.accepted.more);
    total.windows += outcomes.reduce((sum, o) => sum + ('accepted' in o ? o.accepted.windows.length : 0), 0);
    total.unreachable += outcomes.filter((o) => 'error' in o).length;
    waiting = stage.remainingMs() > RESERVE_MS ? more.map(advanced) : [];
  }
  if (claimed.length > 0) await invoke('check', { serverIds: claimed.map((server) => server._id) });
  return total;
});

/** One answer of each agent; the quick ones are stored at once, the slow ones when they are all in. */
async function round(servers: readonly ServerDoc[], stage: Stage): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const asked = Promise.all(servers.map(async (server) => outcomes.push(await ask(server, stage))));
  let timer: NodeJS.Timeout | undefined;
  const firstFlush = new Promise((resolve) => (timer = setTimeout(resolve, FIRST_FLUSH_MS)));
  await Promise.race([asked, firstFlush]);
  clearTimeout(timer);
  const quick = outcomes.length;
  await store(outcomes.slice(0, quick), stage);
  await asked;
  await store(outcomes.slice(quick), stage);
  return outcomes;
}

async function ask(server: ServerDoc, { now }: Stage): Promise<Outcome> {
  try {
    const question = { after: server.cursor, limit: WINDOWS_PER_ROUND, timeoutMs: AGENT_TIMEOUT_MS };
    const { reply, roundTripMs, midMs } = await askAgent(server.address, question, now);
    return { server, accepted: accept(reply, midMs), roundTripMs };
  } catch (error) {
    return { server, error: errorText(error) };
  }
}

/** Windows first, the cursor after: whoever dies between the two asks for the same windows again. */
async function store(outcomes: readonly Outcome[], { db, now }: Stage): Promise<void> {
  const nowMs = now();
  await putWindows(
    db,
    baseTier.name,
    outcomes.flatMap((o) => ('accepted' in o ? [{ serverId: o.server._id, windows: o.accepted.windows }] : [])),
    nowMs,
  );
  await recordPulls(
    db,
    outcomes.map((o) => ({
      id: o.server._id,
      address: o.server.address,
      done: !('accepted' in o && o.accepted.more),
      result: resultOf(o, nowMs),
      storedFromMs: 'accepted' in o ? (o.accepted.windows[0]?.startMs ?? null) : null,
      lateFromMs: 'accepted' in o ? lateFrom(o.server, o.accepted) : null,
    })),
  );
}

function resultOf(outcome: Outcome, nowMs: number): PullResult {
  if ('error' in outcome) return { lastAttemptMs: nowMs, lastError: outcome.error };
  const { accepted, roundTripMs } = outcome;
  return { lastAttemptMs: nowMs, lastContactMs: nowMs, lastError: null, roundTripMs, ...accepted.row };
}

/** Start of the oldest window that is not newer than what was there before. */
function lateFrom({ latest }: ServerDoc, { windows: [first] }: Accepted): number | null {
  return first && latest && first.startMs <= latest.startMs ? first.startMs : null;
}

function advanced(outcome: Outcome): ServerDoc {
  return 'accepted' in outcome ? { ...outcome.server, cursor: outcome.accepted.row.cursor } : outcome.server;
}
