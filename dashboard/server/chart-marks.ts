import type uPlot from 'uplot';
import type { ChartContent } from './chart-content.ts';

/** What a chart draws beside its lines, read anew at each draw. Sizes are CSS pixels. */
type Draw = (chart: uPlot) => void;

/** The open window's last point with its whisker, and the opened peak. */
export function drawMarks(mean: string, peak: string, card: string, content: () => ChartContent): Draw {
  return (chart) => {
    const { columns, openLast, marked } = content();
    const { ctx } = chart;
    const ratio = devicePixelRatio;
    const x = (seconds: number) => chart.valToPos(seconds, 'x', true);
    const y = (value: number) => chart.valToPos(value, 'y', true);
    const dot = (seconds: number, value: number, radius: number, fill: string, stroke: string) => {
      ctx.beginPath();
      ctx.arc(x(seconds), y(value), radius * ratio, 0, Math.PI * 2);
      ctx.fillStyle = fill;
      ctx.fill();
      ctx.lineWidth = 2 * ratio;
      ctx.strokeStyle = stroke;
      ctx.stroke();
    };
    ctx.save();
    const [seconds, middle, low, high] = columns.map((column) => column.at(-1) ?? null);
    if (openLast && seconds != null && middle != null) {
      ctx.beginPath();
      ctx.moveTo(x(seconds), y(low ?? middle));
      ctx.lineTo(x(seconds), y(high ?? middle));
      ctx.lineWidth = 2 * ratio;
      ctx.strokeStyle = mean;
      ctx.stroke();
      dot(seconds, middle, 4, card, mean);
    }
    if (marked) dot(marked.seconds, marked.value, 5, peak, card);
    ctx.restore();
  };
}

/** A dashed line from edge to edge. */
export function drawThreshold(colour: string, content: () => ChartContent): Draw {
  return (chart) => {
    const { threshold } = content();
    if (threshold == null) return;
    const { ctx, bbox } = chart;
    const y = chart.valToPos(threshold, 'y', true);
    ctx.save();
    ctx.beginPath();
    ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.lineWidth = 1.5 * devicePixelRatio;
    ctx.strokeStyle = colour;
    ctx.stroke();
    ctx.restore();
  };
}

/** Stretches of time behind grid and lines, hatched, so that they are told from the band without colour. */
export function drawShades(colour: string, content: () => ChartContent): Draw {
  return (chart) => {
    const { shades = [] } = content();
    const { ctx, bbox } = chart;
    const step = 8 * devicePixelRatio;
    for (const { fromMs, toMs } of shades) {
      const clamp = (x: number) => Math.min(bbox.left + bbox.width, Math.max(bbox.left, x));
      const [from, to] = [fromMs, toMs].map((ms) => clamp(chart.valToPos(ms / 1000, 'x', true)));
      if (from === undefined || to === undefined || to <= from) continue;
      ctx.save();
      ctx.beginPath();
      ctx.rect(from, bbox.top, to - from, bbox.height);
      ctx.clip();
      ctx.beginPath();
      for (let x = from - bbox.height; x < to; x += step) {
        ctx.moveTo(x, bbox.top + bbox.height);
        ctx.lineTo(x + bbox.height, bbox.top);
      }
      ctx.lineWidth = devicePixelRatio;
      ctx.strokeStyle = colour;
      ctx.stroke();
      ctx.restore();
    }
  };
}

/** A small triangle at the top edge where an alert began. */
export function drawFlags(colour: string, content: () => ChartContent): Draw {
  return (chart) => {
    const { flags = [] } = content();
    const { ctx, bbox } = chart;
    const size = 5 * devicePixelRatio;
    ctx.save();
    ctx.fillStyle = colour;
    for (const ms of flags) {
      const x = chart.valToPos(ms / 1000, 'x', true);
      if (x < bbox.left || x > bbox.left + bbox.width) continue;
      ctx.beginPath();
      ctx.moveTo(x - size, bbox.top - size);
      ctx.lineTo(x + size, bbox.top - size);
      ctx.lineTo(x, bbox.top + size);
      ctx.fill();
    }
    ctx.restore();
  };
}

const NOTE_FONT_PIXELS = 11;
const NOTE_CHARACTERS = 28;

/** A line at each noted moment, with its words at the top, one below the other where they would cover each other. */
export function drawNotes(colour: string, card: string, withWords: boolean, content: () => ChartContent): Draw {
  return (chart) => {
    const { notes = [] } = content();
    const { ctx, bbox } = chart;
    const ratio = devicePixelRatio;
    const right = bbox.left + bbox.width;
    ctx.save();
    ctx.font = `${NOTE_FONT_PIXELS * ratio}px system-ui, sans-serif`;
    ctx.textBaseline = 'top';
    ctx.textAlign = 'left';
    ctx.lineWidth = 1.5 * ratio;
    ctx.strokeStyle = colour;
    /** How far each row of words is taken. */
    const taken: number[] = [];
    for (const { atMs, text } of [...notes].sort((a, b) => a.atMs - b.atMs)) {
      const x = chart.valToPos(atMs / 1000, 'x', true);
      if (x < bbox.left || x > right) continue;
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      if (!withWords) continue;
      const words = text.length > NOTE_CHARACTERS ? `${text.slice(0, NOTE_CHARACTERS - 1)}…` : text;
      const width = ctx.measureText(words).width + 8 * ratio;
      const from = Math.min(x, right - width);
      const free = taken.findIndex((end) => end <= from);
      const row = free === -1 ? taken.length : free;
      taken[row] = from + width;
      const top = bbox.top + row * (NOTE_FONT_PIXELS + 5) * ratio;
      ctx.fillStyle = colour;
      ctx.fillRect(from, top, width, (NOTE_FONT_PIXELS + 4) * ratio);
      ctx.fillStyle = card;
      ctx.fillText(words, from + 4 * ratio, top + 2 * ratio);
    }
    ctx.restore();
  };
}
