import type { WindowView } from '../view.ts';
import type { Criteria } from './alert-state.ts';
import type { RuleKind, RuleOf } from './rule.ts';
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
