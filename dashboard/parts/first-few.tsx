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

/** A long list by its first few, and a button for all of it. */
export function FirstFew<T>({ items, few, children }: Props<T>) {
  const { t, language } = useSettings();
  const [all, setAll] = useState(false);
  // One more is not worth a button.
  const folded = !all && items.length > few + 1;
  return (
    <>
      {children(folded ? items.slice(0, few) : items)}
      {folded && (
        <button
          type="button"
          class="plain link-words small"
          onClick={() => {
            setAll(true);
          }}
        >
          {t.showAll(formatNumber(items.length, 0, language))}
        </button>
      )}
    </>
  );
}
