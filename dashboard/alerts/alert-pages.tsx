import { useEffect, useState } from 'preact/hooks';
import type { Alert } from '../../shared/model/alerting/alert.ts';
import type { AlertsAnswer } from '../../shared/model/api.ts';
import { type ApiProblem, ask } from '../api/client.ts';
import { masterNowMs } from '../api/clock.ts';
import { usePoll } from '../api/use-poll.ts';
import { type AlertFilter, alertsQuery } from '../data/alert-filter.ts';
import { Problem } from '../parts/problem.tsx';
import { useSettings } from '../settings.tsx';
import { AlertList } from './alert-list.tsx';

const REFRESH_MS = 10_000;
const PAGE_LENGTH = 50;

interface Props {
  readonly filter: AlertFilter;
  readonly phase: 'firing' | 'resolved';
  readonly empty: string;
}

interface Older {
  /** Of which list these are the later pages. */
  readonly key: string;
  readonly alerts: readonly Alert[];
  readonly next: string | null;
  readonly problem: ApiProblem | null;
}

/** The alerts of one phase: the newest are kept current, older ones come page by page. */
export function AlertPages({ filter, phase, empty }: Props) {
  const { t } = useSettings();
  const key = JSON.stringify([phase, filter]);
  const query = (nowMs: number) => `api/alerts?${alertsQuery(filter, phase, nowMs, PAGE_LENGTH)}`;
  const { data, dataMs, problem, refresh } = usePoll<AlertsAnswer>(key, query, REFRESH_MS);
  const [held, setHeld] = useState<Older | null>(null);
  const [busy, setBusy] = useState(false);
  const older = held?.key === key ? held : null;
  const next = older ? older.next : (data?.next ?? null);
  useEffect(() => {
    setHeld(null);
  }, [key]);

  const askOlder = async () => {
    if (next === null) return;
    setBusy(true);
    const page = `${query(masterNowMs())}&before=${encodeURIComponent(next)}`;
    const outcome = await ask<AlertsAnswer>(page);
    setBusy(false);
    const before = older?.alerts ?? data?.alerts ?? [];
    setHeld(
      outcome.ok
        ? { key, alerts: [...before, ...outcome.data.alerts], next: outcome.data.next, problem: null }
        : { key, alerts: before, next, problem: outcome.problem },
    );
  };

  if (!data) return problem ? <Problem problem={problem} /> : <p class="quiet">{t.loading}</p>;
  return (
    <>
      <Problem problem={problem} dataMs={dataMs} />
      <AlertList alerts={merged(data.alerts, older?.alerts ?? [])} withServer empty={empty} onChanged={refresh} />
      <Problem problem={older?.problem ?? null} />
      {next !== null && (
        <p class="older">
          <button type="button" disabled={busy} onClick={() => void askOlder()}>
            {t.older}
          </button>
        </p>
      )}
    </>
  );
}

/** The newest page as it is now, then what older pages add to it. */
function merged(newest: readonly Alert[], older: readonly Alert[]): Alert[] {
  const ids = new Set(newest.map(({ id }) => id));
  return [...newest, ...older.filter(({ id }) => !ids.has(id))];
}
