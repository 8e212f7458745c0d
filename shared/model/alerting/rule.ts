import * as z from 'zod';
import { Recipient } from './recipient.ts';
import { ruleMetricNames } from './rule-metric.ts';
import { Scope } from './scope.ts';

export const Severity = z.enum(['warning', 'critical']);
export type Severity = z.infer<typeof Severity>;

const DAY_MS = 86_400_000;
const recipients = z.array(Recipient).max(20);

/** What every rule has. The defaults are what rules of earlier versions meant. */
const base = {
  name: z.string().trim().min(1).max(120),
  enabled: z.boolean(),
  severity: Severity,
  /** None means the default recipients. */
  recipients: recipients.default([]),
  scope: Scope.default({ kind: 'all' }),
  /** While it fires and nobody acknowledged it, say so again after this long; null is once. */
  repeatMs: z
    .int()
    .min(5 * 60_000)
    .max(7 * DAY_MS)
    .nullable()
    .default(null),
  /** Further recipients when it fires unacknowledged for `afterMs`. */
  escalation: z
    .strictObject({
      afterMs: z
        .int()
        .min(60_000)
        .max(7 * DAY_MS),
      recipients: recipients.min(1),
    })
    .nullable()
    .default(null),
  /** An alert ends only after it has been clear for this long (Prometheus: keep_firing_for). */
  keepFiringMs: z.int().nonnegative().max(DAY_MS).default(0),
};

const forMs = z.int().nonnegative().max(DAY_MS);

/**
 * Fires when a value stands beyond the threshold for `forMs`, or in `breaches.count` of the last `breaches.windows` windows;
 * clears at the clear threshold.
 */
export const ThresholdRule = z
  .strictObject({
    ...base,
    kind: z.literal('threshold'),
    metric: z.enum(ruleMetricNames),
    /** One mount, process group or process name; empty looks at each. */
    subject: z.string().trim().max(255).default(''),
    /** `mean` looks at a window's mean, `peak` at its worst second: the highest for `above`, the lowest for `below`. */
    statistic: z.enum(['mean', 'peak']),
    comparison: z.enum(['above', 'below']).default('above'),
    /** In the metric's base unit: a ratio is 0–1. */
    threshold: z.number().nonnegative(),
    clearThreshold: z.number().nonnegative(),
    forMs,
    breaches: z
      .strictObject({ count: z.int().min(1).max(60), windows: z.int().min(1).max(60) })
      .nullable()
      .default(null),
    /**
     * What a minute without data is: `keep` changes nothing, `ignore` counts as all right, `breach` counts as a breach.
     */
    missing: z.enum(['ignore', 'breach', 'keep']).default('keep'),
  })
  .refine((rule) => rule.comparison === 'below' || rule.clearThreshold <= rule.threshold, {
    path: ['clearThreshold'],
    error: 'must not be above the threshold',
  })
  .refine((rule) => rule.comparison === 'above' || rule.clearThreshold >= rule.threshold, {
    path: ['clearThreshold'],
    error: 'must not be below the threshold of a rule that fires below it',
  })
  .refine((rule) => rule.breaches === null || rule.breaches.count <= rule.breaches.windows, {
    path: ['breaches', 'count'],
    error: 'must not be more than the windows looked at',
  })
  .refine((rule) => rule.breaches === null || rule.forMs === 0, {
    path: ['forMs'],
    error: 'must be 0 where a number of windows is asked for: it is one or the other',
  });
export type ThresholdRule = z.infer<typeof ThresholdRule>;

/** Fires when a filesystem that surely grows will be full within `withinMs`. */
export const TimeToFullRule = z.strictObject({
  ...base,
  kind: z.literal('time_to_full'),
  /** One mount; empty looks at each. */
  subject: z.string().trim().max(255).default(''),
  withinMs: z
    .int()
    .min(60_000)
    .max(90 * DAY_MS),
  forMs: forMs.default(0),
});
export type TimeToFullRule = z.infer<typeof TimeToFullRule>;

/** Fires when seconds are missing in the data: more than `longerThanMs` between or within windows. */
export const DataGapRule = z.strictObject({
  ...base,
  kind: z.literal('data_gap'),
  longerThanMs: z
    .int()
    .min(10_000)
    .max(7 * DAY_MS),
});
export type DataGapRule = z.infer<typeof DataGapRule>;

/** Fires when a server's agent has not answered for `graceMs` beyond its cadence. */
export const UnreachableRule = z.strictObject({
  ...base,
  kind: z.literal('unreachable'),
  graceMs: z.int().nonnegative().max(DAY_MS),
});
export type UnreachableRule = z.infer<typeof UnreachableRule>;

/** Fires when a server's clock is off by more than `longerThanMs`, either way. */
export const ClockSkewRule = z.strictObject({
  ...base,
  kind: z.literal('clock_skew'),
  longerThanMs: z.int().min(1000).max(DAY_MS),
});
export type ClockSkewRule = z.infer<typeof ClockSkewRule>;

/** Fires when an agent was started anew, or its server. It ends by itself, without a message. */
export const AgentRestartedRule = z.strictObject({ ...base, kind: z.literal('agent_restarted') });
export type AgentRestartedRule = z.infer<typeof AgentRestartedRule>;

export const RuleInput = z.discriminatedUnion('kind', [
  ThresholdRule,
  TimeToFullRule,
  DataGapRule,
  UnreachableRule,
  ClockSkewRule,
  AgentRestartedRule,
]);
export type RuleInput = z.infer<typeof RuleInput>;
export type RuleKind = RuleInput['kind'];
export type RuleOf<Kind extends RuleKind> = Extract<RuleInput, { kind: Kind }> & { readonly id: string };
export type Rule = RuleInput & { readonly id: string };
