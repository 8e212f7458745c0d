import { fromQuanta } from './metrics.ts';
import type { Stat } from './stat.ts';
import type { Window } from './window.ts';

const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** From so many days on the time of day can be told apart from the crawlers. */
export const DAYS_FOR_TIME_OF_DAY = 4;
const DAYS_FOR_HOURS = 30;
/** A calendar day counts when it holds at least this much of its time. */
const WHOLE_DAY_SHARE = 0.25;
/** A point with less than this share of the samples that the others have is a gap. */
const FULL_POINT_SHARE = 0.5;

/** A span with its mean counts, in the order of the groups, and mean use: cores and bytes, null where not read. */
export interface Point {
  readonly startMs: number;
  readonly lengthMs: number;
  readonly counts: Float64Array;
  readonly cpu: number | null;
  readonly memory: number | null;
  /** Whether the count of a group changed inside the span or right at its start. */
  readonly changing: boolean;
  /** Too few samples to speak for its span. */
  readonly gap: boolean;
}

/** What is known of one group over all windows. */
export interface GroupTotals {
  readonly name: string;
  readonly minCount: number;
  readonly maxCount: number;
  readonly meanCount: number;
  /** Own cores and bytes divided by the count; null when the group never ran. */
  readonly direct: { readonly cpu: number | null; readonly memory: number | null };
}

