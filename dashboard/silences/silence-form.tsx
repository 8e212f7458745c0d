import { useState } from 'preact/hooks';
import { type ApiProblem, ask, isBesideFields, problemOf } from '../api/client.ts';
import { masterNowMs } from '../api/clock.ts';
import { type SilenceDraft, silenceInputOf } from '../data/silence-draft.ts';
import { Field } from '../parts/field.tsx';
import { Problem } from '../parts/problem.tsx';
import { ScopeFields } from '../parts/scope-fields.tsx';
import { Ticks } from '../parts/ticks.tsx';
import { useAuthor } from '../parts/use-author.ts';
import { useKnown } from '../parts/use-known.ts';
import { useSettings } from '../settings.tsx';
import { WhenFields } from './when-fields.tsx';

/** Fields of the form, as the API names them: their problems stand beside them. */
const FIELDS = ['author', 'comment', 'scope', 'ruleIds', 'when'];

/** The draft, and what can be done with it. A new one gets the name that this browser remembers. */
function useSilenceForm(id: string | null, initial: SilenceDraft) {
  const [remembered, setRemembered, keep] = useAuthor();
  const [draft, setDraft] = useState(initial);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const [busy, setBusy] = useState(false);
  const author = id === null ? remembered : draft.author;
  const change = (changed: Partial<SilenceDraft>) => {
    setDraft((old) => ({ ...old, ...changed }));
  };
  const setAuthor = (name: string) => {
    if (id === null) setRemembered(name);
    else change({ author: name });
  };
  const save = async () => {
    setBusy(true);
    const body = silenceInputOf({ ...draft, author }, masterNowMs());
    const outcome =
      id === null
        ? await ask('api/silences', { method: 'POST', body })
        : await ask(`api/silences/${encodeURIComponent(id)}`, { method: 'PUT', body });
    setBusy(false);
    setProblem(outcome.ok ? null : outcome.problem);
    if (!outcome.ok) return;
    if (id === null) keep();
    location.hash = '#/silences';
  };
  return { draft, author, problem, busy, change, setAuthor, save };
}

export function SilenceForm({ id, initial }: { id: string | null; initial: SilenceDraft }) {
  const { t } = useSettings();
  const known = useKnown();
  const { draft, author, problem, busy, change, setAuthor, save } = useSilenceForm(id, initial);
  return (
    <form
      class="wide-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <fieldset class="card">
        <legend>{t.whenWord}</legend>
        <WhenFields draft={draft} problem={problem} change={change} />
      </fieldset>
      <About draft={draft} problem={problem} change={change} known={known} />
      <fieldset class="card">
        <legend>{t.why}</legend>
        <Field
          label={t.comment}
          error={problemOf(problem, 'comment')}
          value={draft.comment}
          onInput={(comment) => {
            change({ comment });
          }}
        />
        <Field label={t.yourName} error={problemOf(problem, 'author')} value={author} onInput={setAuthor} />
      </fieldset>
      <Problem problem={isBesideFields(problem, FIELDS) ? null : problem} />
      <div class="form-end">
        <a class="button" href="#/silences">
          {t.cancel}
        </a>
        <button type="submit" class="primary" disabled={busy}>
          {busy ? t.saving : t.save}
        </button>
      </div>
    </form>
  );
}

interface AboutProps {
  readonly draft: SilenceDraft;
  readonly problem: ApiProblem | null;
  readonly change: (changed: Partial<SilenceDraft>) => void;
  readonly known: ReturnType<typeof useKnown>;
}

/** Which servers, and which rules. */
function About({ draft, problem, change, known }: AboutProps) {
  const { t } = useSettings();
  return (
    <fieldset class="card">
      <legend>{t.where}</legend>
      <ScopeFields
        value={draft.scope}
        known={known}
        problem={problem}
        onChange={(scope) => {
          change({ scope });
        }}
      />
      <Ticks
        label={t.onlyRules}
        hint={t.onlyRulesHint}
        error={problemOf(problem, 'ruleIds')}
        choices={known.rules}
        value={draft.ruleIds}
        onChange={(ruleIds) => {
          change({ ruleIds });
        }}
      />
    </fieldset>
  );
}
