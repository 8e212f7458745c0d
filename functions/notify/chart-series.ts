import { isRuleMetric } from '../../shared/model/alerting/alert-words.ts';
import type { Alert } from '../../shared/model/alerting/alert.ts';
import type { RuleMetric } from '../../shared/model/alerting/rule-metric.ts';
import { type HostMetric, hostMetricNames } from '../../shared/model/metrics.ts';
import type { WindowView } from '../../shared/model/view.ts';

/** A minute of what is drawn, in the metric's base unit. */
export interface ChartPoint {
  readonly startMs: number;
  readonly endMs: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

type Reading = Pick<ChartPoint, 'mean' | 'min' | 'max'>;

/** How a window says a metric that is not one of the server itself; undefined where it does not. */
const readers: Record<Exclude<RuleMetric, HostMetric>, (window: WindowView, subject: string) => Reading | undefined> = {
  filesystem_total_bytes: (window, subject) => alone(filesystem(window, subject)?.totalBytes),
  filesystem_used_bytes: (window, subject) => filesystem(window, subject)?.usedBytes,
  filesystem_used_ratio: (window, subject) => {
    const found = filesystem(window, subject);
    return found && divided(found.usedBytes, found.totalBytes);
  },
  group_process_count: (window, subject) => group(window, subject)?.count,
  group_cpu_cores: (window, subject) => group(window, subject)?.cpuCores,
  group_memory_bytes: (window, subject) => group(window, subject)?.memoryBytes,
  group_memory_per_process_bytes: (window, subject) => {
    const found = group(window, subject);
    return found && found.count.mean > 0 ? alone(found.memoryBytes.mean / found.count.mean) : undefined;
  },
  process_memory_bytes: (window, subject) => {
    const sizes = Object.values(window.peaks)
      .flatMap((peak) => peak.top)
      .filter((process) => process.name === subject)
      .map((process) => process.memoryBytes);
    return sizes.length > 0 ? alone(Math.max(...sizes)) : undefined;
  },
};

/** The metric that shows what an alert is about; null where none does. */
export function chartMetric(alert: Alert): RuleMetric | null {
  if (isRuleMetric(alert.metric)) return alert.metric;
  return alert.metric === 'time_to_full' ? 'filesystem_used_ratio' : null;
}

/** The minutes in which the metric was measured, in order of time; the others are gaps. */
export function chartPoints(metric: RuleMetric, subject: string, windows: readonly WindowView[]): ChartPoint[] {
  return windows
    .flatMap((window) => {
      const reading = isHostMetric(metric) ? window.host[metric] : readers[metric](window, subject);
      if (!reading) return [];
      const { mean, min, max } = reading;
      return [{ startMs: window.startMs, endMs: window.startMs + window.lengthMs, mean, min, max }];
    })
    .sort((a, b) => a.startMs - b.startMs);
}

/** Processes in all groups together. */
export function countPoints(windows: readonly WindowView[]): ChartPoint[] {
  return windows
    .map(({ startMs, lengthMs, groups }) => {
      const mean = groups.reduce((sum, { count }) => sum + count.mean, 0);
      return { startMs, endMs: startMs + lengthMs, mean, min: mean, max: mean };
    })
    .sort((a, b) => a.startMs - b.startMs);
}

/** Splits where data is missing, so that no line is drawn over a gap. */
export function runsOf(points: readonly ChartPoint[]): ChartPoint[][] {
  const runs: ChartPoint[][] = [];
  for (const point of points) {
    const run = runs.at(-1);
    if (run?.at(-1)?.endMs === point.startMs) run.push(point);
    else runs.push([point]);
  }
  return runs;
}

function isHostMetric(metric: RuleMetric): metric is HostMetric {
  return (hostMetricNames as readonly string[]).includes(metric);
}

const filesystem = (window: WindowView, mount: string) => window.filesystems.find((f) => f.mount === mount);
const group = (window: WindowView, name: string) => window.groups.find((g) => g.name === name);

function alone(value: number | undefined): Reading | undefined {
  return value === undefined ? undefined : { mean: value, min: value, max: value };
}

function divided(reading: Reading, by: number): Reading | undefined {
  return by > 0 ? { mean: reading.mean / by, min: reading.min / by, max: reading.max / by } : undefined;
}
