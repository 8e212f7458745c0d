import { useState } from 'preact/hooks';

const KEY = 'peakwatch.author';

/** The name of who uses this browser, as it was last typed. `keep` remembers it; storage may be forbidden. */
export function useAuthor(): [string, (name: string) => void, keep: () => void] {
  const [name, setName] = useState(() => {
    try {
      return localStorage.getItem(KEY) ?? '';
    } catch {
      return '';
    }
  });
  const keep = () => {
    try {
      localStorage.setItem(KEY, name.trim());
    } catch {
      // Typed again next time.
    }
  };
  return [name, setName, keep];
}
