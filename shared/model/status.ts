import * as z from 'zod';

/** The stages, in the order in which data goes through them, and how often each has to succeed. */
export const stages = [
  /** As often as the shortest cadence in use. */
  { name: 'pull', period: 'cadence' },
  { name: 'fetch', period: 'cadence' },
  { name: 'check', period: 60_000 },
  /** Only when there is something to send. */
  { name: 'notify', period: null },
  { name: 'rollup', period: 600_000 },
  { name: 'capacity', period: 86_400_000 },
  { name: 'plan', period: 86_400_000 },
] as const satisfies readonly { readonly name: string; readonly period: number | 'cadence' | null }[];

/** `waiting`: has not run yet. `failing`: its last run failed. `late`: its last success is longer ago than it should be. */
export const StageState = z.enum(['ok', 'waiting', 'late', 'failing']);
export type StageState = z.infer<typeof StageState>;

/** What is noted of a stage's runs. */
export const StageRuns = z.strictObject({
  name: z.string(),
  runs: z.int(),
  failures: z.int(),
  lastSuccessMs: z.int().nullable(),
  lastDurationMs: z.int().nullable(),
  lastFailureMs: z.int().nullable(),
  /** The last failure in words; kept after a success. */
  lastFailure: z.string().nullable(),
});
export type StageRuns = z.infer<typeof StageRuns>;

export const StageStatus = StageRuns.extend({
  state: StageState,
  /** Milliseconds since its last success; null when there was none. */
  ageMs: z.int().nullable(),
  /** How often it has to succeed; null when it only runs on demand. */
  periodMs: z.int().nullable(),
});
export type StageStatus = z.infer<typeof StageStatus>;

export const Queues = z.strictObject({
  /** Messages that wait to be sent. */
  pendingMessages: z.int(),
  firingAlerts: z.int(),
  /** Enabled servers that nobody tried to pull for more than twice their cadence. */
  serversOverdue: z.int(),
  /** Enabled servers whose last pull failed. */
  serversUnreachable: z.int(),
  /** Servers with minutes that are not in the longer windows yet; some always wait, up to ten minutes. */
  serversWaitingForRollup: z.int(),
  /** Start of the oldest of these minutes. */
  oldestRollupMs: z.int().nullable(),
});
export type Queues = z.infer<typeof Queues>;

export const DatabaseStatus = z.strictObject({
  /** Uncompressed, as Atlas's free tier counts. */
  dataBytes: z.number(),
  indexBytes: z.number(),
  /** Where the enabled servers end with the present retention. */
  endBytes: z.number(),
  limitBytes: z.number(),
  /** `endBytes` / `limitBytes`. */
  endRatio: z.number(),
  sentence: z.string(),
  tiers: z.array(
    z.strictObject({
      name: z.string(),
      retentionMs: z.number(),
      windows: z.int(),
      windowsPerServer: z.int(),
      /** Mean bytes of a window, document and indexes; measured where some are stored. */
      windowBytes: z.number(),
      measured: z.boolean(),
      endBytes: z.number(),
    }),
  ),
});
export type DatabaseStatus = z.infer<typeof DatabaseStatus>;

/** `GET /api/status`. */
export const StatusAnswer = z.strictObject({
  nowMs: z.int(),
  /** False when a stage is late or failing. */
  healthy: z.boolean(),
  servers: z.strictObject({ all: z.int(), enabled: z.int() }),
  stages: z.array(StageStatus),
  queues: Queues,
  database: DatabaseStatus,
});
export type StatusAnswer = z.infer<typeof StatusAnswer>;

/** A run may take its time, and the clock that starts it is not exact. */
const SLACK_MS = 60_000;

const neverRan = {
  runs: 0,
  failures: 0,
  lastSuccessMs: null,
  lastDurationMs: null,
  lastFailureMs: null,
  lastFailure: null,
} as const;

/**
 * How every stage is, those that never ran too.
 * @param shortestCadenceMs of the enabled servers; null when there are none: then nobody has to pull
 */
export function stageStatuses(
  recorded: readonly StageRuns[],
  shortestCadenceMs: number | null,
  nowMs: number,
): StageStatus[] {
  const byName = new Map(recorded.map((runs) => [runs.name, runs]));
  return stages.map(({ name, period }) => {
    const runs = byName.get(name) ?? { name, ...neverRan };
    const periodMs = period === 'cadence' ? shortestCadenceMs : period;
    const ageMs = runs.lastSuccessMs === null ? null : Math.max(0, nowMs - runs.lastSuccessMs);
    return { ...runs, periodMs, ageMs, state: stateOf(runs, periodMs, ageMs) };
  });
}

function stateOf(runs: StageRuns, periodMs: number | null, ageMs: number | null): StageState {
  if (runs.runs === 0) return 'waiting';
  if (runs.lastFailureMs !== null && runs.lastFailureMs > (runs.lastSuccessMs ?? 0)) return 'failing';
  return periodMs !== null && ageMs !== null && ageMs > periodMs + SLACK_MS + periodMs / 10 ? 'late' : 'ok';
}
