import { useMemo, useState } from 'preact/hooks';
import { peakMetrics, type PeakResource } from '../../shared/model/metrics.ts';
import type { WindowView } from '../../shared/model/view.ts';
import { axisTop } from '../data/axis.ts';
import { bandColumns, countColumns, groupNames, middleSeconds, type Timeline, windowAt } from '../data/columns.ts';
import { nearestPeak } from '../data/nearest-peak.ts';
import { useSettings } from '../settings.tsx';
import { BandReadout, CountReadout } from './readout.tsx';
import { groupPaint, MAX_COUNT_LINES } from './paint.ts';
import type { ChartNote, Mark, Shade } from './chart-content.ts';
import { TimeChart } from './time-chart.tsx';
import type { PickedPeak, PickPeak } from './use-picked-peak.ts';

interface Props {
  readonly timeline: Timeline;
  readonly fromMs: number;
  readonly toMs: number;
  readonly memoryBytes: number | null;
  readonly picked: PickedPeak | null;
  readonly onPick: PickPeak;
  /** When the server was under maintenance, if the API says so. */
  readonly shades?: readonly Shade[] | undefined;
  /** When alerts of the server began. */
  readonly flags: readonly number[];
  /** What people noted. */
  readonly notes: readonly ChartNote[];
}

const NO_SHADES: readonly Shade[] = [];

/** CPU, memory and crawler counts on one axis of time with one cursor. */
export function Charts(props: Props) {
  const { timeline, fromMs, toMs, memoryBytes, picked, onPick, shades = NO_SHADES, flags, notes } = props;
  const { t } = useSettings();
  const { windows } = timeline;
  const [cursorMs, setCursorMs] = useState<number | null>(null);
  const names = useMemo(() => groupNames(windows).slice(0, MAX_COUNT_LINES), [windows]);
  const counts = useMemo(() => countColumns(windows, names), [windows, names]);
  const shared = { fromMs, toMs, shades, notes, onCursor: setCursorMs };
  const shown = cursorMs === null ? (windows.at(-1) ?? null) : windowAt(windows, cursorMs);
  const readout = { window: shown, hovered: cursorMs !== null, open: timeline.lastIsOpen && shown === windows.at(-1) };
  const band = { timeline, memoryBytes, picked, onPick, flags, ...shared };
  if (windows.length === 0) return <p class="card quiet empty-range">{t.emptyRange}</p>;
  return (
    <div class="card charts">
      <BandReadout resource="cpu" {...readout} />
      <BandChart resource="cpu" height={210} withNotes {...band} />
      <BandReadout resource="memory" {...readout} />
      <BandChart resource="memory" height={170} {...band} />
      <CountReadout names={names} window={shown} />
      <TimeChart
        {...shared}
        label={t.countChart}
        height={150}
        unit="count"
        columns={counts}
        lines={names.map((_, i) => ({ ...groupPaint(i), shape: 'step' }))}
        top={Math.max(1, ...counts.slice(1).flatMap((row) => row.map((value) => value ?? 0))) * 1.1}
        withTimes
      />
      <p class="quiet small chart-note">
        {timeline.lastIsOpen ? t.chartNoteOpen : t.chartNote}
        {shades.length > 0 && ` ${t.chartNoteShades}`}
        {notes.length > 0 && ` ${t.chartNoteNotes}`}
        {flags.some((ms) => ms >= fromMs && ms < toMs) && ` ${t.chartNoteFlags}`}
      </p>
    </div>
  );
}

interface BandProps extends Omit<Props, 'shades'> {
  readonly shades: readonly Shade[];
  readonly resource: PeakResource;
  readonly height: number;
  readonly withNotes?: boolean;
  readonly onCursor: (ms: number | null) => void;
}

function BandChart({ resource, timeline, memoryBytes, picked, onPick, ...rest }: BandProps) {
  const { t } = useSettings();
  const { windows, lastIsOpen } = timeline;
  const columns = useMemo(() => bandColumns(windows, peakMetrics[resource]), [windows, resource]);
  const highest = Math.max(0, ...(columns[3] ?? []).map((value) => value ?? 0));
  const limit = resource === 'cpu' ? 1 : (memoryBytes ?? highest);
  return (
    <TimeChart
      {...rest}
      label={t.bandChart(t.resource[resource])}
      unit={resource === 'cpu' ? 'ratio' : 'bytes'}
      columns={columns}
      lines={[
        { colour: '--mean', width: 1.75, shape: 'line' },
        { colour: '--band-edge', width: 0.5, shape: 'line' },
        { colour: '--band-edge', width: 1, shape: 'line' },
      ]}
      band
      top={axisTop(highest, limit)}
      openLast={lastIsOpen}
      marked={picked?.resource === resource ? markOf(picked, windows) : null}
      onPick={(atMs, reachMs) => {
        const window = nearestPeak(windows, resource, atMs, reachMs);
        const peak = window?.peaks[resource];
        if (window && peak) onPick(resource, peak, window);
      }}
    />
  );
}

/** A peak stands on the band's edge, over the middle of its window; null when its window is not in the picture. */
function markOf({ peak }: PickedPeak, windows: readonly WindowView[]): Mark | null {
  const window = windowAt(windows, peak.atMs);
  return window && { seconds: middleSeconds(window), value: peak.value };
}
