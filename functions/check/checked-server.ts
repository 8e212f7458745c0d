import type { CheckedServer } from '../../shared/model/alerting/server-signals.ts';
import type { ServerDoc } from '../../shared/store/collections.ts';

/** What the rules look at in a server's row. */
export function checkedServer(server: ServerDoc): CheckedServer {
  const { _id, name, tags, cadence, createdMs, lastContactMs, clockSkewMs, facts } = server;
  return {
    id: _id,
    name,
    tags,
    cadence,
    createdMs,
    lastContactMs,
    clockSkewMs,
    agentStartedMs: facts?.startedMs ?? null,
  };
}
