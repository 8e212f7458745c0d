import { useState } from 'preact/hooks';
import { baseOf, fittingUnit, spanUnits, type WrittenUnit, writtenIn } from '../data/quantity.ts';
import { useSettings } from '../settings.tsx';
import { Field } from './field.tsx';

interface Props {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error: string | null;
  /** In the base unit, as it is at first; null is empty. A new `key` starts anew. */
  readonly value: number | null;
  readonly units: readonly WrittenUnit[];
  /** An empty field begins in the unit of this value. */
  readonly like?: number | null;
  readonly onChange: (value: number | null) => void;
}

/** A number in a unit that people use; the value goes out in the base unit. */
export function QuantityField({ label, hint, error, value, units, like = null, onChange }: Props) {
  const { t } = useSettings();
  const [at, setAt] = useState(() => fittingUnit(value ?? like, units));
  const unit = units[at] ?? units[0];
  const [text, setText] = useState(() => (unit ? writtenIn(value, unit) : ''));
  if (!unit) return null;
  return (
    <Field label={label} error={error} {...(hint === undefined ? {} : { hint })}>
      {(ids) => (
        <span class="with-unit">
          <input
            {...ids}
            type="text"
            inputMode="decimal"
            autocomplete="off"
            value={text}
            onInput={(event) => {
              setText(event.currentTarget.value);
              onChange(baseOf(event.currentTarget.value, unit));
            }}
          />
          {units.length === 1 && unit.word !== '' && <span class="quiet">{unit.word}</span>}
          {units.length > 1 && (
            <select
              aria-label={`${label}: ${t.unitWord}`}
              value={String(at)}
              onChange={(event) => {
                const chosen = Number(event.currentTarget.value);
                setAt(chosen);
                const into = units[chosen];
                if (into) onChange(baseOf(text, into));
              }}
            >
              {units.map(({ word }, i) => (
                <option key={word} value={String(i)}>
                  {word}
                </option>
              ))}
            </select>
          )}
        </span>
      )}
    </Field>
  );
}

/** A span of time; the value is in milliseconds. */
export function SpanField(props: Omit<Props, 'units'>) {
  const { t } = useSettings();
  return <QuantityField {...props} units={spanUnits(t.spanUnit)} />;
}
