import type { PeakView } from '../view.ts';
import type { Episode } from './alert.ts';
import type { Criteria, FiringState } from './alert-state.ts';
import type { SubjectValue } from './window-signal.ts';
import type { Rule } from './rule.ts';
import type { CheckedServer } from './server-signals.ts';

/** The alert of a look that made a rule fire. */
export function firedEpisode(fired: {
  readonly id: string;
  readonly server: Pick<CheckedServer, 'id' | 'name'>;
  readonly look: {
    readonly rule: Rule;
    readonly criteria: Pick<Criteria, 'comparison' | 'threshold'>;
    readonly metric: string;
    readonly seen: SubjectValue & { readonly endMs: number };
    readonly peak: PeakView | null;
  };
  readonly state: Pick<FiringState, 'sinceMs' | 'worstValue' | 'past'>;
  readonly newestSampleMs: number;
}): Episode {
  const { id, server, state, newestSampleMs } = fired;
  const { rule, criteria, metric, seen, peak } = fired.look;
  return {
    id,
    ruleId: rule.id,
    ruleName: rule.name,
    ruleKind: rule.kind,
    serverId: server.id,
    serverName: server.name,
    subject: seen.subject,
    severity: rule.severity,
    phase: 'firing',
    startsMs: state.sinceMs,
    firedMs: seen.endMs,
    resolvedMs: null,
    endReason: null,
    metric,
    comparison: criteria.comparison,
    threshold: criteria.threshold,
    firedValue: seen.value,
    worstValue: state.worstValue,
    lastValue: seen.value,
    interval: seen.interval ? [seen.interval[0], seen.interval[1]] : null,
    peak,
    newestSampleMs,
    past: state.past,
    recipients: [...rule.recipients],
  };
}
