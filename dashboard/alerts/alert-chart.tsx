import { useMemo, useState } from 'preact/hooks';
import type { Alert } from '../../shared/model/alerting/alert.ts';
import { type RuleMetric, ruleMetricInfo } from '../../shared/model/alerting/rule-metric.ts';
import type { WindowView } from '../../shared/model/view.ts';
import { axisTop } from '../data/axis.ts';
import { countColumns, groupNames, middleSeconds, statColumns, windowAt } from '../data/columns.ts';
import { formatTime, formatValue, isRuleMetric } from '../data/format.ts';
import { subjectStat } from '../data/subject-stat.ts';
import { groupPaint, MAX_COUNT_LINES } from '../server/paint.ts';
import { CountReadout } from '../server/readout.tsx';
import { TimeChart } from '../server/time-chart.tsx';
import { useSettings } from '../settings.tsx';

interface Props {
  readonly alert: Alert;
  /** The windows that are kept with the alert, oldest first. */
  readonly windows: readonly WindowView[];
}

/** Room above the highest line. */
const HEADROOM = 1.15;

/** The measured value around the peak with its threshold, and what ran, on one axis of time. */
export function AlertChart({ alert, windows }: Props) {
  const { t } = useSettings();
  const [cursorMs, setCursorMs] = useState<number | null>(null);
  const names = useMemo(() => groupNames(windows).slice(0, MAX_COUNT_LINES), [windows]);
  const counts = useMemo(() => countColumns(windows, names), [windows, names]);
  const [oldest, newest] = [windows[0], windows.at(-1)];
  if (!oldest || !newest) return <p class="card quiet empty-range">{t.noKeptWindows}</p>;
  const shown = windowAt(windows, cursorMs ?? alert.peak?.atMs ?? alert.firedMs);
  const shared = { fromMs: oldest.startMs, toMs: newest.startMs + newest.lengthMs, onCursor: setCursorMs };
  const flags = [alert.startsMs];
  return (
    <div class="card charts">
      <ValueChart alert={alert} windows={windows} shown={shown} flags={flags} {...shared} />
      <CountReadout names={names} window={shown} />
      <TimeChart
        {...shared}
        label={t.countChart}
        height={150}
        unit="count"
        columns={counts}
        lines={names.map((_, i) => ({ ...groupPaint(i), shape: 'step' }))}
        top={highestOf(counts.slice(1)) * HEADROOM || 1}
        withTimes
      />
      <p class="quiet small chart-note">{t.alertChartNote}</p>
    </div>
  );
}

interface ValueProps extends Props {
  readonly shown: WindowView | null;
  readonly flags: readonly number[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly onCursor: (ms: number | null) => void;
}

function ValueChart({ alert, windows, shown, ...shared }: ValueProps) {
  const { t, language } = useSettings();
  const { metric, threshold } = chartOf(alert);
  const { unit, help } = ruleMetricInfo(metric);
  const columns = useMemo(
    () => statColumns(windows, (window) => subjectStat(window, metric, alert.subject)),
    [windows, metric, alert.subject],
  );
  const stat = shown && subjectStat(shown, metric, alert.subject);
  const highest = Math.max(highestOf(columns.slice(1)), threshold ?? 0);
  const peakWindow = alert.peak && windowAt(windows, alert.peak.atMs);
  const peakStat = peakWindow && subjectStat(peakWindow, metric, alert.subject);
  const words = help[language].replace(/[.。]$/, '');
  return (
    <>
      <div class="readout">
        <h3>{words}</h3>
        {stat ? (
          <>
            <span class="key key-mean">
              {t.mean} <b>{formatValue(unit, stat.mean, language)}</b>
            </span>
            <span class="key key-peak">
              {t.peak} <b>{formatValue(unit, stat.max, language)}</b>
            </span>
          </>
        ) : (
          <span class="quiet">{t.noData}</span>
        )}
        {threshold !== null && (
          <span class="key key-threshold">
            {t.threshold} <b>{formatValue(unit, threshold, language)}</b>
          </span>
        )}
        {shown && <span class="when quiet small">{formatTime(shown.startMs, 'day_minute', language)}</span>}
      </div>
      <TimeChart
        {...shared}
        label={t.aroundLabel(words)}
        height={220}
        unit={unit}
        columns={columns}
        lines={[
          { colour: '--mean', width: 1.75, shape: 'line' },
          { colour: '--band-edge', width: 0.5, shape: 'line' },
          { colour: '--band-edge', width: 1, shape: 'line' },
        ]}
        band
        top={unit === 'ratio' ? axisTop(highest, 1) : highest * HEADROOM || 1}
        threshold={threshold}
        marked={peakWindow && peakStat ? { seconds: middleSeconds(peakWindow), value: peakStat.max } : null}
      />
    </>
  );
}

/** What the chart of an alert draws: its own metric, or for a rule that looks at none what says most of the server then. */
function chartOf({ metric, threshold }: Alert): { metric: RuleMetric; threshold: number | null } {
  if (isRuleMetric(metric)) return { metric, threshold };
  return { metric: metric === 'time_to_full' ? 'filesystem_used_ratio' : 'cpu_busy_ratio', threshold: null };
}

function highestOf(rows: readonly (readonly (number | null)[])[]): number {
  return Math.max(0, ...rows.flatMap((row) => row.map((value) => value ?? 0)));
}
