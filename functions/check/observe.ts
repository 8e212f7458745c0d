import {
  fromQuanta,
  type HostMetric,
  type MetricDefinition,
  metrics,
  peakMetrics,
  type MetricName,
} from '../../shared/model/metrics.ts';
import { FILESYSTEM_USED_RATIO, type RuleMetric, type ThresholdRule } from '../../shared/model/rule.ts';
import type { Stat } from '../../shared/model/stat.ts';
import { type PeakView, viewPeak } from '../../shared/model/view.ts';
import type { Window } from '../../shared/model/window.ts';

export interface SubjectValue {
  /** The mount for a filesystem, else empty. */
  readonly subject: string;
  /** In the metric's base unit; null when the window has no reading. */
  readonly value: number | null;
}

/** What a rule sees in a window: one value, or one for each filesystem. */
export function observe(rule: ThresholdRule, window: Window): SubjectValue[] {
  if (rule.metric !== FILESYSTEM_USED_RATIO) {
    const stat = window.host[rule.metric];
    return [{ subject: '', value: stat ? statistic(rule, rule.metric, stat) : null }];
  }
  return Object.entries(window.filesystems).map(([mount, { totalBytes, usedBytes }]) => ({
    subject: mount,
    value:
      totalBytes > 0
        ? statistic(rule, 'filesystem_used_bytes', usedBytes) / fromQuanta('filesystem_total_bytes', totalBytes)
        : null,
  }));
}

/** What ran at the window's highest second of the resource that drives the metric. */
export function peakOf(metric: RuleMetric, window: Window): PeakView | null {
  const definition: MetricDefinition | undefined = isHostMetric(metric) ? metrics[metric] : undefined;
  const resource = definition?.drivenBy ?? 'cpu';
  const peak = window.peaks[resource];
  return peak ? viewPeak(peakMetrics[resource], peak) : null;
}

function statistic(rule: ThresholdRule, metric: MetricName, stat: Stat): number {
  return fromQuanta(metric, rule.statistic === 'peak' ? stat.max : stat.sum / stat.samples);
}

function isHostMetric(metric: RuleMetric): metric is HostMetric {
  return metric !== FILESYSTEM_USED_RATIO;
}
