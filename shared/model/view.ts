import {
  fromQuanta,
  hostMetricNames,
  type MetricName,
  metricNames,
  metrics,
  peakMetrics,
  peakResources,
} from './metrics.ts';
import * as z from 'zod';
import { type Peak, type Window } from './window.ts';
import { type Stat } from './stat.ts';

/** A Stat in base units, for people, the page and the database viewer. */
export const StatView = z.strictObject({ samples: z.int(), mean: z.number(), min: z.number(), max: z.number() });
export type StatView = z.infer<typeof StatView>;

export const PeakView = z.strictObject({
  atMs: z.int(),
  /** In the base unit of the resource's metric: a ratio for cpu, bytes for memory. */
  value: z.number(),
  groups: z.array(
    z.strictObject({ name: z.string(), count: z.number(), cpuCores: z.number(), memoryBytes: z.number() }),
  ),
  top: z.array(z.strictObject({ pid: z.int(), name: z.string(), cpuCores: z.number(), memoryBytes: z.number() })),
});
export type PeakView = z.infer<typeof PeakView>;

/** A window in base units. Lists instead of records, because names are foreign text that no object key should carry. */
export const WindowView = z.strictObject({
  startMs: z.int(),
  lengthMs: z.int(),
  samples: z.int(),
  host: z.partialRecord(z.enum(hostMetricNames), StatView),
  filesystems: z.array(z.strictObject({ mount: z.string(), totalBytes: z.number(), usedBytes: StatView })),
  groups: z.array(z.strictObject({ name: z.string(), count: StatView, cpuCores: StatView, memoryBytes: StatView })),
  peaks: z.partialRecord(z.enum(peakResources), PeakView),
});
export type WindowView = z.infer<typeof WindowView>;

/** What `fromQuanta` multiplies and divides by, and the steps that a mean is rounded to: a range is thousands of stats. */
const scales = new Map(
  metricNames.map((name) => {
    const { quantum } = metrics[name];
    const [factor, divisor] = quantum < 1 ? [1, Math.round(1 / quantum)] : [quantum, 1];
    return [name, { factor, divisor, precision: 1000 / Math.min(1, quantum) }];
  }),
);

/** Base units from a Stat; the mean is rounded to a thousandth of the quantum, which is finer than any reading. */
export function viewStat(metric: MetricName, { samples, sum, min, max }: Stat): StatView {
  const scale = scales.get(metric);
  if (!scale) throw new RangeError(`there is no metric ${metric}`);
  const { factor, divisor, precision } = scale;
  return {
    samples,
    mean: Math.round((((sum / samples) * factor) / divisor) * precision) / precision,
    min: (min * factor) / divisor,
    max: (max * factor) / divisor,
  };
}

export function viewPeak(metric: MetricName, peak: Peak): PeakView {
  const use = (of: { cpuCores: number; memoryBytes: number }) => ({
    cpuCores: fromQuanta('group_cpu_cores', of.cpuCores),
    memoryBytes: fromQuanta('group_memory_bytes', of.memoryBytes),
  });
  return {
    atMs: peak.atMs,
    value: fromQuanta(metric, peak.value),
    groups: Object.entries(peak.groups).map(([name, g]) => ({ name, count: g.count, ...use(g) })),
    top: peak.top.map((p) => ({ pid: p.pid, name: p.name, ...use(p) })),
  };
}

export function viewWindow(window: Window): WindowView {
  const host: WindowView['host'] = {};
  for (const name of hostMetricNames) {
    const stat = window.host[name];
    if (stat) host[name] = viewStat(name, stat);
  }
  const peaks: WindowView['peaks'] = {};
  for (const resource of peakResources) {
    const peak = window.peaks[resource];
    if (peak) peaks[resource] = viewPeak(peakMetrics[resource], peak);
  }
  return {
    startMs: window.startMs,
    lengthMs: window.lengthMs,
    samples: window.samples,
    host,
    filesystems: Object.entries(window.filesystems).map(([mount, f]) => ({
      mount,
      totalBytes: fromQuanta('filesystem_total_bytes', f.totalBytes),
      usedBytes: viewStat('filesystem_used_bytes', f.usedBytes),
    })),
    groups: Object.entries(window.groups).map(([name, g]) => ({
      name,
      count: viewStat('group_process_count', g.count),
      cpuCores: viewStat('group_cpu_cores', g.cpuCores),
      memoryBytes: viewStat('group_memory_bytes', g.memoryBytes),
    })),
    peaks,
  };
}
