import type { Alert } from '../../shared/model/alert.ts';
import { useSettings } from '../settings.tsx';
import { AlertItem } from './alert-item.tsx';

/** Alerts, those that fire first, else newest first as the API gives them. */
export function AlertList({ alerts, withServer }: { alerts: readonly Alert[]; withServer: boolean }) {
  const { t } = useSettings();
  if (alerts.length === 0) return <p class="card quiet empty-range">{t.noAlerts}</p>;
  const inOrder = [
    ...alerts.filter((alert) => alert.phase === 'firing'),
    ...alerts.filter((alert) => alert.phase === 'resolved'),
  ];
  return (
    <ul class="card alerts">
      {inOrder.map((alert) => (
        <AlertItem key={alert.id} alert={alert} withServer={withServer} />
      ))}
    </ul>
  );
}
