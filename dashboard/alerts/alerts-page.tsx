import type { AlertsAnswer } from '../../shared/model/api.ts';
import { usePoll } from '../api/use-poll.ts';
import { Problem } from '../parts/problem.tsx';
import { useSettings } from '../settings.tsx';
import { AlertList } from './alert-list.tsx';

const REFRESH_MS = 10_000;

export function AlertsPage() {
  const { t } = useSettings();
  const { data, dataMs, problem } = usePoll<AlertsAnswer>('alerts', () => 'api/alerts?limit=200', REFRESH_MS);
  return (
    <>
      <div class="page-head">
        <h1>{t.alerts}</h1>
      </div>
      <Problem problem={problem} dataMs={dataMs} />
      {!data && !problem && <p class="quiet">{t.loading}</p>}
      {data && <AlertList alerts={data.alerts} withServer />}
    </>
  );
}
