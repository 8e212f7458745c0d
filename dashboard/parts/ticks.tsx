import { useState } from 'preact/hooks';
import { useSettings } from '../settings.tsx';

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
          placeholder={t.searchList}
          aria-label={`${label}: ${t.searchList}`}
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
