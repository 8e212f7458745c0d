import uPlot from 'uplot';
import type { Unit } from '../../shared/model/metrics.ts';
import { BYTE_STEPS, COUNT_STEPS, TIME_STEPS_S } from '../data/axis.ts';
import { lonelyIndices } from '../data/columns.ts';
import { formatTime, formatValue } from '../data/format.ts';
import type { Language } from '../data/language.ts';
import type { ChartContent } from './chart-content.ts';
import { drawFlags, drawMarks, drawNotes, drawShades, drawThreshold } from './chart-marks.ts';
import { type LinePaint, resolveColour } from './paint.ts';

/** A line of the chart: straight between the middles of windows, or stepping at their starts. */
export interface ChartLine extends LinePaint {
  readonly shape: 'line' | 'step';
}

export interface ChartStyle {
  readonly lines: readonly ChartLine[];
  readonly unit: Unit;
  readonly language: Language;
  /** Fills between the third line (highest) and the second (lowest). */
  readonly band: boolean;
  readonly withTimes: boolean;
  /** Whether notes stand in words beside their lines. */
  readonly withNotes: boolean;
  readonly height: number;
}

/** All charts of the page move one cursor. */
const SYNC_KEY = 'peakwatch';
const AXIS_WIDTH = 62;
const FONT = '11px system-ui, sans-serif';

export function chartOptions(style: ChartStyle, within: Element, content: () => ChartContent): uPlot.Options {
  const paint = (variable: string) => resolveColour(variable, within);
  const [ink, grid] = [paint('--quiet'), paint('--grid')];
  const lines = style.lines.map((line, i): uPlot.Series => ({
    stroke: paint(line.colour),
    width: line.width,
    ...(line.dash ? { dash: [...line.dash] } : {}),
    ...(line.shape === 'step' && uPlot.paths.stepped ? { paths: uPlot.paths.stepped({ align: 1 }) } : {}),
    points: { show: true, size: 4, filter: () => lonelyIndices(content().columns[i + 1] as (number | null)[]) },
  }));
  const axis = { stroke: ink, font: FONT, grid: { stroke: grid, width: 1 }, ticks: { show: false } };
  return {
    width: Math.max(200, within.clientWidth),
    height: style.height,
    padding: [8, 12, style.withTimes ? 0 : 8, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false },
      points: { show: false },
      sync: { key: SYNC_KEY, scales: ['x', null] },
    },
    scales: {
      x: { time: true, range: () => [content().fromMs / 1000, content().toMs / 1000] },
      y: { range: () => [0, content().top] },
    },
    axes: [
      { ...axis, size: style.withTimes ? 28 : 0, space: 64, incrs: [...TIME_STEPS_S], values: timeLabels(style) },
      {
        ...axis,
        size: AXIS_WIDTH,
        space: style.unit === 'count' ? 24 : 34,
        ...(style.unit.startsWith('bytes') ? { incrs: [...BYTE_STEPS] } : {}),
        ...(style.unit === 'count' ? { incrs: [...COUNT_STEPS] } : {}),
        values: (_, marks) => marks.map((mark) => formatValue(style.unit, mark, style.language)),
      },
    ],
    series: [{}, ...lines],
    ...(style.band ? { bands: [{ series: [3, 2], fill: paint('--band') }] } : {}),
    hooks: {
      drawClear: [drawShades(paint('--shade'), content)],
      draw: [
        drawMarks(paint('--mean'), paint('--peak'), paint('--card'), content),
        drawThreshold(paint('--bad'), content),
        drawFlags(paint('--bad'), content),
        drawNotes(paint('--note'), paint('--card'), style.withNotes, content),
      ],
    },
  };
}

const DAY_S = 86_400;

function timeLabels({ withTimes, language }: ChartStyle): uPlot.Axis.Values {
  // Marks a day or more apart say which day, closer ones which minute.
  const style = (marks: readonly number[]) => ((marks[1] ?? 0) - (marks[0] ?? 0) >= DAY_S ? 'day' : 'minute');
  return (_, marks) => (withTimes ? marks.map((mark) => formatTime(mark * 1000, style(marks), language)) : []);
}
