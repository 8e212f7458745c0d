import type { Alert } from '../../shared/model/alerting/alert.ts';
import { spanInWords } from '../data/age.ts';
import { formatTime } from '../data/format.ts';
import { alertHref, serverHref } from '../data/route.ts';
import { Age } from '../parts/age.tsx';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { useSettings } from '../settings.tsx';
import { AcknowledgeButton } from './acknowledge.tsx';
import { AlertMarks } from './alert-marks.tsx';
import { alertValue } from './alert-words.ts';

interface Props {
  readonly alert: Alert;
  readonly withServer: boolean;
  readonly onChanged: () => void;
}

/** One alert in a line: how bad, what, where, the value against its threshold, since when, for how long. */
export function AlertItem({ alert, withServer, onChanged }: Props) {
  const { t, language } = useSettings();
  const value = (number: number | null) => alertValue(alert, number, t, language);
  const shown = alert.phase === 'firing' ? alert.lastValue : alert.firedValue;
  return (
    <li class="alert">
      <SeverityMark alert={alert} />
      <span class="alert-what">
        <a class="alert-name" href={alertHref(alert.id)}>
          {alert.ruleName}
        </a>
        <AlertMarks alert={alert} />
        <span class="block small">
          {withServer && <a href={serverHref(alert.serverId)}>{alert.serverName}</a>}
          {withServer && alert.subject && ' · '}
          {alert.subject}
        </span>
      </span>
      <span class="alert-value">
        {t.against[alert.comparison](value(shown), value(alert.threshold))}
        <span class="block quiet small">{t.worstOf(value(alert.worstValue))}</span>
      </span>
      <span class="alert-when small">
        {formatTime(alert.startsMs, 'day_minute', language)}
        <span class="block quiet">
          {alert.resolvedMs === null ? (
            <Age atMs={alert.startsMs} />
          ) : (
            t.lasted(spanInWords(alert.resolvedMs - alert.startsMs, language))
          )}
        </span>
      </span>
      <span class="alert-act">
        {alert.phase === 'firing' && <AcknowledgeButton alert={alert} onChanged={onChanged} />}
      </span>
    </li>
  );
}
