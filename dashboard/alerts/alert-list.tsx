import type { Alert } from '../../shared/model/alerting/alert.ts';
import { useSettings } from '../settings.tsx';
import { AlertItem } from './alert-item.tsx';

interface Props {
  readonly alerts: readonly Alert[];
  readonly withServer: boolean;
  /** What stands there when there is none. */
  readonly empty?: string;
  readonly onChanged: () => void;
}

/** Alerts, those that fire first, else newest first as the API gives them. */
export function AlertList({ alerts, withServer, empty, onChanged }: Props) {
  const { t } = useSettings();
  if (alerts.length === 0) return <p class="card quiet empty-range">{empty ?? t.noAlerts}</p>;
  const inOrder = [
    ...alerts.filter((alert) => alert.phase === 'firing'),
    ...alerts.filter((alert) => alert.phase === 'resolved'),
  ];
  return (
    <ul class="card alerts">
      {inOrder.map((alert) => (
        <AlertItem key={alert.id} alert={alert} withServer={withServer} onChanged={onChanged} />
      ))}
    </ul>
  );
}
