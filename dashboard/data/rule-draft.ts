import type { RuleInput, RuleKind, ThresholdRule } from '../../shared/model/alerting/rule.ts';
import type { Scope } from '../../shared/model/alerting/scope.ts';

const MINUTE_MS = 60_000;

/**
 * What the form of a rule holds: the fields of all kinds, so that changing the kind loses nothing. A null number is an empty
 * field. Values are in base units.
 */
export interface RuleDraft {
  readonly kind: RuleKind;
  readonly name: string;
  readonly enabled: boolean;
  readonly severity: ThresholdRule['severity'];
  readonly recipients: readonly string[];
  readonly scope: Scope;
  readonly repeatMs: number | null;
  readonly escalateAfterMs: number | null;
  readonly escalateTo: readonly string[];
  readonly keepFiringMs: number | null;

  readonly metric: ThresholdRule['metric'];
  readonly subject: string;
  readonly statistic: ThresholdRule['statistic'];
  readonly comparison: ThresholdRule['comparison'];
  readonly threshold: number | null;
  /** Empty is the threshold itself. */
  readonly clearThreshold: number | null;
  readonly trigger: 'for' | 'breaches';
  readonly forMs: number | null;
  readonly breachCount: number | null;
  readonly breachWindows: number | null;
  readonly missing: ThresholdRule['missing'];

  readonly withinMs: number | null;
  readonly gapMs: number | null;
  readonly skewMs: number | null;
  readonly graceMs: number | null;
}

export const newDraft: RuleDraft = {
  kind: 'threshold',
  name: '',
  enabled: true,
  severity: 'warning',
  recipients: [],
  scope: { kind: 'all' },
  repeatMs: null,
  escalateAfterMs: null,
  escalateTo: [],
  keepFiringMs: 0,
  metric: 'cpu_busy_ratio',
  subject: '',
  statistic: 'mean',
  comparison: 'above',
  threshold: 0.9,
  clearThreshold: 0.8,
  trigger: 'for',
  forMs: 5 * MINUTE_MS,
  breachCount: 3,
  breachWindows: 5,
  missing: 'keep',
  withinMs: 24 * 60 * MINUTE_MS,
  gapMs: 2 * MINUTE_MS,
  skewMs: MINUTE_MS / 2,
  graceMs: 3 * MINUTE_MS,
};

export function draftOf(rule: RuleInput): RuleDraft {
  const { name, enabled, severity, recipients, scope, repeatMs, escalation, keepFiringMs } = rule;
  const shared: RuleDraft = {
    ...newDraft,
    ...{ kind: rule.kind, name, enabled, severity, recipients, scope, repeatMs, keepFiringMs },
    escalateAfterMs: escalation?.afterMs ?? null,
    escalateTo: escalation?.recipients ?? [],
  };
  switch (rule.kind) {
    case 'threshold': {
      const { metric, subject, statistic, comparison, threshold, clearThreshold, forMs, breaches, missing } = rule;
      return {
        ...shared,
        ...{ metric, subject, statistic, comparison, threshold, missing, forMs },
        clearThreshold: clearThreshold === threshold ? null : clearThreshold,
        trigger: breaches ? 'breaches' : 'for',
        breachCount: breaches?.count ?? newDraft.breachCount,
        breachWindows: breaches?.windows ?? newDraft.breachWindows,
      };
    }
    case 'time_to_full':
      return { ...shared, subject: rule.subject, withinMs: rule.withinMs, forMs: rule.forMs };
    case 'data_gap':
      return { ...shared, gapMs: rule.longerThanMs };
    case 'clock_skew':
      return { ...shared, skewMs: rule.longerThanMs };
    case 'unreachable':
      return { ...shared, graceMs: rule.graceMs };
    case 'agent_restarted':
      return shared;
  }
}

/** What is sent to the API. It alone says what is wrong, an empty number included. */
export function inputOf(draft: RuleDraft): object {
  const { kind, name, enabled, severity, recipients, scope, repeatMs } = draft;
  const { escalateAfterMs: afterMs, escalateTo } = draft;
  const shared = {
    ...{ kind, name, enabled, severity, recipients, scope, repeatMs },
    escalation: afterMs === null ? null : { afterMs, recipients: escalateTo },
    keepFiringMs: draft.keepFiringMs ?? 0,
  };
  return { ...shared, ...ownFields(draft) };
}

function ownFields(draft: RuleDraft): object {
  switch (draft.kind) {
    case 'threshold': {
      const { metric, subject, statistic, comparison, threshold, missing, breachCount, breachWindows } = draft;
      const counts = draft.trigger === 'breaches';
      return {
        ...{ metric, subject, statistic, comparison, threshold, missing },
        clearThreshold: draft.clearThreshold ?? threshold,
        forMs: counts ? 0 : draft.forMs,
        breaches: counts ? { count: breachCount, windows: breachWindows } : null,
      };
    }
    case 'time_to_full':
      return { subject: draft.subject, withinMs: draft.withinMs, forMs: draft.forMs };
    case 'data_gap':
      return { longerThanMs: draft.gapMs };
    case 'clock_skew':
      return { longerThanMs: draft.skewMs };
    case 'unreachable':
      return { graceMs: draft.graceMs };
    case 'agent_restarted':
      return {};
  }
}

/** An id that no other rule has, made of the name where it is of Latin letters: the caller of the API chooses it. */
export function newId(name: string, random: () => number): string {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40)
    .replace(/-$/, '');
  const chance = Math.floor(random() * 36 ** 5)
    .toString(36)
    .padStart(5, '0');
  return `${slug || 'rule'}-${chance}`;
}
