import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { formatNumber } from '../data/format.ts';
import { useSettings } from '../settings.tsx';

interface Props<T> {
  readonly items: readonly T[];
  readonly few: number;
  /** Draws the list of those that are shown. */
  readonly children: (shown: readonly T[]) => ComponentChildren;
}

/** A long list by its first few, and a button for all of it. The button stays, and so does the focus. */
export function FirstFew<T>({ items, few, children }: Props<T>) {
  const { t, language } = useSettings();
  const [all, setAll] = useState(false);
  // One more is not worth a button.
  const long = items.length > few + 1;
  return (
    <>
      {children(long && !all ? items.slice(0, few) : items)}
      {long && (
        <button
          type="button"
          class="plain link-words small"
          aria-expanded={all}
          onClick={() => {
            setAll(!all);
          }}
        >
          {all ? t.showFewer : t.showAll(formatNumber(items.length, 0, language))}
        </button>
      )}
    </>
  );
}
