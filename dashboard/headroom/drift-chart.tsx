import { useEffect, useRef, useState } from 'preact/hooks';
import type { CostChange } from '../../shared/model/change/cost-change.ts';
import type { Unit } from '../../shared/model/metrics.ts';
import { roundMarks } from '../data/axis.ts';
import type { DriftPoint } from '../data/cost-drift.ts';
import { formatTime, formatValue } from '../data/format.ts';
import { useSettings } from '../settings.tsx';

const [HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [200, 66, 14, 16, 26];
/** A mark of time needs so many pixels. */
const MARK_WIDTH = 110;

interface Props {
  /** Stretches of days without a gap, at least two days in all. */
  readonly stretches: readonly (readonly DriftPoint[])[];
  readonly unit: Unit;
  readonly changes: readonly CostChange[];
  readonly label: string;
}

/** A cost over days as a line in its band; moments at which something changed stand as dashed lines. */
export function DriftChart({ stretches, unit, changes, label }: Props) {
  const { language } = useSettings();
  const [svg, width] = useWidth();
  const timeMarks = Math.max(2, Math.floor((width - LEFT) / MARK_WIDTH));
  const points = stretches.flat();
  const [fromMs, toMs] = [points[0]?.atMs ?? 0, points.at(-1)?.atMs ?? 1];
  const marks = roundMarks(Math.max(...points.map(({ high }) => high)) * 1.05, 4, unit === 'bytes');
  const x = (ms: number) => LEFT + ((ms - fromMs) / (toMs - fromMs)) * (width - LEFT - RIGHT);
  const y = (value: number) => HEIGHT - BOTTOM - (Math.max(0, value) / (marks.at(-1) ?? 1)) * (HEIGHT - TOP - BOTTOM);
  const line = (of: readonly (readonly [number, number])[]) =>
    of.map(([px, py], i) => `${i === 0 ? 'M' : 'L'}${px.toFixed(1)} ${py.toFixed(1)}`).join('');
  const band = (stretch: readonly DriftPoint[]) =>
    `${line([
      ...stretch.map(({ atMs, high }) => [x(atMs), y(high)] as const),
      ...stretch.map(({ atMs, low }) => [x(atMs), y(low)] as const).reverse(),
    ])}Z`;
  return (
    <svg ref={svg} class="drift" viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={label}>
      {marks.map((mark) => (
        <g key={mark}>
          <path class="grid" d={`M${LEFT} ${y(mark)}H${width - RIGHT}`} />
          <text x={LEFT - 8} y={y(mark) + 4} text-anchor="end">
            {formatValue(unit, mark, language)}
          </text>
        </g>
      ))}
      {Array.from({ length: timeMarks }, (_, i) => fromMs + ((i + 0.5) / timeMarks) * (toMs - fromMs)).map((ms) => (
        <text key={ms} x={x(ms)} y={HEIGHT - 6} text-anchor="middle">
          {formatTime(ms, 'day', language)}
        </text>
      ))}
      {stretches.map((stretch) => (
        <g key={stretch[0]?.atMs}>
          <path class="drift-band" d={band(stretch)} />
          <path class="drift-line" d={line(stretch.map(({ atMs, cost }) => [x(atMs), y(cost)] as const))} />
          {stretch.length === 1 && stretch[0] && (
            <circle class="drift-dot" cx={x(stretch[0].atMs)} cy={y(stretch[0].cost)} r={2.5} />
          )}
        </g>
      ))}
      {changes
        .filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)
        .map(({ atMs, kind, annotation, sentence }) => (
          <g key={`${atMs} ${kind}`} class="drift-change">
            <title>{sentence[language]}</title>
            <path d={`M${x(atMs)} ${TOP - 4}V${HEIGHT - BOTTOM}`} />
            <text x={x(atMs) + 5} y={TOP + 4}>
              {annotation?.text ?? '?'}
            </text>
          </g>
        ))}
    </svg>
  );
}

/** How wide the picture is, in CSS pixels: its words are as large on a phone as on a desk. */
function useWidth() {
  const svg = useRef<SVGSVGElement>(null);
  const [width, setWidth] = useState(720);
  useEffect(() => {
    const element = svg.current;
    if (!element) return;
    const resize = new ResizeObserver(() => {
      if (element.clientWidth > 0) setWidth(element.clientWidth);
    });
    resize.observe(element);
    return () => {
      resize.disconnect();
    };
  }, []);
  return [svg, width] as const;
}
