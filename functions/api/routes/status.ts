import { cadenceMs } from '../../../shared/model/cadence.ts';
import { DATABASE_LIMIT_BYTES, forecastSize, sizeSentence } from '../../../shared/model/size.ts';
import { type DatabaseStatus, type Queues, type StatusAnswer, stageStatuses } from '../../../shared/model/status.ts';
import {
  countQueues,
  type DatabaseSize,
  glanceAtServers,
  measuredWindowBytes,
  otherBytes,
  readDatabaseSize,
  type ServerGlance,
} from '../../../shared/store/size.ts';
import { readRuns } from '../../../shared/store/stages.ts';
import { config } from '../../platform/config.ts';
import { json } from '../../platform/http.ts';
import type { Route } from '../route.ts';

const MINUTE_MS = 60_000;
/** Agents' clocks may be ahead of ours by less than this; a server that waits for nothing says the end of time. */
const FUTURE_MS = 3_600_000;

/** How Peakwatch itself is: its stages, its queues, its database and where that will end. */
export const status: Route = {
  method: 'GET',
  path: '/api/status',
  async answer({ db, now }) {
    const [runs, queues, size] = await Promise.all([readRuns(db), countQueues(db), readDatabaseSize(db)]);
    const nothingStored = Object.keys(measuredWindowBytes(size)).length === 0;
    const servers = await glanceAtServers(db, nothingStored);
    const nowMs = now();
    const enabled = servers.filter((server) => server.enabled);
    const cadences = enabled.map(({ cadence }) => cadenceMs(cadence) ?? MINUTE_MS);
    const stages = stageStatuses(runs, cadences.length > 0 ? Math.min(...cadences) : null, nowMs);
    return json({
      nowMs,
      healthy: !stages.some(({ state }) => state === 'late' || state === 'failing'),
      servers: { all: servers.length, enabled: enabled.length },
      stages,
      queues: { ...queues, ...waiting(servers, enabled, nowMs) },
      database: databaseStatus(enabled, size),
    } satisfies StatusAnswer);
  },
};

function waiting(
  servers: readonly ServerGlance[],
  enabled: readonly ServerGlance[],
  nowMs: number,
): Omit<Queues, 'pendingMessages' | 'firingAlerts'> {
  const behind = servers.map(({ rollupFromMs }) => rollupFromMs).filter((fromMs) => fromMs < nowMs + FUTURE_MS);
  const isOverdue = ({ cadence, lastAttemptMs, createdMs }: ServerGlance) =>
    nowMs - (lastAttemptMs ?? createdMs) > 2 * (cadenceMs(cadence) ?? MINUTE_MS);
  return {
    serversOverdue: enabled.filter(isOverdue).length,
    serversUnreachable: enabled.filter(({ lastError }) => lastError !== null).length,
    serversWaitingForRollup: behind.length,
    oldestRollupMs: behind.length > 0 ? behind.reduce((a, b) => Math.min(a, b)) : null,
  };
}

function databaseStatus(enabled: readonly ServerGlance[], size: DatabaseSize): DatabaseStatus {
  const forecast = forecastSize(enabled, config().RETENTION, measuredWindowBytes(size), otherBytes(size));
  return {
    dataBytes: size.dataBytes,
    indexBytes: size.indexBytes,
    endBytes: forecast.endBytes,
    limitBytes: DATABASE_LIMIT_BYTES,
    endRatio: forecast.endBytes / DATABASE_LIMIT_BYTES,
    sentence: sizeSentence(enabled.length, forecast.endBytes, DATABASE_LIMIT_BYTES),
    tiers: forecast.tiers.map((tier) => ({ ...tier, windows: size.tiers[tier.name].windows })),
  };
}
