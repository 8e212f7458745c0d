type Fields = Readonly<Record<string, string | number | boolean | null>>;

/** One line of JSON, as CloudWatch's Logs Insights reads it. No secrets, no whole events. */
export function log(level: 'info' | 'error', message: string, fields: Fields = {}): void {
  const line = JSON.stringify({ level, message, ...fields });
  if (level === 'error') console.error(line);
  else console.log(line);
}

/** An error in words, with its cause, for a log line or a row. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return `${error.message}${error.message.includes(cause.slice(2, -1)) ? '' : cause}`;
}
