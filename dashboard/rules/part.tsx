import { type ApiProblem, problemOf } from '../api/client.ts';
import type { RuleDraft } from '../data/rule-draft.ts';
import { SpanField } from '../parts/quantity-field.tsx';

/** What part of the form gets and gives. */
export interface Part {
  readonly draft: RuleDraft;
  readonly problem: ApiProblem | null;
  readonly change: (change: Partial<RuleDraft>) => void;
}

type SpanName = 'withinMs' | 'gapMs' | 'skewMs' | 'graceMs' | 'forMs';

interface SpanProps extends Part {
  readonly name: SpanName;
  /** As the API names it. */
  readonly field: string;
  readonly label: string;
  readonly hint?: string;
}

/** A span of time of the draft. */
export function Span({ draft, problem, change, name, field, label, hint }: SpanProps) {
  return (
    <SpanField
      key={name}
      label={label}
      hint={hint}
      error={problemOf(problem, field)}
      value={draft[name]}
      onChange={(value) => {
        change({ [name]: value } satisfies Partial<RuleDraft>);
      }}
    />
  );
}
