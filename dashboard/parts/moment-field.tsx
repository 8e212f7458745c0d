import { localInputOf, msOfLocalInput } from '../data/local-input.ts';
import { Field } from './field.tsx';

interface MomentProps {
  readonly label: string;
  readonly hint?: string;
  readonly error: string | null;
  readonly value: number | null;
  readonly onChange: (ms: number | null) => void;
}

/** A day and a time in the reader's time zone. */
export function Moment({ label, hint, error, value, onChange }: MomentProps) {
  return (
    <Field label={label} error={error} {...(hint === undefined ? {} : { hint })}>
      {(ids) => (
        <input
          {...ids}
          type="datetime-local"
          value={localInputOf(value)}
          onChange={(event) => {
            onChange(msOfLocalInput(event.currentTarget.value));
          }}
        />
      )}
    </Field>
  );
}
