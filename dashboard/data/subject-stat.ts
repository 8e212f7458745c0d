import type { RuleMetric } from '../../shared/model/alerting/rule-metric.ts';
import type { HostMetric } from '../../shared/model/metrics.ts';
import type { StatView, WindowView } from '../../shared/model/view.ts';

export type Band = Omit<StatView, 'samples'>;
type Reader = (window: WindowView, subject: string) => Band | undefined;

const flat = (value: number): Band => ({ mean: value, min: value, max: value });
const filesystem: (of: (found: WindowView['filesystems'][number]) => Band | undefined) => Reader =
  (of) => (window, subject) => {
    const found = window.filesystems.find(({ mount }) => mount === subject);
    return found && of(found);
  };
/** A group that a window does not name had no process there. */
const group: (of: 'count' | 'cpuCores' | 'memoryBytes') => Reader = (of) => (window, subject) =>
  window.groups.find(({ name }) => name === subject)?.[of] ?? flat(0);

/** Where windows keep what is not of the whole server. */
const readers: Record<Exclude<RuleMetric, HostMetric>, Reader> = {
  filesystem_total_bytes: filesystem(({ totalBytes }) => flat(totalBytes)),
  filesystem_used_bytes: filesystem(({ usedBytes }) => usedBytes),
  filesystem_used_ratio: filesystem(({ usedBytes: { mean, min, max }, totalBytes: whole }) =>
    whole > 0 ? { mean: mean / whole, min: min / whole, max: max / whole } : undefined,
  ),
  group_process_count: group('count'),
  group_cpu_cores: group('cpuCores'),
  group_memory_bytes: group('memoryBytes'),
  group_memory_per_process_bytes: (window, subject) => {
    const found = window.groups.find(({ name }) => name === subject);
    return found && found.count.mean > 0 ? flat(found.memoryBytes.mean / found.count.mean) : undefined;
  },
  /** Single processes are known only at the peaks. */
  process_memory_bytes: ({ peaks }, subject) => {
    const sizes = Object.values(peaks).flatMap(({ top }) =>
      top.filter(({ name }) => name === subject).map(({ memoryBytes }) => memoryBytes),
    );
    return sizes.length === 0 ? undefined : flat(Math.max(...sizes));
  },
};

/** What an alert's chart draws of a window: its metric on its subject, a mount, a group or a name of a process. */
export function subjectStat(window: WindowView, metric: RuleMetric, subject: string): Band | undefined {
  return isOfSubject(metric) ? readers[metric](window, subject) : window.host[metric];
}

function isOfSubject(metric: RuleMetric): metric is keyof typeof readers {
  return metric in readers;
}
