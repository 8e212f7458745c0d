import type { StatusAnswer } from '../../shared/model/status.ts';
import { usePoll } from '../api/use-poll.ts';
import { ageInWords } from '../data/age.ts';
import { formatNumber } from '../data/format.ts';
import { Problem } from '../parts/problem.tsx';
import { useSettings } from '../settings.tsx';
import { DatabaseSection } from './database-section.tsx';
import { StagesTable } from './stages-table.tsx';

const REFRESH_MS = 10_000;

/** How Peakwatch itself is: who watches the watcher looks here. */
export function StatusPage() {
  const { t, language } = useSettings();
  const { data, dataMs, problem } = usePoll<StatusAnswer>('status page', () => 'api/status', REFRESH_MS);
  const number = (value: number) => formatNumber(value, 0, language);
  return (
    <>
      <div class="page-head">
        <h1>{t.systemStatus}</h1>
      </div>
      <Problem problem={problem} dataMs={dataMs} />
      {!data && !problem && <p class="quiet">{t.loading}</p>}
      {data && (
        <>
          <p class={data.healthy ? 'health' : 'health health-bad'} role="status">
            <b>
              <span aria-hidden="true">{data.healthy ? '✓' : '▲'}</span> {data.healthy ? t.allHealthy : t.notHealthy}
            </b>{' '}
            <span class="quiet">{t.watched(number(data.servers.enabled), number(data.servers.all))}</span>
          </p>
          <section class="alert-section" aria-labelledby="stages-heading">
            <h2 id="stages-heading">{t.stages}</h2>
            <StagesTable stages={data.stages} nowMs={data.nowMs} />
          </section>
          <Queues status={data} />
          <DatabaseSection database={data.database} />
        </>
      )}
    </>
  );
}

function Queues({ status: { queues, nowMs } }: { status: StatusAnswer }) {
  const { t, language } = useSettings();
  const { oldestRollupMs } = queues;
  return (
    <section aria-labelledby="queues-heading">
      <h2 id="queues-heading">{t.queues}</h2>
      <ul class="card queues">
        {(Object.keys(t.queue) as (keyof typeof t.queue)[]).map((name) => (
          <li key={name}>
            <b>{formatNumber(queues[name], 0, language)}</b> {t.queue[name]}
            {name === 'serversWaitingForRollup' && oldestRollupMs !== null && (
              <span class="block quiet small">{t.oldestWaiting(ageInWords(oldestRollupMs, nowMs, language))}</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
