import type { Alert } from '../../shared/model/alerting/alert.ts';
import { clockText } from '../../shared/model/alerting/words.ts';
import { ruleMetricInfo } from '../../shared/model/alerting/rule-metric.ts';
import { formatValue } from '../../shared/model/format.ts';
import { peakMetrics, type Unit } from '../../shared/model/metrics.ts';
import type { WindowView } from '../../shared/model/view.ts';
import { type ChartPoint, chartMetric, chartPoints, countPoints, runsOf } from './chart-series.ts';
import { type Scale, timeScale, valueScale } from './chart-scale.ts';

const CHART_WIDTH = 560;
const CHART_HEIGHT = 268;

/** Where things lie, in pixels. Letters are large because a phone shows the picture at two thirds of its size. */
const LEFT = 92;
const RIGHT = 548;
const PLOT = { top: 30, bottom: 176 };
const STRIP = { top: 196, bottom: 230 };
const FONT = 17;
const colours = {
  line: '#1d4ed8',
  band: '#bcd0fb',
  threshold: '#c62828',
  clear: '#2e7d32',
  count: '#57606a',
  grid: '#e3e6ea',
  ink: '#1f2328',
} as const;

/**
 * The hour around an alert's peak as an SVG picture: the means of the minutes in the band of their lowest and highest seconds, the
 * thresholds, the second of the peak, and below the processes of all groups together. Holds digits and Latin letters only, no
 * text of others. Null where there is nothing to draw.
 */
export function chart(
  alert: Alert,
  windows: readonly WindowView[],
  clearThreshold: number | null = null,
): string | null {
  const metric = chartMetric(alert);
  if (!metric) return null;
  const points = chartPoints(metric, alert.subject, windows);
  const [first, last] = [windows[0], windows.at(-1)];
  if (points.length < 2 || !first || !last) return null;
  const measured = metric === alert.metric;
  const lines = measured ? [alert.threshold, ...(clearThreshold === null ? [] : [clearThreshold])] : [];
  const { unit } = ruleMetricInfo(metric);
  const peak = peakMark(alert, points);
  const values = [...points.flatMap(({ min, max }) => [min, max]), ...lines, ...(peak ? [peak.value] : [])];
  const time = timeScale(Math.min(first.startMs, peak?.atMs ?? first.startMs), last.startMs + last.lengthMs);
  const value = valueScale(values, unit, !measured);
  const x = (ms: number) => LEFT + ((ms - time.low) / (time.high - time.low)) * (RIGHT - LEFT);
  const y = (of: number) => PLOT.bottom - ((of - value.low) / (value.high - value.low)) * (PLOT.bottom - PLOT.top);
  const drawn = [
    valueAxis(value, unit, y),
    timeAxis(time, x),
    ...runsOf(points).map((run) => band(run, x, y)),
    ...(measured ? [level(alert.threshold, y, colours.threshold, '7 4')] : []),
    ...(measured && clearThreshold !== null ? [level(clearThreshold, y, colours.clear, '2 4')] : []),
    ...runsOf(points).map((run) => meanLine(run, x, y)),
    peak ? mark(peak, unit, x, y) : '',
    countStrip(countPoints(windows), x),
  ];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${CHART_WIDTH}" height="${CHART_HEIGHT}" viewBox="0 0 ${CHART_WIDTH} ${CHART_HEIGHT}" font-family="Inter" font-size="${FONT}" fill="${colours.ink}">` +
    `<rect width="${CHART_WIDTH}" height="${CHART_HEIGHT}" fill="#fff"/>${drawn.join('')}</svg>`
  );
}

type Position = (of: number) => number;
interface Mark {
  readonly atMs: number;
  readonly value: number;
}

/** The peak's own value where the peak is one of this metric; else the extreme of the minute that it lies in. */
function peakMark(alert: Alert, points: readonly ChartPoint[]): Mark | null {
  const { peak } = alert;
  if (!peak) return null;
  if (Object.values<string>(peakMetrics).includes(alert.metric) && alert.comparison === 'above') return peak;
  const minute = points.find(({ startMs, endMs }) => startMs <= peak.atMs && peak.atMs < endMs);
  return minute ? { atMs: peak.atMs, value: alert.comparison === 'above' ? minute.max : minute.min } : null;
}

