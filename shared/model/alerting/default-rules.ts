import { type Rule, RuleInput } from './rule.ts';

const MINUTE_MS = 60_000;
const ratio = {
  kind: 'threshold',
  enabled: true,
  severity: 'warning',
  statistic: 'mean',
  forMs: 5 * MINUTE_MS,
} as const;

/** The rules of a fresh installation. Ids are fixed, so that making them twice is making them once. */
export const defaultRules: readonly Rule[] = Object.entries({
  'cpu-busy': { ...ratio, name: 'CPU busy', metric: 'cpu_busy_ratio', threshold: 0.9, clearThreshold: 0.8 },
  'memory-used': { ...ratio, name: 'Memory used', metric: 'memory_used_ratio', threshold: 0.9, clearThreshold: 0.85 },
  'filesystem-used': {
    ...ratio,
    name: 'Filesystem used',
    metric: 'filesystem_used_ratio',
    threshold: 0.9,
    clearThreshold: 0.88,
  },
  'filesystem-full-soon': {
    kind: 'time_to_full',
    name: 'Filesystem full within a day',
    enabled: true,
    severity: 'warning',
    withinMs: 24 * 60 * MINUTE_MS,
    forMs: 30 * MINUTE_MS,
  },
  unreachable: {
    kind: 'unreachable',
    name: 'Server unreachable',
    enabled: true,
    severity: 'critical',
    graceMs: 3 * MINUTE_MS,
  },
  'clock-skew': { kind: 'clock_skew', name: 'Clock off', enabled: true, severity: 'warning', longerThanMs: 30_000 },
  'agent-restarted': { kind: 'agent_restarted', name: 'Agent restarted', enabled: false, severity: 'warning' },
  'data-gap': {
    kind: 'data_gap',
    name: 'Gap in the data',
    enabled: false,
    severity: 'warning',
    longerThanMs: 2 * MINUTE_MS,
  },
}).map(([id, rule]) => ({ id, ...RuleInput.parse(rule) }));
