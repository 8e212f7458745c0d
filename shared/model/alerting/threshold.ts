import type { StatView, WindowView } from '../view.ts';
import type { SubjectValue, Surroundings, WindowSignal } from './window-signal.ts';
import { type RuleMetric, ruleMetricInfo } from './rule-metric.ts';
import type { RuleOf } from './rule.ts';

type Rule = RuleOf<'threshold'>;
/** Readings of one subject in one window; null when the window has none. */
type Reading = Pick<StatView, 'mean' | 'min' | 'max'> & { readonly samples?: number };

/** A value against a threshold. */
export const threshold: WindowSignal<'threshold'> = {
  kind: 'threshold',
  criteria: (rule) => rule,
  observe: (rule, window, around) =>
    readings(rule, window, around).map(([subject, reading]) => ({
      subject,
      value: reading && statistic(rule, reading),
    })),
  certain: (rule, open, around) =>
    rule.forMs > 0 || rule.breaches !== null
      ? []
      : readings(rule, open, around).flatMap(([subject, reading]) => {
          const value = reading && certainValue(rule, reading, open.lengthMs);
          return value === null ? [] : [{ subject, value } satisfies SubjectValue];
        }),
  seesGaps: true,
};

function statistic({ statistic, comparison }: Rule, reading: Reading): number {
  if (statistic === 'mean') return reading.mean;
  return comparison === 'above' ? reading.max : reading.min;
}

/**
 * The worst second stays the worst second. A mean above is certain when what was seen so far is enough for the whole minute
 * even if the rest were nothing; a mean below never is.
 */
function certainValue(rule: Rule, reading: Reading, lengthMs: number): number | null {
  if (rule.statistic === 'peak') return statistic(rule, reading);
  if (rule.comparison === 'below' || reading.samples === undefined) return null;
  return (reading.mean * reading.samples) / (lengthMs / 1000);
}

type Readings = readonly (readonly [subject: string, reading: Reading | null])[];

/** What the window says of each subject of the rule. */
function readings(rule: Rule, window: WindowView, around: Surroundings): Readings {
  const { subject } = ruleMetricInfo(rule.metric);
  if (subject === 'host') return [['', window.host[rule.metric as keyof WindowView['host']] ?? null]];
  const read = subjectReaders[subject](rule.metric, window);
  const wanted = rule.subject ? [rule.subject] : [...new Set([...read.names, ...around.known])];
  return wanted.map((name) => [name, read.of(name)]);
}

interface SubjectReader {
  readonly names: readonly string[];
  readonly of: (name: string) => Reading | null;
}

const subjectReaders: Record<
  'filesystem' | 'group' | 'process',
  (metric: RuleMetric, window: WindowView) => SubjectReader
> = {
  filesystem: (metric, window) => ({
    names: window.filesystems.map(({ mount }) => mount),
    of: (name) => {
      const found = window.filesystems.find(({ mount }) => mount === name);
      if (!found) return null;
      const { totalBytes, usedBytes } = found;
      if (metric === 'filesystem_total_bytes') return steady(totalBytes);
      if (metric === 'filesystem_used_bytes') return usedBytes;
      return totalBytes > 0 ? share(usedBytes, totalBytes) : null;
    },
  }),
  group: (metric, window) => ({
    names: window.groups.map(({ name }) => name),
    of: (name) => groupReading(metric, window, name),
  }),
  process: (_metric, window) => {
    const largest = new Map<string, number>();
    const top = Object.values(window.peaks).flatMap((peak) => peak.top);
    for (const process of top) {
      largest.set(process.name, Math.max(largest.get(process.name) ?? 0, process.memoryBytes));
    }
    return {
      names: [...largest.keys()],
      // Not among the largest any more: then it is not over a limit either.
      of: (name) => (top.length === 0 ? null : steady(largest.get(name) ?? 0)),
    };
  },
};

/** A group that is not named although processes were read has none. */
function groupReading(metric: RuleMetric, window: WindowView, name: string): Reading | null {
  const group = window.groups.find((each) => each.name === name);
  if (metric === 'group_memory_per_process_bytes') {
    if (!group || group.count.mean === 0) return null;
    return steady(group.memoryBytes.mean / group.count.mean);
  }
  if (!group) return window.host.process_count ? steady(0) : null;
  if (metric === 'group_process_count') return group.count;
  return metric === 'group_cpu_cores' ? group.cpuCores : group.memoryBytes;
}

function steady(value: number): Reading {
  return { mean: value, min: value, max: value };
}

function share(stat: StatView, whole: number): Reading {
  return { samples: stat.samples, mean: stat.mean / whole, min: stat.min / whole, max: stat.max / whole };
}