function valueAxis(scale: Scale, unit: Unit, y: Position): string {
  return scale.ticks
    .map(
      (tick) =>
        rule(LEFT, y(tick), RIGHT, y(tick), colours.grid) +
        label(LEFT - 8, y(tick) + FONT / 3, formatValue(unit, tick), 'end'),
    )
    .join('');
}

function timeAxis(scale: Scale, x: Position): string {
  const ticks = scale.ticks.map((tick) => {
    const anchor = x(tick) > RIGHT - 26 ? 'end' : x(tick) < LEFT + 20 ? 'start' : 'middle';
    const text = label(x(tick), CHART_HEIGHT - 14, clockText(tick).slice(0, 5), anchor);
    return rule(x(tick), PLOT.top, x(tick), STRIP.bottom, colours.grid) + text;
  });
  return ticks.join('') + label(6, CHART_HEIGHT - 14, 'UTC', 'start');
}

/** Minutes are drawn through their middles, and out to their edges where a run of them begins and ends. */
function path(run: readonly ChartPoint[], of: (point: ChartPoint) => number, x: Position, y: Position): string[] {
  const [first, last] = [run[0], run.at(-1)];
  if (!first || !last) return [];
  const middles = run.map((point) => at(x((point.startMs + point.endMs) / 2), y(of(point))));
  return [at(x(first.startMs), y(of(first))), ...middles, at(x(last.endMs), y(of(last)))];
}

function band(run: readonly ChartPoint[], x: Position, y: Position): string {
  const top = path(run, ({ max }) => max, x, y);
  const bottom = path(run, ({ min }) => min, x, y).reverse();
  return `<polygon points="${[...top, ...bottom].join(' ')}" fill="${colours.band}"/>`;
}

function meanLine(run: readonly ChartPoint[], x: Position, y: Position): string {
  const points = path(run, ({ mean }) => mean, x, y).join(' ');
  return `<polyline points="${points}" fill="none" stroke="${colours.line}" stroke-width="2.5" stroke-linejoin="round"/>`;
}

function level(value: number, y: Position, colour: string, dashes: string): string {
  return rule(LEFT, y(value), RIGHT, y(value), colour, `stroke-width="2" stroke-dasharray="${dashes}"`);
}

/** A line at the second of the peak, a ring at its height, and both written above. */
function mark(peak: Mark, unit: Unit, x: Position, y: Position): string {
  const atX = x(peak.atMs);
  const text = `${formatValue(unit, peak.value)} at ${clockText(peak.atMs).slice(0, 8)}`;
  const anchor = atX > RIGHT - 90 ? 'end' : atX < LEFT + 90 ? 'start' : 'middle';
  const textX = anchor === 'end' ? RIGHT : anchor === 'start' ? LEFT : atX;
  return (
    rule(atX, PLOT.top - 8, atX, STRIP.bottom, colours.ink, 'stroke-dasharray="1 3"') +
    `<circle cx="${round(atX)}" cy="${round(y(peak.value))}" r="5" fill="#fff" stroke="${colours.ink}" stroke-width="2"/>` +
    label(textX, 16, text, anchor)
  );
}

/** Steps, because a count does not slide from one number to the next. */
function countStrip(points: readonly ChartPoint[], x: Position): string {
  const most = Math.max(1, ...points.map(({ mean }) => Math.ceil(mean)));
  const y = (count: number) => STRIP.bottom - (count / most) * (STRIP.bottom - STRIP.top);
  const steps = runsOf(points).map((run) => {
    const corners = run.flatMap(({ startMs, endMs, mean }) => [at(x(startMs), y(mean)), at(x(endMs), y(mean))]);
    return `<polyline points="${corners.join(' ')}" fill="none" stroke="${colours.count}" stroke-width="1.5"/>`;
  });
  return (
    rule(LEFT, STRIP.bottom, RIGHT, STRIP.bottom, colours.grid) +
    label(LEFT - 8, STRIP.top + FONT * 0.6, `n ${most}`, 'end') +
    label(LEFT - 8, STRIP.bottom + FONT / 3, '0', 'end') +
    steps.join('')
  );
}

function rule(x1: number, y1: number, x2: number, y2: number, colour: string, more = ''): string {
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="${colour}" ${more}/>`;
}

function label(x: number, y: number, text: string, anchor: 'start' | 'middle' | 'end'): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${text}</text>`;
}

const at = (x: number, y: number) => `${round(x)},${round(y)}`;
const round = (pixels: number) => Math.round(pixels * 10) / 10;
