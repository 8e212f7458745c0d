import { useState } from 'preact/hooks';
import { Field } from './field.tsx';

interface Props {
  readonly label: string;
  readonly hint?: string;
  readonly error: string | null;
  readonly value: readonly string[];
  /** What can be added and taken away with a click. */
  readonly suggestions: readonly string[];
  readonly onChange: (value: readonly string[]) => void;
}

/** Several short texts with commas between them. */
export function ListField({ label, hint, error, value, suggestions, onChange }: Props) {
  const [text, setText] = useState(value.join(', '));
  const set = (items: readonly string[]) => {
    setText(items.join(', '));
    onChange(items);
  };
  return (
    <Field label={label} error={error} {...(hint === undefined ? {} : { hint })}>
      {(ids) => (
        <>
          <input
            {...ids}
            type="text"
            autocomplete="off"
            spellcheck={false}
            value={text}
            onInput={(event) => {
              setText(event.currentTarget.value);
              onChange(itemsOf(event.currentTarget.value));
            }}
          />
          {suggestions.length > 0 && (
            <span class="chips suggestions">
              {suggestions.map((each) => (
                <button
                  key={each}
                  type="button"
                  class="chip"
                  aria-pressed={value.includes(each)}
                  onClick={() => {
                    set(value.includes(each) ? value.filter((item) => item !== each) : [...value, each]);
                  }}
                >
                  {each}
                </button>
              ))}
            </span>
          )}
        </>
      )}
    </Field>
  );
}

/** Commas, those of Chinese too, semicolons and white space stand between items. */
function itemsOf(text: string): string[] {
  return [...new Set(text.split(/[,，;；、\s]+/).filter((item) => item !== ''))];
}
