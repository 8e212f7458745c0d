import type { ApiProblem } from '../api/client.ts';
import { formatTime } from '../data/format.ts';
import { useSettings } from '../settings.tsx';

/** A failed request in words. With `dataMs` it says from when the numbers still shown are. */
export function Problem({ problem, dataMs = null }: { problem: ApiProblem | null; dataMs?: number | null }) {
  const { t, language } = useSettings();
  if (!problem) return null;
  return (
    <p class="problem" role="alert">
      <strong>{problem.kind === 'unreachable' ? t.cannotReach : t.refused}</strong>{' '}
      {problem.kind === 'refused' && (problem.message || t.withoutWords(problem.httpStatus))}{' '}
      {dataMs !== null && t.numbersFrom(formatTime(dataMs, 'second', language))}
    </p>
  );
}
