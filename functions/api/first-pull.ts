import type { AgentTrial } from '../../shared/model/api.ts';
import type { ServerDoc } from '../../shared/store/collections.ts';
import { findServer } from '../../shared/store/servers.ts';
import type { Db } from '../../shared/store/connection.ts';
import { askAgent } from '../platform/agent-client.ts';
import { invoke } from '../platform/invoke.ts';
import { errorText } from '../platform/log.ts';

/** Shorter than a pull allows: somebody is waiting for the answer. */
const TRIAL_TIMEOUT_MS = 3_000;

/** Tries the agent of a new or moved server, and has it pulled at once when it answers, so that data shows in seconds. */
export async function firstPull(
  db: Db,
  server: ServerDoc,
  now: () => number,
): Promise<{ readonly server: ServerDoc; readonly agent: AgentTrial }> {
  const startedMs = now();
  try {
    const { roundTripMs } = await askAgent(server.address, { after: null, limit: 1, timeoutMs: TRIAL_TIMEOUT_MS }, now);
    if (server.enabled) await invoke('pull', { serverId: server._id });
    return { server: (await findServer(db, server._id)) ?? server, agent: { reached: true, roundTripMs, error: null } };
  } catch (error) {
    return { server, agent: { reached: false, roundTripMs: now() - startedMs, error: errorText(error) } };
  }
}
