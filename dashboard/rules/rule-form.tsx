import { useState } from 'preact/hooks';
import type { RulePreviewAnswer } from '../../shared/model/api.ts';
import { type ApiProblem, ask, isBesideFields, problemOf } from '../api/client.ts';
import { inputOf, newId, type RuleDraft } from '../data/rule-draft.ts';
import { Field } from '../parts/field.tsx';
import { Problem } from '../parts/problem.tsx';
import { ScopeFields } from '../parts/scope-fields.tsx';
import { SelectField } from '../parts/select-field.tsx';
import { useKnown } from '../parts/use-known.ts';
import { useSettings } from '../settings.tsx';
import { KindFields } from './kind-fields.tsx';
import type { Part } from './part.tsx';
import { RulePreview } from './rule-preview.tsx';
import { WhomFields } from './whom-fields.tsx';

/** Fields of the form, as the API names them: their problems stand beside them. */
const FIELDS = [
  'name',
  'kind',
  'metric',
  'subject',
  'statistic',
  'comparison',
  'threshold',
  'clearThreshold',
  'forMs',
].concat(
  ['breaches', 'missing', 'withinMs', 'longerThanMs', 'graceMs', 'severity', 'scope', 'recipients', 'repeatMs'],
  ['escalation', 'keepFiringMs'],
);

/** The draft, and what can be done with it. */
function useRuleForm(id: string | null, initial: RuleDraft) {
  const [draft, setDraft] = useState(initial);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const [busy, setBusy] = useState<'save' | 'preview' | null>(null);
  const [preview, setPreview] = useState<RulePreviewAnswer | null>(null);
  const change = (changed: Partial<RuleDraft>) => {
    setDraft((old) => ({ ...old, ...changed }));
    setPreview(null);
  };
  const save = async () => {
    setBusy('save');
    const path = `api/rules/${encodeURIComponent(id ?? newId(draft.name, Math.random))}`;
    const outcome = await ask(path, { method: 'PUT', body: inputOf(draft) });
    setBusy(null);
    setProblem(outcome.ok ? null : outcome.problem);
    if (outcome.ok) location.hash = '#/rules';
  };
  const tryOut = async () => {
    setBusy('preview');
    // One may try before one has thought of a name.
    const body = inputOf({ ...draft, name: draft.name.trim() || '-' });
    const outcome = await ask<RulePreviewAnswer>('api/rules/preview', { method: 'POST', body });
    setBusy(null);
    setProblem(outcome.ok ? null : outcome.problem);
    setPreview(outcome.ok ? outcome.data : null);
  };
  return { draft, problem, busy, preview, change, save, tryOut };
}

/** The form of a rule, with what it would have done so far. */
export function RuleForm({ id, initial }: { id: string | null; initial: RuleDraft }) {
  const { t } = useSettings();
  const known = useKnown();
  const { draft, problem, busy, preview, change, save, tryOut } = useRuleForm(id, initial);
  const part = { draft, problem, change };
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
        <legend>{t.what}</legend>
        <NameAndSeverity {...part} />
        <KindFields {...part} known={known} />
      </fieldset>
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
      </fieldset>
      <fieldset class="card">
        <legend>{t.whom}</legend>
        <WhomFields {...part} receivers={known.receivers} />
      </fieldset>
      <Problem problem={isBesideFields(problem, FIELDS) ? null : problem} />
      <div class="form-end">
        <button type="button" class="apart" disabled={busy !== null} onClick={() => void tryOut()}>
          {busy === 'preview' ? t.previewing : t.preview}
        </button>
        <a class="button" href="#/rules">
          {t.cancel}
        </a>
        <button type="submit" class="primary" disabled={busy !== null}>
          {busy === 'save' ? t.saving : t.save}
        </button>
      </div>
      <div aria-live="polite">{preview && <RulePreview preview={preview} draft={draft} />}</div>
    </form>
  );
}

function NameAndSeverity({ draft, problem, change }: Part) {
  const { t } = useSettings();
  return (
    <>
      <Field
        label={t.name}
        error={problemOf(problem, 'name')}
        value={draft.name}
        autoFocus={draft.name === ''}
        onInput={(name) => {
          change({ name });
        }}
      />
      <SelectField
        label={t.severityWord}
        value={draft.severity}
        options={[
          ['warning', t.severity.warning],
          ['critical', t.severity.critical],
        ]}
        onChange={(severity) => {
          change({ severity });
        }}
      />
    </>
  );
}
