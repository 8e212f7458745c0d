import { useState } from 'preact/hooks';
import type { Scope } from '../../shared/model/alerting/scope.ts';
import { type ApiProblem, problemOf } from '../api/client.ts';
import { useSettings } from '../settings.tsx';
import { ListField } from './list-field.tsx';
import { SelectField } from './select-field.tsx';
import type { Known } from './use-known.ts';

interface Props {
  readonly value: Scope;
  readonly known: Pick<Known, 'servers' | 'tags'>;
  readonly problem: ApiProblem | null;
  readonly onChange: (scope: Scope) => void;
}

/** Which servers: all, those with a tag, or named ones. */
export function ScopeFields({ value, known, problem, onChange }: Props) {
  const { t } = useSettings();
  const kinds = ['all', 'tags', 'servers'] as const;
  const empty: Record<Scope['kind'], Scope> = {
    all: { kind: 'all' },
    tags: { kind: 'tags', tags: [] },
    servers: { kind: 'servers', serverIds: [] },
  };
  return (
    <>
      <SelectField
        label={t.scope}
        value={value.kind}
        options={kinds.map((kind) => [kind, t.scopeIs[kind]])}
        error={value.kind === 'all' ? problemOf(problem, 'scope') : null}
        onChange={(kind) => {
          onChange(empty[kind]);
        }}
      />
      {value.kind === 'tags' && (
        <ListField
          label={t.tags}
          error={problemOf(problem, 'scope.tags')}
          value={value.tags}
          suggestions={known.tags}
          onChange={(tags) => {
            onChange({ kind: 'tags', tags: [...tags] });
          }}
        />
      )}
      {value.kind === 'servers' && (
        <Ticks
          label={t.servers}
          error={problemOf(problem, 'scope.serverIds')}
          choices={known.servers}
          value={value.serverIds}
          onChange={(serverIds) => {
            onChange({ kind: 'servers', serverIds });
          }}
        />
      )}
    </>
  );
}

interface TicksProps {
  readonly label: string;
  readonly hint?: string;
  readonly error: string | null;
  readonly choices: readonly { readonly id: string; readonly name: string }[];
  readonly value: readonly string[];
  readonly onChange: (ids: string[]) => void;
}

/** More than this are searched and not only read. */
const SEARCHED_FROM = 9;

/** Any of many, each with a box to tick; those that are gone stay ticked under their id. */
export function Ticks({ label, hint, error, choices, value, onChange }: TicksProps) {
  const { t } = useSettings();
  const [search, setSearch] = useState('');
  const gone = value.filter((id) => !choices.some((each) => each.id === id)).map((id) => ({ id, name: id }));
  const shown = [...choices, ...gone].filter(({ name }) => name.toLowerCase().includes(search.toLowerCase().trim()));
  return (
    <fieldset class={error === null ? 'field ticks' : 'field field-wrong ticks'}>
      <legend>{label}</legend>
      {choices.length >= SEARCHED_FROM && (
        <input
          type="search"
          value={search}
          placeholder={t.search}
          aria-label={t.search}
          onInput={(event) => {
            setSearch(event.currentTarget.value);
          }}
        />
      )}
      <div class="ticks-list">
        {shown.map(({ id, name }) => (
          <label key={id}>
            <input
              type="checkbox"
              checked={value.includes(id)}
              onChange={(event) => {
                onChange(event.currentTarget.checked ? [...value, id] : value.filter((each) => each !== id));
              }}
            />
            {name}
          </label>
        ))}
      </div>
      {hint !== undefined && <span class="quiet small">{hint}</span>}
      {error !== null && (
        <span class="field-error" role="alert">
          {error}
        </span>
      )}
    </fieldset>
  );
}
