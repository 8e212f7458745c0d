import type { FitsAnswer } from '../../shared/model/fleet-capacity.ts';
import { usePoll } from '../api/use-poll.ts';
import { Problem } from '../parts/problem.tsx';
import { useSettings } from '../settings.tsx';
import { CostHistory } from './cost-history.tsx';
import { Findings } from './findings.tsx';

const REFRESH_MS = 600_000;
const DAYS = 90;

/** What was worked out of the server day by day: its costs over time, what changed, what grows. */
export function FitsSection({ path }: { path: string }) {
  const { t } = useSettings();
  const { data, dataMs, problem } = usePoll<FitsAnswer>(`${path}/fits`, () => `${path}/fits?limit=${DAYS}`, REFRESH_MS);
  if (!problem && (!data || (data.history.length === 0 && !data.last))) return null;
  const changes = data?.last?.fit.changes ?? [];
  return (
    <section aria-labelledby="drift-heading">
      <h2 id="drift-heading">{t.costHistory}</h2>
      <Problem problem={problem} dataMs={dataMs} />
      {data && <CostHistory history={data.history} changes={changes} csv={`${path}/fits?limit=${DAYS}&format=csv`} />}
      {data?.last && <Findings leaks={data.last.fit.leaks} changes={changes} />}
    </section>
  );
}
