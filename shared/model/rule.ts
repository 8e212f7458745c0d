import * as z from 'zod';
import { hostMetricNames } from './metrics.ts';

/** A filesystem's used share is not a stored metric but used / total, looked at for each mount. */
export const FILESYSTEM_USED_RATIO = 'filesystem_used_ratio';
export const ruleMetricNames = [...hostMetricNames, FILESYSTEM_USED_RATIO] as const;
export type RuleMetric = (typeof ruleMetricNames)[number];

export const Severity = z.enum(['warning', 'critical']);
export type Severity = z.infer<typeof Severity>;

const base = {
  name: z.string().trim().min(1).max(120),
  enabled: z.boolean(),
  severity: Severity,
  /** Mail addresses; none means the default recipients. */
  recipients: z.array(z.email()).max(20),
};

/** Fires when the value stood above the threshold for `forMs`, clears when it is at or below the clear threshold. */
export const ThresholdRule = z
  .strictObject({
    ...base,
    kind: z.literal('threshold'),
    metric: z.enum(ruleMetricNames),
    /** `mean` looks at a window's mean, `peak` at its highest second. */
    statistic: z.enum(['mean', 'peak']),
    /** In the metric's base unit: a ratio is 0–1. */
    threshold: z.number().nonnegative(),
    clearThreshold: z.number().nonnegative(),
    forMs: z.int().nonnegative().max(86_400_000),
  })
  .refine((rule) => rule.clearThreshold <= rule.threshold, {
    path: ['clearThreshold'],
    error: 'must not be above the threshold',
  });
export type ThresholdRule = z.infer<typeof ThresholdRule>;

/** Fires when a server's agent has not answered for `graceMs` beyond its cadence. */
export const UnreachableRule = z.strictObject({
  ...base,
  kind: z.literal('unreachable'),
  graceMs: z.int().nonnegative().max(86_400_000),
});
export type UnreachableRule = z.infer<typeof UnreachableRule>;

export const RuleInput = z.discriminatedUnion('kind', [ThresholdRule, UnreachableRule]);
export type RuleInput = z.infer<typeof RuleInput>;
export type Rule = RuleInput & { readonly id: string };

const ratioRule = { kind: 'threshold' as const, enabled: true, recipients: [] };

/** The rules of a fresh installation. Ids are fixed, so that making them twice is making them once. */
export const defaultRules: readonly Rule[] = [
  {
    ...ratioRule,
    id: 'cpu-busy',
    name: 'CPU busy',
    severity: 'warning',
    metric: 'cpu_busy_ratio',
    statistic: 'mean',
    threshold: 0.9,
    clearThreshold: 0.8,
    forMs: 5 * 60_000,
  },
  {
    ...ratioRule,
    id: 'memory-used',
    name: 'Memory used',
    severity: 'warning',
    metric: 'memory_used_ratio',
    statistic: 'mean',
    threshold: 0.9,
    clearThreshold: 0.85,
    forMs: 5 * 60_000,
  },
  {
    ...ratioRule,
    id: 'filesystem-used',
    name: 'Filesystem used',
    severity: 'warning',
    metric: FILESYSTEM_USED_RATIO,
    statistic: 'mean',
    threshold: 0.9,
    clearThreshold: 0.88,
    forMs: 5 * 60_000,
  },
  {
    id: 'unreachable',
    name: 'Server unreachable',
    kind: 'unreachable',
    enabled: true,
    recipients: [],
    severity: 'critical',
    graceMs: 3 * 60_000,
  },
];
