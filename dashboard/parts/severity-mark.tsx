import type { Alert } from '../../shared/model/alerting/alert.ts';
import { useSettings } from '../settings.tsx';

const SHAPES: Record<Alert['severity'], string> = {
  critical: 'M6 .5 12 11.5H0Z',
  warning: 'M6 0 12 6 6 12 0 6Z',
};
const OVER = 'M1 6.4 2.6 4.8 4.8 7 9.6 1.8 11.2 3.3 4.9 10.2Z';

/** How bad and whether still so, as words, shape and colour: none of them carries it alone. `quiet` is of a rule, which does not fire itself. */
export function SeverityMark({ alert, quiet = false }: { alert: Pick<Alert, 'severity' | 'phase'>; quiet?: boolean }) {
  const { t } = useSettings();
  const over = alert.phase === 'resolved';
  return (
    <span class={`severity severity-${over ? 'over' : alert.severity}`}>
      <svg viewBox="0 0 12 12" aria-hidden="true">
        <path d={over ? OVER : SHAPES[alert.severity]} />
      </svg>
      {over ? t.phase.resolved : t.severity[alert.severity]}
      {over && <span class="small quiet"> · {t.severity[alert.severity]}</span>}
      {!over && !quiet && <span class="for-readers"> · {t.phase.firing}</span>}
    </span>
  );
}
