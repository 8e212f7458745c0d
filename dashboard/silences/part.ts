import type { ApiProblem } from '../api/client.ts';
import type { SilenceDraft } from '../data/silence-draft.ts';

/** What part of the form gets and gives. */
export interface WhenProps {
  readonly draft: SilenceDraft;
  readonly problem: ApiProblem | null;
  readonly change: (changed: Partial<SilenceDraft>) => void;
}