export interface PointSet {
  readonly points: readonly Point[];
  /** The points that a fit may use. */
  readonly fitted: ReadonlySet<Point>;
  readonly groups: readonly GroupTotals[];
  /** Whether there are days enough to free the base for each time of day. */
  readonly timeOfDay: boolean;
  readonly pointMs: number;
  /** Days that the windows cover. */
  readonly days: number;
  /** First and last moment; 0 and 0 of nothing. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** Windows in which processes were not read say nothing of the counts and are left out. */
export function pointsOf(windows: readonly Window[], cores: number): PointSet {
  const read = windows
    .filter((window) => window.host.process_count !== undefined)
    .sort((a, b) => a.startMs - b.startMs || a.lengthMs - b.lengthMs);
  const names = [...new Set(read.flatMap((window) => Object.keys(window.groups)))].sort();
  const fromMs = read[0]?.startMs ?? 0;
  const toMs = read.reduce((latest, window) => Math.max(latest, window.startMs + window.lengthMs), 0);
  const timeOfDay = countWholeDays(read) >= DAYS_FOR_TIME_OF_DAY && toMs - fromMs >= DAYS_FOR_TIME_OF_DAY * DAY_MS;
  const longestMs = read.reduce((longest, window) => Math.max(longest, window.lengthMs), 0);
  const pointMs = timeOfDay ? clockStepMs(longestMs, toMs - fromMs) : longestMs;
  const parts = timeOfDay ? gather(read, pointMs) : read.map((w) => ({ ...w, parts: [w] }));
  const spans = markGaps(parts.map((span) => toPoint(span, names, cores)));
  const points = timeOfDay ? spans : markBoundaries(spans);
  return {
    points,
    fitted: fittedPoints(points, timeOfDay),
    groups: names.map((name) => totalsOf(name, read)),
    timeOfDay,
    pointMs,
    days: read.reduce((sum, window) => sum + window.lengthMs, 0) / DAY_MS,
    fromMs,
    toMs,
  };
}

function countWholeDays(windows: readonly Window[]): number {
  const covered = new Map<number, number>();
  for (const { startMs, lengthMs } of windows) {
    const day = Math.floor(startMs / DAY_MS);
    covered.set(day, (covered.get(day) ?? 0) + lengthMs);
  }
  return [...covered.values()].filter((ms) => ms >= WHOLE_DAY_SHARE * DAY_MS).length;
}

/** Ten minutes; hours for long ranges; never shorter than the windows are. */
function clockStepMs(longestMs: number, spanMs: number): number {
  const wanted = spanMs > DAYS_FOR_HOURS * DAY_MS ? HOUR_MS : 10 * MINUTE_MS;
  return [wanted, HOUR_MS, DAY_MS].find((step) => step >= wanted && step >= longestMs) ?? DAY_MS;
}

interface Span {
  readonly startMs: number;
  readonly lengthMs: number;
  readonly parts: readonly Window[];
}

function gather(windows: readonly Window[], lengthMs: number): Span[] {
  const spans = new Map<number, Window[]>();
  for (const window of windows) {
    const startMs = Math.floor(window.startMs / lengthMs) * lengthMs;
    const known = spans.get(startMs);
    if (known) known.push(window);
    else spans.set(startMs, [window]);
  }
  return [...spans].map(([startMs, parts]) => ({ startMs, lengthMs, parts }));
}

type SampledPoint = Point & { readonly samples: number };

function toPoint({ startMs, lengthMs, parts }: Span, names: readonly string[], cores: number): SampledPoint {
  const swept = parts.reduce((sum, window) => sum + (window.host.process_count?.samples ?? 0), 0);
  const counts = Float64Array.from(names, (name) => {
    return parts.reduce((sum, window) => sum + (groupOf(window, name)?.count.sum ?? 0), 0) / swept;
  });
  const busy = meanQuanta(parts.map((window) => window.host.cpu_busy_ratio));
  const used = meanQuanta(parts.map((window) => window.host.memory_used_bytes));
  return {
    startMs,
    lengthMs,
    counts,
    cpu: busy === null ? null : fromQuanta('cpu_busy_ratio', busy) * cores,
    memory: used === null ? null : fromQuanta('memory_used_bytes', used),
    changing: parts.some((window) => Object.values(window.groups).some(({ count }) => count.min !== count.max)),
    gap: false,
    samples: swept,
  };
}

function groupOf(window: Window, name: string): Window['groups'][string] | undefined {
  return Object.hasOwn(window.groups, name) ? window.groups[name] : undefined;
}

function meanQuanta(stats: readonly (Stat | undefined)[]): number | null {
  let [sum, samples] = [0, 0];
  for (const stat of stats) {
    sum += stat?.sum ?? 0;
    samples += stat?.samples ?? 0;
  }
  return samples === 0 ? null : sum / samples;
}

function markGaps(points: readonly SampledPoint[]): Point[] {
  const density = points.map((point) => point.samples / point.lengthMs).sort((a, b) => a - b);
  const usual = density[Math.floor(density.length / 2)] ?? 0;
  return points.map(({ samples, ...point }) => ({
    ...point,
    gap: samples / point.lengthMs < FULL_POINT_SHARE * usual,
  }));
}

/** At least this share of the points must be steady, with this many levels, or the changing ones are used too. */
const STEADY_SHARE = 0.5;
const STEADY_LEVELS = 3;

/**
 * All but the gaps. In short spans also without those in which a count changed: they hold the start of a crawler, which is
 * no part of what it takes from then on. Where crawlers come and go all the time their starts are part of their cost.
 */
function fittedPoints(points: readonly Point[], timeOfDay: boolean): ReadonlySet<Point> {
  const whole = points.filter((point) => !point.gap);
  const steady = whole.filter((point) => !point.changing);
  const levels = new Set(steady.map((point) => point.counts.join()));
  const enough = steady.length >= STEADY_SHARE * whole.length && levels.size >= STEADY_LEVELS;
  return new Set(timeOfDay || !enough ? whole : steady);
}

/** Of two steady neighbours with other counts the second holds the start of what came: it counts as changing. */
function markBoundaries(points: readonly Point[]): Point[] {
  return points.map((point, i) => {
    const before = points[i - 1];
    const stepped =
      before !== undefined && !before.changing && point.counts.some((count, g) => count !== before.counts[g]);
    return stepped ? { ...point, changing: true } : point;
  });
}

function totalsOf(name: string, windows: readonly Window[]): GroupTotals {
  let [samples, count, cpuCores, memoryBytes, minCount, maxCount] = [0, 0, 0, 0, Infinity, 0];
  for (const window of windows) {
    const swept = window.host.process_count?.samples ?? 0;
    const group = groupOf(window, name);
    samples += swept;
    count += group?.count.sum ?? 0;
    cpuCores += group?.cpuCores.sum ?? 0;
    memoryBytes += group?.memoryBytes.sum ?? 0;
    minCount = Math.min(minCount, group && group.count.samples >= swept ? group.count.min : 0);
    maxCount = Math.max(maxCount, group?.count.max ?? 0);
  }
  const each = (quanta: number, metric: 'group_cpu_cores' | 'group_memory_bytes') =>
    count === 0 ? null : fromQuanta(metric, quanta / count);
  const direct = { cpu: each(cpuCores, 'group_cpu_cores'), memory: each(memoryBytes, 'group_memory_bytes') };
  return { name, minCount, maxCount, meanCount: count / samples, direct };
}
