import { useNow } from '../api/use-now.ts';
import { ageInWords } from '../data/age.ts';
import { formatTime } from '../data/format.ts';
import { useSettings } from '../settings.tsx';

/** How long ago a moment was, kept current. */
export function Age({ atMs }: { atMs: number }) {
  const { language } = useSettings();
  const nowMs = useNow(1000);
  return (
    <time dateTime={new Date(atMs).toISOString()} title={formatTime(atMs, 'day_second', language)}>
      {ageInWords(atMs, nowMs, language)}
    </time>
  );
}
