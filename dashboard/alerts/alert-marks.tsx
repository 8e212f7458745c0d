import type { Alert } from '../../shared/model/alerting/alert.ts';
import { formatTime } from '../data/format.ts';
import { useSettings } from '../settings.tsx';

/** What else is to be known of an alert at a glance: found later, acknowledged, why it ended when it did not recover. */
export function AlertMarks({ alert }: { alert: Alert }) {
  const { t, language } = useSettings();
  const { acknowledged, endReason } = alert;
  return (
    <>
      {alert.past && (
        <span class="mark mark-quiet" title={t.pastHelp}>
          {t.past}
        </span>
      )}
      {acknowledged && (
        <span
          class="mark mark-good"
          title={`${formatTime(acknowledged.atMs, 'day_minute', language)} ${acknowledged.comment}`}
        >
          ✓ {t.acknowledgedBy(acknowledged.by)}
        </span>
      )}
      {endReason !== null && endReason !== 'recovered' && <span class="mark mark-quiet">{t.endReason[endReason]}</span>}
    </>
  );
}
