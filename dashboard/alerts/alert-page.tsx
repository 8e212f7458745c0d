import { useEffect } from 'preact/hooks';
import type { Alert } from '../../shared/model/alerting/alert.ts';
import type { AlertAnswer } from '../../shared/model/api.ts';
import { usePoll } from '../api/use-poll.ts';
import { useNow } from '../api/use-now.ts';
import { spanInWords } from '../data/age.ts';
import { formatTime } from '../data/format.ts';
import { ruleHref, serverHref, silenceHref } from '../data/route.ts';
import { PeakDetail } from '../parts/peak-detail.tsx';
import { Problem } from '../parts/problem.tsx';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { useSettings } from '../settings.tsx';
import { AcknowledgeButton } from './acknowledge.tsx';
import { AlertChart } from './alert-chart.tsx';
import { AlertMarks } from './alert-marks.tsx';
import { AlertMessages } from './alert-messages.tsx';
import { alertValue, intervalInWords, resourceOf } from './alert-words.ts';

const REFRESH_MS = 10_000;

/** Everything that is kept of one alert. */
export function AlertPage({ id }: { id: string }) {
  const { t } = useSettings();
  const path = `api/alerts/${encodeURIComponent(id)}`;
  const { data, dataMs, problem, refresh } = usePoll<AlertAnswer>(path, () => path, REFRESH_MS);
  const name = data?.alert.ruleName;
  useEffect(() => {
    document.title = `${name ?? t.alerts} · Peakwatch`;
  }, [name, t]);
  const gone = problem?.kind === 'refused' && problem.httpStatus === 404;
  return (
    <>
      <a class="back small" href="#/alerts">
        ← {t.alerts}
      </a>
      {gone ? <p class="quiet">{t.noSuchAlert}</p> : <Problem problem={problem} dataMs={dataMs} />}
      {!data && !problem && <p class="quiet">{t.loading}</p>}
      {data && (
        <>
          <AlertHead alert={data.alert} onChanged={refresh} />
          <section aria-labelledby="around-heading">
            <h2 id="around-heading">{t.aroundPeak}</h2>
            <AlertChart alert={data.alert} windows={data.windows} />
          </section>
          <WhatRan alert={data.alert} />
          <section aria-labelledby="messages-heading">
            <h2 id="messages-heading">{t.messages}</h2>
            <AlertMessages messages={data.messages} />
          </section>
        </>
      )}
    </>
  );
}

function AlertHead({ alert, onChanged }: { alert: Alert; onChanged: () => void }) {
  const { t } = useSettings();
  const { acknowledged } = alert;
  return (
    <header class="server-head">
      <div class="page-head">
        <h1>{alert.ruleName}</h1>
        <SeverityMark alert={alert} />
        <AlertMarks alert={alert} />
      </div>
      <p>
        <a href={serverHref(alert.serverId)}>{alert.serverName}</a>
        {alert.subject && <> · {alert.subject}</>}
      </p>
      {acknowledged?.comment && <p class="quiet">“{acknowledged.comment}”</p>}
      <div class="button-row">
        {(alert.phase === 'firing' || acknowledged) && <AcknowledgeButton alert={alert} onChanged={onChanged} />}
        <a class="button" href={silenceHref(null, { serverId: alert.serverId, ruleId: alert.ruleId })}>
          {t.silenceThis}
        </a>
        <a class="button" href={serverHref(alert.serverId, '1h', alert.peak?.atMs ?? alert.startsMs)}>
          {t.atThisTime}
        </a>
        <a class="button" href={ruleHref(alert.ruleId)}>
          {t.rule}
        </a>
      </div>
      <Facts alert={alert} />
    </header>
  );
}

function Facts({ alert }: { alert: Alert }) {
  const { t, language } = useSettings();
  const nowMs = useNow(10_000);
  const value = (number: number | null) => alertValue(alert, number, t, language);
  const time = (ms: number) => formatTime(ms, 'day_second', language);
  const interval = intervalInWords(alert, t, language);
  const rows: (readonly [string, string])[] = [
    [t.valueFired, value(alert.firedValue)],
    [t.threshold, `${alert.comparison === 'above' ? '>' : '<'} ${value(alert.threshold)}`],
    [t.valueWorst, value(alert.worstValue)],
    ...(alert.phase === 'firing' ? [[t.valueLast, value(alert.lastValue)] as const] : []),
    ...(interval === null ? [] : [[t.sureInterval, interval] as const]),
    [t.began, time(alert.startsMs)],
    [t.fired, time(alert.firedMs)],
    ...(alert.resolvedMs === null ? [] : [[t.ended, time(alert.resolvedMs)] as const]),
    [t.duration, spanInWords((alert.resolvedMs ?? nowMs) - alert.startsMs, language)],
    [t.dataUntil, time(alert.newestSampleMs)],
  ];
  return (
    <dl class="facts">
      {rows.map(([label, words]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{words}</dd>
        </div>
      ))}
    </dl>
  );
}

function WhatRan({ alert }: { alert: Alert }) {
  const { t } = useSettings();
  return (
    <section aria-labelledby="ran-heading">
      <h2 id="ran-heading">{t.whatRan}</h2>
      {alert.peak ? (
        <div class="card peak-card">
          <PeakDetail resource={resourceOf(alert.metric)} peak={alert.peak} />
        </div>
      ) : (
        <p class="card quiet empty-range">{t.noPeakKept}</p>
      )}
    </section>
  );
}
