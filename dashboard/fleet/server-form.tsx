import { useState } from 'preact/hooks';
import type { Server, ServerInput } from '../../shared/model/server.ts';
import { type ApiProblem, isBesideFields, problemOf } from '../api/client.ts';
import { Field } from '../parts/field.tsx';
import { Problem } from '../parts/problem.tsx';
import { PriceFields } from './price-fields.tsx';
import { useSettings } from '../settings.tsx';

/** What the form sends; `enabled` is switched in the list. */
export type Draft = Omit<ServerInput, 'enabled'>;

const CADENCES = ['1 minute', '2 minutes', '5 minutes', '10 minutes', '30 minutes', '1 hour'].map((s) => `rate(${s})`);
const FIELDS = [
  'name',
  'address',
  'description',
  'tags',
  'cadence',
  'monthlyPrice.amount',
  'monthlyPrice.currency',
  'renewsOn',
];

interface Props {
  readonly server: Server | null;
  readonly busy: boolean;
  readonly problem: ApiProblem | null;
  readonly onSave: (draft: Draft) => void;
  readonly onCancel: () => void;
}

/** The API alone decides what is valid; its words stand beside the fields. */
export function ServerForm({ server, busy, problem, onSave, onCancel }: Props) {
  const { t } = useSettings();
  const [draft, setDraft] = useState<Draft>(() => draftOf(server));
  const [tags, setTags] = useState(draft.tags.join(', '));
  const change = (field: 'name' | 'address' | 'description' | 'cadence') => (value: string) => {
    setDraft((old) => ({ ...old, [field]: value }));
  };
  return (
    <form
      class="server-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSave({ ...draft, tags: tags.split(/[,，\s]+/).filter((tag) => tag !== '') });
      }}
    >
      <Field label={t.name} error={problemOf(problem, 'name')} value={draft.name} onInput={change('name')} autoFocus />
      <Field
        label={t.address}
        hint={t.addressHint}
        error={problemOf(problem, 'address')}
        value={draft.address}
        onInput={change('address')}
        placeholder="10.0.0.12:9464"
      />
      <Field
        label={t.description}
        error={problemOf(problem, 'description')}
        value={draft.description}
        onInput={change('description')}
      />
      <Field label={t.tags} hint={t.tagsHint} error={problemOf(problem, 'tags')} value={tags} onInput={setTags} />
      <CadenceField value={draft.cadence} error={problemOf(problem, 'cadence')} onChange={change('cadence')} />
      <PriceFields
        value={draft}
        problem={problem}
        onChange={(price) => {
          setDraft((old) => ({ ...old, ...price }));
        }}
      />
      <Problem problem={isBesideFields(problem, FIELDS) ? null : problem} />
      <div class="dialog-buttons">
        <button type="button" onClick={onCancel}>
          {t.cancel}
        </button>
        <button type="submit" class="primary" disabled={busy}>
          {busy ? t.trying : t.save}
        </button>
      </div>
    </form>
  );
}

/** The usual cadences, and the one that the server has. */
function CadenceField(props: { value: string; error: string | null; onChange: (value: string) => void }) {
  const { t } = useSettings();
  return (
    <Field label={t.cadence} hint={t.cadenceHint} error={props.error}>
      {(ids) => (
        <select
          {...ids}
          value={props.value}
          onChange={(event) => {
            props.onChange(event.currentTarget.value);
          }}
        >
          {[...new Set([...CADENCES, props.value])].map((cadence) => (
            <option key={cadence} value={cadence}>
              {t.every(cadence)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function draftOf(server: Server | null): Draft {
  return {
    name: server?.name ?? '',
    address: server?.address ?? '',
    description: server?.description ?? '',
    tags: server?.tags ?? [],
    cadence: server?.cadence ?? 'rate(1 minute)',
    monthlyPrice: server?.monthlyPrice ?? null,
    renewsOn: server?.renewsOn ?? null,
    pinned: server?.pinned ?? false,
  };
}
