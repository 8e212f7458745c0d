import { useState } from 'preact/hooks';
import type { ReceiverView } from '../../shared/model/alerting/receiver.ts';
import { type ApiProblem, ask, isBesideFields, problemOf } from '../api/client.ts';
import { fieldsOf, type ReceiverDraft, receiverInputOf, receiverKinds } from '../data/receiver-draft.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Field } from '../parts/field.tsx';
import { Problem } from '../parts/problem.tsx';
import { SelectField } from '../parts/select-field.tsx';
import { useSettings } from '../settings.tsx';

const FIELDS = ['id', 'name', 'language', 'url', 'secret', 'botToken', 'chatId'];

interface Props {
  /** The one that is set up anew; null adds one. */
  readonly receiver: ReceiverView | null;
  /** Ids in use. */
  readonly taken: readonly string[];
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

/** Sets up a chat or webhook. What is secret is written anew each time: the API never gives it back. */
export function ReceiverDialog({ receiver, taken, onClose, onSaved }: Props) {
  const { t, language } = useSettings();
  const [draft, setDraft] = useState<ReceiverDraft>(() => ({
    id: receiver?.id ?? '',
    kind: receiverKinds.find((kind) => kind === receiver?.kind) ?? 'webhook',
    name: receiver?.name ?? '',
    language: receiver?.language ?? language,
    values: {},
  }));
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const [busy, setBusy] = useState(false);
  const change = (changed: Partial<ReceiverDraft>) => {
    setDraft((old) => ({ ...old, ...changed }));
  };
  const clash = receiver === null && taken.includes(draft.id);
  const save = async () => {
    setBusy(true);
    const path = `api/receivers/${encodeURIComponent(draft.id.trim() || '-')}`;
    const outcome = await ask(path, { method: 'PUT', body: receiverInputOf(draft) });
    setBusy(false);
    setProblem(outcome.ok ? null : outcome.problem);
    if (outcome.ok) onSaved();
  };
  return (
    <Dialog title={receiver ? t.replaceReceiver(receiver.id) : t.addReceiver} onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!clash) void save();
        }}
      >
        {receiver && <p class="quiet small">{t.replaceHint}</p>}
        <Named
          draft={draft}
          withId={receiver === null}
          idError={clash ? t.receiverIdTaken : problemOf(problem, 'id')}
          problem={problem}
          change={change}
        />
        <Secrets draft={draft} problem={problem} change={change} />
        <Problem problem={isBesideFields(problem, FIELDS) ? null : problem} />
        <div class="dialog-buttons">
          <button type="button" onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" class="primary" disabled={busy}>
            {busy ? t.saving : t.save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface Part {
  readonly draft: ReceiverDraft;
  readonly problem: ApiProblem | null;
  readonly change: (changed: Partial<ReceiverDraft>) => void;
}

function Named({ draft, withId, idError, problem, change }: Part & { withId: boolean; idError: string | null }) {
  const { t } = useSettings();
  return (
    <>
      <SelectField
        label={t.kind}
        value={draft.kind}
        options={receiverKinds.map((kind) => [kind, t.receiverKind[kind]])}
        onChange={(kind) => {
          change({ kind });
        }}
      />
      {withId && (
        <Field
          label={t.receiverId}
          hint={t.receiverIdHint}
          error={idError}
          value={draft.id}
          onInput={(id) => {
            change({ id });
          }}
        />
      )}
      <Field
        label={t.name}
        error={problemOf(problem, 'name')}
        value={draft.name}
        onInput={(name) => {
          change({ name });
        }}
      />
      <SelectField
        label={t.messageLanguage}
        value={draft.language}
        options={[
          ['en', 'English'],
          ['zh', '中文'],
        ]}
        onChange={(chosen) => {
          change({ language: chosen });
        }}
      />
    </>
  );
}

/** What this kind of receiver has to be told. */
function Secrets({ draft, problem, change }: Part) {
  const { t } = useSettings();
  return (
    <>
      {fieldsOf(draft.kind).map(({ name, optional }) => (
        <Field
          key={name}
          label={t.receiverField[name]}
          error={problemOf(problem, name)}
          value={draft.values[name] ?? ''}
          {...(optional ? { hint: t.secretOptional } : {})}
          onInput={(value) => {
            change({ values: { ...draft.values, [name]: value } });
          }}
        />
      ))}
    </>
  );
}
