/** A connection string, or a text with one in it, fit for a screen: the password is left out, also of one that is malformed. */
export function withoutPasswords(text: string): string {
  return text.replaceAll(/(mongodb(?:\+srv)?:\/\/[^:/@\s]*):\S*@/g, '$1:…@');
}

const numbers = new Intl.NumberFormat('en');
export const count = (n: number): string => numbers.format(n);

/** `windows_1m  12,000 of 48,000 documents   25 %  8,000/s  5 s left` */
export function progressLine(name: string, done: number, total: number, elapsedMs: number): string {
  const all = Math.max(done, total);
  const perSecond = elapsedMs > 0 ? (1000 * done) / elapsedMs : 0;
  const left = perSecond > 0 && done < all ? `  ${duration((1000 * (all - done)) / perSecond)} left` : '';
  const percent = all === 0 ? 100 : Math.floor((100 * done) / all);
  return `${name.padEnd(16)}${count(done)} of ${count(all)} documents  ${percent} %  ${count(Math.round(perSecond))}/s${left}`;
}

function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}

/** Columns as wide as their widest cell; the first is text, the others are numbers. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)));
  return rows
    .map((row) =>
      row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
    )
    .join('\n');
}
