import type { Alert } from '../../shared/model/alert.ts';
import { type MetricDefinition, type MetricName, metrics, type PeakResource } from '../../shared/model/metrics.ts';
import { spanInWords } from '../data/age.ts';
import { formatAlertValue, formatTime } from '../data/format.ts';
import { serverHref } from '../data/route.ts';
import { Age } from '../parts/age.tsx';
import { PeakDetail } from '../parts/peak-detail.tsx';
import { useSettings } from '../settings.tsx';

/** One alert in a line: what, where, since when, how bad; opened, it shows what ran at the peak that made it fire. */
export function AlertItem({ alert, withServer }: { alert: Alert; withServer: boolean }) {
  const { t, language } = useSettings();
  const value = (number: number) => formatAlertValue(alert.metric, number, language);
  return (
    <li class={`alert alert-${alert.phase}`}>
      <span class={`phase phase-${alert.phase} severity-${alert.severity}`}>
        <span aria-hidden="true">{alert.phase === 'firing' ? '▲' : '✓'}</span> {t.phase[alert.phase]}
        {alert.phase === 'firing' && <span class="small"> · {t.severity[alert.severity]}</span>}
      </span>
      <span class="alert-what">
        <b>{alert.ruleName}</b>
        {alert.subject && <> · {alert.subject}</>}
        {withServer && (
          <>
            {' · '}
            <a href={serverHref(alert.serverId)}>{alert.serverName}</a>
          </>
        )}
        <span class="block quiet small">{t.alertValues(value(alert.worstValue), value(alert.threshold))}</span>
      </span>
      <span class="alert-when small">
        {formatTime(alert.startsMs, 'day_second', language)}
        <span class="block quiet">
          {alert.resolvedMs === null ? (
            <Age atMs={alert.startsMs} />
          ) : (
            t.lasted(spanInWords(alert.resolvedMs - alert.startsMs, language))
          )}
        </span>
      </span>
      {alert.peak && (
        <details>
          <summary>{t.whatRan}</summary>
          <PeakDetail resource={resourceOf(alert.metric)} peak={alert.peak} />
        </details>
      )}
    </li>
  );
}

/** The resource whose peak an alert of this metric carries, as the catalogue says. */
function resourceOf(metric: string): PeakResource {
  if (!Object.hasOwn(metrics, metric)) return 'cpu';
  const definition: MetricDefinition = metrics[metric as MetricName];
  return definition.drivenBy ?? 'cpu';
}
