interface Props<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly (readonly [NoInfer<T>, string])[];
  readonly onChange: (value: NoInfer<T>) => void;
}

/** One of very few, all of them in sight. */
export function Segments<T extends string>({ label, value, options, onChange }: Props<T>) {
  return (
    <div class="segments" role="group" aria-label={label}>
      {options.map(([each, words]) => (
        <button
          key={each}
          type="button"
          aria-pressed={each === value}
          onClick={() => {
            onChange(each);
          }}
        >
          {words}
        </button>
      ))}
    </div>
  );
}
