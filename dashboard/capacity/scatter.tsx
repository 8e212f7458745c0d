import type { CapacityReport, CapacityResource } from '../../shared/model/capacity.ts';
import { costLine, type CostLinePoint } from '../../shared/model/cost-line.ts';
import type { Unit } from '../../shared/model/metrics.ts';
import { roundMarks } from '../data/axis.ts';
import { formatValue } from '../data/format.ts';
import { useSettings } from '../settings.tsx';
import { type ScatterPoint, scatterPoints } from './scatter-points.ts';

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [420, 250, 62, 14, 12, 40];

interface Props {
  readonly report: CapacityReport;
  readonly index: number;
  readonly resource: CapacityResource;
  readonly unit: Unit;
  readonly label: string;
}

/** Crawlers against the resource: a dot a span of time, the fitted line in its band where the cost is known. */
export function Scatter({ report, index, resource, unit, label }: Props) {
  const { t, language } = useSettings();
  const points = scatterPoints(report, index, resource);
  if (points.length === 0) return null;
  const line = costLine(report, report.groups[index]?.name ?? '', resource) ?? [];
  const countMarks = roundMarks(Math.max(1, ...points.map((p) => p.count)) * 1.08, 6, false);
  const highest = Math.max(...points.map((p) => p.value), ...line.map((p) => p.high)) * 1.04;
  const valueMarks = roundMarks(highest, 4, unit === 'bytes');
  const x = (count: number) => LEFT + (count / (countMarks.at(-1) ?? 1)) * (WIDTH - LEFT - RIGHT);
  const y = (value: number) => HEIGHT - BOTTOM - (value / (valueMarks.at(-1) ?? 1)) * (HEIGHT - TOP - BOTTOM);
  const some = (censored: boolean) => points.filter((p) => p.censored === censored);
  return (
    <figure class="scatter">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`${t.scatterLabel(t.resource[resource])} ${label}`}
      >
        {valueMarks.map((mark) => (
          <g key={mark}>
            <path class="grid" d={`M${LEFT} ${y(mark)}H${WIDTH - RIGHT}`} />
            <text x={LEFT - 8} y={y(mark) + 4} text-anchor="end">
              {formatValue(unit, mark, language)}
            </text>
          </g>
        ))}
        {countMarks.map((mark) => (
          <text key={mark} x={x(mark)} y={HEIGHT - BOTTOM + 18} text-anchor="middle">
            {formatValue('count', mark, language)}
          </text>
        ))}
        <text class="axis-name" x={(LEFT + WIDTH - RIGHT) / 2} y={HEIGHT - 5} text-anchor="middle">
          {t.crawlersRunning}
        </text>
        <path class="fit-band" d={bandPath(line, x, y)} />
        {layers(some(false)).map((layer, i) => (
          <path key={i} class="points" d={layer.map((p) => `M${x(p.count)} ${y(p.value)}h0`).join('')} />
        ))}
        <path
          class="censored"
          d={some(true)
            .map((p) => `M${x(p.count) - 3} ${y(p.value) - 3}l6 6m0-6l-6 6`)
            .join('')}
        />
        <path class="fit-line" d={pathThrough(line.map((p) => [x(p.count), y(p.value)]))} />
      </svg>
      {some(true).length > 0 && <figcaption class="quiet small">{t.censoredNote}</figcaption>}
    </figure>
  );
}

/**
 * The points dealt out to a few paths. A path does not darken where it covers itself, so one alone would show many points
 * in one place as one; and an element for each of 1,500 points is slow.
 */
function layers(points: readonly ScatterPoint[]): ScatterPoint[][] {
  return Array.from({ length: 5 }, (_, layer) => points.filter((_point, i) => i % 5 === layer));
}

function pathThrough(points: readonly (readonly [number, number])[]): string {
  return points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
}

function bandPath(line: readonly CostLinePoint[], x: (n: number) => number, y: (n: number) => number): string {
  if (line.length === 0) return '';
  const upper = line.map((p) => [x(p.count), y(p.high)] as const);
  const lower = line.map((p) => [x(p.count), y(Math.max(0, p.low))] as const).reverse();
  return `${pathThrough([...upper, ...lower])}Z`;
}
