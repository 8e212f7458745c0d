import type { PeakView, WindowView } from '../view.ts';
import type { Criteria } from './alert-state.ts';
import { dataGap } from './data-gap.ts';
import type { Rule, RuleKind, RuleOf } from './rule.ts';
import { ruleMetricInfo } from './rule-metric.ts';
import { threshold } from './threshold.ts';
import { timeToFull } from './time-to-full.ts';
import type { Trend } from './trend.ts';

/** What a rule sees in one window of one subject. */
export interface SubjectValue {
  /** The mount, process group or process; empty for the server itself. */
  readonly subject: string;
  /** In the metric's base unit; null when the window has no reading. */
  readonly value: number | null;
  /** Where the value is an estimate: its 95 % interval. */
  readonly interval?: readonly [number | null, number | null];
}

/** What a rule may know beside the window itself. */
export interface Surroundings {
  /** End of the window before; null when this is the first that is looked at. */
  readonly previousEndMs: number | null;
  /** Subjects of this rule that are pending or firing: they are looked at even where the window does not name them. */
  readonly known: readonly string[];
  /** How each filesystem has been growing, this window included. */
  readonly trends: ReadonlyMap<string, Trend>;
}

/** How one kind of rule looks at windows. */
export interface WindowSignal<Kind extends RuleKind> {
  readonly kind: Kind;
  readonly criteria: (rule: RuleOf<Kind>) => Criteria;
  readonly observe: (rule: RuleOf<Kind>, window: WindowView, around: Surroundings) => readonly SubjectValue[];
  /**
   * What is already certain of a minute that is still open, whatever its remaining seconds bring; absent where nothing can be.
   * So an alert of the open minute is what the closed one will say.
   */
  readonly certain?: (rule: RuleOf<Kind>, open: WindowView, around: Surroundings) => readonly SubjectValue[];
  /** Whether a minute without any window is seen too, as missing data. */
  readonly seesGaps: boolean;
}

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
