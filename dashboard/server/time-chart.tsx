import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { useDark, useSettings } from '../settings.tsx';
import type { ChartContent } from './chart-content.ts';
import { chartOptions, type ChartStyle } from './chart-options.ts';

/** How far beside a spike a click still means it, in CSS pixels. */
const REACH_PIXELS = 12;

interface Props extends ChartContent, Omit<ChartStyle, 'language' | 'band' | 'withTimes' | 'withNotes'> {
  /** What the chart shows, for who cannot see it. */
  readonly label: string;
  readonly band?: boolean;
  readonly withTimes?: boolean;
  readonly withNotes?: boolean;
  readonly onCursor: (ms: number | null) => void;
  /** A click or Enter at a moment; `reachMs` is how exact a finger is. */
  readonly onPick?: (atMs: number, reachMs: number) => void;
}

/** A uPlot chart that follows its props, its width, the theme and the language. */
export function TimeChart(props: Props) {
  const { language, t } = useSettings();
  const dark = useDark();
  const holder = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const { columns, fromMs, toMs, top, marked, openLast, threshold, shades, flags, notes } = props;
  const { lines, unit, height } = props;
  const { band = false, withTimes = false, withNotes = false } = props;
  const style = JSON.stringify({ lines, unit, height, band, withTimes, withNotes, language });

  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    const options = chartOptions(JSON.parse(style) as ChartStyle, element, () => latest.current);
    const made = new uPlot(options, latest.current.columns, element);
    chart.current = made;
    const leave = listen(made, latest);
    const resize = new ResizeObserver(() => {
      if (element.clientWidth > 0) made.setSize({ width: element.clientWidth, height: made.height });
    });
    resize.observe(element);
    return () => {
      leave();
      resize.disconnect();
      made.destroy();
      chart.current = null;
    };
    // The theme is no option, but the colours are read from it.
  }, [style, dark]);

  useEffect(() => {
    chart.current?.setData(columns);
  }, [columns, fromMs, toMs, top, marked?.seconds, marked?.value, openLast, threshold, shades, flags, notes]);

  return (
    <div
      ref={holder}
      class={props.onPick ? 'time-chart pickable' : 'time-chart'}
      role={props.onPick ? 'application' : 'img'}
      aria-label={props.onPick ? `${props.label} ${t.chartKeys}` : props.label}
      tabIndex={0}
      onKeyDown={(event) => {
        if (chart.current && moveByKey(chart.current, event.key, latest.current)) event.preventDefault();
      }}
      onBlur={() => {
        if (chart.current) moveCursor(chart.current, -10);
      }}
    />
  );
}

function listen(chart: uPlot, latest: { current: Props }): () => void {
  const onClick = (event: MouseEvent) => {
    const at = (left: number) => chart.posToVal(left, 'x') * 1000;
    latest.current.onPick?.(at(event.offsetX), at(event.offsetX + REACH_PIXELS) - at(event.offsetX));
  };
  (chart.hooks.setCursor ??= []).push(() => {
    const { left } = chart.cursor;
    latest.current.onCursor(left == null || left < 0 ? null : chart.posToVal(left, 'x') * 1000);
  });
  chart.over.addEventListener('click', onClick);
  return () => {
    chart.over.removeEventListener('click', onClick);
  };
}

/** Arrows move the cursor by a window, Home and End to the edges, Enter opens the peak there. True when the key meant something. */
function moveByKey(chart: uPlot, key: string, { columns: [seconds], onPick }: Props): boolean {
  const last = seconds.length - 1;
  const from = chart.cursor.idx ?? last;
  const targets: Record<string, number> = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: last };
  if (key === 'Enter') {
    const at = seconds[from];
    if (at !== undefined) onPick?.(at * 1000, 1);
    return true;
  }
  const target = targets[key];
  if (target === undefined) return false;
  const at = seconds[Math.min(last, Math.max(0, target))];
  if (at !== undefined) moveCursor(chart, chart.valToPos(at, 'x'));
  return true;
}

/** uPlot's third argument, which tells the other charts too, is missing in its types. */
function moveCursor(chart: uPlot, left: number): void {
  const move = chart.setCursor.bind(chart) as (at: object, fireHook: boolean, tellOthers: boolean) => void;
  move({ left, top: left < 0 ? -10 : 10 }, true, true);
}
