import type { FitsAnswer } from '../../shared/model/fleet-capacity.ts';
import { usePoll } from '../api/use-poll.ts';
import { Problem } from '../parts/problem.tsx';
import { useSettings } from '../settings.tsx';
import { CostHistory } from './cost-history.tsx';
import { Findings } from './findings.tsx';
import { Headroom } from './headroom.tsx';

const REFRESH_MS = 600_000;
const DAYS = 90;

/**
 * What is worked out of the server once a day: how many more crawlers fit, its costs over time, what changed, what grows.
 * The headroom is asked for when the fit that it rests on is there.
 */
export function FitsSection({ path }: { path: string }) {
  const { t } = useSettings();
  const { data, dataMs, problem } = usePoll<FitsAnswer>(`${path}/fits`, () => `${path}/fits?limit=${DAYS}`, REFRESH_MS);
  const last = data?.last ?? null;
  return (
    <>
      <section aria-labelledby="headroom-heading">
        <h2 id="headroom-heading">{t.headroom}</h2>
        <Problem problem={problem} dataMs={dataMs} />
        {!data && !problem && <p class="quiet">{t.loading}</p>}
        {data && !last && <p class="card quiet empty-range">{t.headroomNotYet}</p>}
        {last && <Headroom path={path} fitMs={last.madeMs} />}
      </section>
      {data && last && (
        <section aria-labelledby="drift-heading">
          <h2 id="drift-heading">{t.costHistory}</h2>
          <CostHistory
            history={data.history}
            changes={last.fit.changes}
            csv={`${path}/fits?limit=${DAYS}&format=csv`}
          />
          <Findings leaks={last.fit.leaks} changes={last.fit.changes} />
        </section>
      )}
    </>
  );
}
