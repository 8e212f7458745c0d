import { Field } from './field.tsx';

interface Props<T extends string> {
  readonly label: string;
  readonly hint?: string;
  readonly error?: string | null;
  readonly value: T;
  /** Values and what they are called, in groups with a heading or all in one without. */
  readonly options:
    readonly (readonly [NoInfer<T>, string])[] | ReadonlyMap<string, readonly (readonly [NoInfer<T>, string])[]>;
  readonly onChange: (value: NoInfer<T>) => void;
}

/** One of a few. */
export function SelectField<T extends string>({ label, hint, error = null, value, options, onChange }: Props<T>) {
  return (
    <Field label={label} error={error} {...(hint === undefined ? {} : { hint })}>
      {(ids) => (
        <select
          {...ids}
          value={value}
          onChange={(event) => {
            onChange(event.currentTarget.value as T);
          }}
        >
          {options instanceof Map ? (
            [...(options as ReadonlyMap<string, readonly (readonly [string, string])[]>)].map(([heading, own]) => (
              <optgroup key={heading} label={heading}>
                <Options options={own} />
              </optgroup>
            ))
          ) : (
            <Options options={options as readonly (readonly [string, string])[]} />
          )}
        </select>
      )}
    </Field>
  );
}

function Options({ options }: { options: readonly (readonly [string, string])[] }) {
  return (
    <>
      {options.map(([each, words]) => (
        <option key={each} value={each}>
          {words}
        </option>
      ))}
    </>
  );
}
