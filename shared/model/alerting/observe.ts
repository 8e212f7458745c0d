import type { PeakView, WindowView } from '../view.ts';
import { dataGap } from './data-gap.ts';
import type { Rule, RuleOf } from './rule.ts';
import { ruleMetricInfo } from './rule-metric.ts';
import { threshold } from './threshold.ts';
import { timeToFull } from './time-to-full.ts';
import type { Surroundings, WindowSignal } from './window-signal.ts';

/** Every kind of rule that looks at windows. */
const signals = { threshold, time_to_full: timeToFull, data_gap: dataGap };

export type WindowRule = RuleOf<keyof typeof signals>;

export function isWindowRule(rule: Rule): rule is WindowRule {
  return rule.kind in signals;
}

/** The signal of a rule, with the rule filled in. */
export function signalOf(rule: WindowRule) {
  // Each signal gets a rule of its own kind: the table is keyed by it.
  const signal = signals[rule.kind] as unknown as WindowSignal<WindowRule['kind']>;
  return {
    criteria: signal.criteria(rule),
    seesGaps: signal.seesGaps,
    observe: (window: WindowView, around: Surroundings) => signal.observe(rule, window, around),
    certain: (open: WindowView, around: Surroundings) => signal.certain?.(rule, open, around) ?? [],
  };
}

/** What a rule measures: its metric, or its kind where that is none. */
export function measureOf(rule: Rule): string {
  return rule.kind === 'threshold' ? rule.metric : rule.kind;
}

/** Subjects of which a minute without a window says something: the server itself, the one that is named, those that are known. */
export function subjectsOf(rule: WindowRule, known: readonly string[]): readonly string[] {
  if (rule.kind !== 'threshold' || ruleMetricInfo(rule.metric).subject === 'host') return [''];
  return rule.subject ? [rule.subject] : known;
}

/** What ran at the window's highest second of the resource that drives what the rule measures. */
export function peakFor(rule: WindowRule, window: WindowView): PeakView | null {
  return rule.kind === 'threshold' ? (window.peaks[ruleMetricInfo(rule.metric).drivenBy] ?? null) : null;
}
