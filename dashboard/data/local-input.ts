/** What `<input type="datetime-local">` shows of a moment, `2026-11-22T09:30`, in the reader's time zone; empty for none. */
export function localInputOf(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms)) return '';
  const date = new Date(ms);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The moment that such an input holds, epoch ms; null when it is empty or no moment. */
export function msOfLocalInput(text: string): number | null {
  const ms = text === '' ? NaN : new Date(text).getTime();
  return Number.isFinite(ms) ? ms : null;
}
