import { cadenceMs } from '../cadence.ts';
import type { Criteria } from './alert-state.ts';
import type { Rule, RuleKind, RuleOf } from './rule.ts';
import type { ScopedServer } from './scope.ts';

/** What the check has to know of a server. Times are epoch milliseconds. */
export interface CheckedServer extends ScopedServer {
  readonly name: string;
  readonly cadence: string;
  readonly createdMs: number;
  readonly lastContactMs: number | null;
  readonly clockSkewMs: number | null;
  readonly agentStartedMs: number | null;
}

/** What is remembered of a server between two looks. */
export interface ServerMemory {
  readonly agentStartedMs: number | null;
}

export interface ServerObservation {
  readonly sinceMs: number;
  readonly value: number | null;
}

/** How one kind of rule looks at a server's row. */
interface ServerSignal<Kind extends RuleKind> {
  readonly criteria: (rule: RuleOf<Kind>, server: CheckedServer) => Criteria;
  readonly observe: (server: CheckedServer, memory: ServerMemory, nowMs: number) => ServerObservation;
  /** Its end is no news. */
  readonly endsQuietly?: true;
}

const plain = { comparison: 'above', forMs: 0, breaches: null, missing: 'keep' } as const;
/** Two starts this close together are one: the agent works its start out of a running clock. */
const SAME_START_MS = 2_000;
/** A restart is shown as firing for this long. */
const RESTART_SHOWN_MS = 10 * 60_000;

const signals = {
  /** Milliseconds of silence; since its registration when it never answered. */
  unreachable: {
    criteria: ({ graceMs, keepFiringMs }, { cadence }) => {
      const allowedMs = (cadenceMs(cadence) ?? 0) + graceMs;
      return { ...plain, threshold: allowedMs, clearThreshold: allowedMs, keepFiringMs };
    },
    observe: ({ lastContactMs, createdMs }, _memory, nowMs) => {
      const sinceMs = lastContactMs ?? createdMs;
      return { sinceMs, value: Math.max(0, nowMs - sinceMs) };
    },
  } satisfies ServerSignal<'unreachable'>,
  clock_skew: {
    criteria: ({ longerThanMs, keepFiringMs }) => ({
      ...plain,
      threshold: longerThanMs,
      clearThreshold: longerThanMs / 2,
      keepFiringMs,
    }),
    observe: ({ clockSkewMs, lastContactMs }, _memory, nowMs) => ({
      sinceMs: lastContactMs ?? nowMs,
      value: clockSkewMs === null ? null : Math.abs(clockSkewMs),
    }),
  } satisfies ServerSignal<'clock_skew'>,
  /** 1 when the agent's start is another than before. */
  agent_restarted: {
    criteria: ({ keepFiringMs }) => ({
      ...plain,
      threshold: 0.5,
      clearThreshold: 0.5,
      keepFiringMs: Math.max(RESTART_SHOWN_MS, keepFiringMs),
    }),
    observe: ({ agentStartedMs }, memory, nowMs) => {
      if (agentStartedMs === null) return { sinceMs: nowMs, value: null };
      const isNew = memory.agentStartedMs !== null && agentStartedMs - memory.agentStartedMs > SAME_START_MS;
      return { sinceMs: isNew ? agentStartedMs : nowMs, value: isNew ? 1 : 0 };
    },
    endsQuietly: true,
  } satisfies ServerSignal<'agent_restarted'>,
};

export type ServerRule = RuleOf<keyof typeof signals>;

export function isServerRule(rule: Rule): rule is ServerRule {
  return rule.kind in signals;
}

/** The signal of a rule, with the rule and the server filled in. */
export function serverSignalOf(rule: ServerRule, server: CheckedServer, memory: ServerMemory, nowMs: number) {
  // Each signal gets a rule of its own kind: the table is keyed by it.
  const signal = signals[rule.kind] as unknown as ServerSignal<ServerRule['kind']>;
  return {
    criteria: signal.criteria(rule, server),
    seen: signal.observe(server, memory, nowMs),
    endsQuietly: signal.endsQuietly ?? false,
  };
}

/** What to remember until the next look. */
export function rememberServer(server: CheckedServer, memory: ServerMemory): ServerMemory {
  return { agentStartedMs: server.agentStartedMs ?? memory.agentStartedMs };
}
