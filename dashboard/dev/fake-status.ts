import { type StageRuns, stageStatuses, StatusAnswer } from '../../shared/model/status.ts';
import { type FakeAnswer, ok } from './fake-answer.ts';
import type { Registry } from './fake-registry.ts';

const KIB = 1024;
const MIB = KIB * 1024;
const DAY_MS = 86_400_000;

/** `/api/status`: everything works, but the rollup is late. */
export function statusAnswer({ rows, startedMs }: Registry, nowMs: number): FakeAnswer {
  const runs = (name: string, agoMs: number, failure: Partial<StageRuns> = {}): StageRuns => ({
    name,
    runs: 4312,
    failures: 0,
    lastSuccessMs: nowMs - agoMs,
    lastDurationMs: 240,
    lastFailureMs: null,
    lastFailure: null,
    ...failure,
  });
  const failed = { failures: 3, lastFailureMs: startedMs - 7_200_000, lastFailure: 'connect ETIMEDOUT 10.0.0.5:587' };
  const stages = stageStatuses(
    [runs('pull', 21_000), runs('fetch', 20_000), runs('check', 19_000), runs('notify', 410_000, failed)].concat(
      runs('rollup', 1_500_000, { lastDurationMs: 8400 }),
    ),
    60_000,
    nowMs,
  );
  const tier = (name: string, days: number, windows: number, windowBytes: number, measured = true) => ({
    name,
    retentionMs: days * DAY_MS,
    windows,
    windowsPerServer: windows / 5,
    windowBytes,
    measured,
    endBytes: windows * windowBytes * (measured ? 1 : 40),
  });
  const tiers = [
    tier('1m', 1, 7200, 420),
    tier('10m', 14, 9800, 510),
    tier('1h', 60, 2100, 700),
    tier('1d', 730, 60, 900, false),
  ];
  const endBytes = tiers.reduce((sum, each) => sum + each.endBytes, 4 * MIB);
  return ok(StatusAnswer, {
    nowMs,
    healthy: false,
    servers: { all: rows.length, enabled: rows.filter(({ server }) => server.enabled).length },
    stages,
    queues: {
      pendingMessages: 2,
      firingAlerts: 4,
      serversOverdue: 0,
      serversUnreachable: 1,
      serversWaitingForRollup: 5,
      oldestRollupMs: nowMs - 1_620_000,
    },
    database: {
      dataBytes: 9.4 * MIB,
      indexBytes: 1.3 * MIB,
      endBytes,
      limitBytes: 512 * MIB,
      endRatio: endBytes / (512 * MIB),
      sentence: 'It ends well below the limit.',
      tiers,
    },
  });
}
