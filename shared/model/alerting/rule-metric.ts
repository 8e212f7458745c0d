import {
  filesystemMetrics,
  groupMetrics,
  hostMetricNames,
  metrics,
  type MetricDefinition,
  type Unit,
} from '../metrics.ts';

/** Values that a rule can look at although no window stores them: they are worked out of what it stores. */
export const derivedMetrics = {
  filesystem_used_ratio: {
    unit: 'ratio',
    subject: 'filesystem',
    help: { en: 'Used share of a filesystem.', zh: '文件系统的已用比例。' },
  },
  group_memory_per_process_bytes: {
    unit: 'bytes',
    subject: 'group',
    help: { en: 'Memory of a process group divided by its processes.', zh: '进程组的内存除以进程数。' },
  },
  process_memory_bytes: {
    unit: 'bytes',
    subject: 'process',
    help: {
      en: 'Memory of the largest single process, by name, at the peaks of the window.',
      zh: '窗口峰值时刻内存最大的单个进程（按名称）。',
    },
  },
} as const satisfies Record<string, { unit: Unit; subject: Subject; help: { en: string; zh: string } }>;

/** What a rule's alerts are about beside the server: nothing, each mount, each process group, or each name of a process. */
export type Subject = 'host' | 'filesystem' | 'group' | 'process';

export type DerivedMetric = keyof typeof derivedMetrics;
export const FILESYSTEM_USED_RATIO = 'filesystem_used_ratio' satisfies DerivedMetric;

const filesystemNames = Object.keys(filesystemMetrics) as (keyof typeof filesystemMetrics)[];
const groupNames = Object.keys(groupMetrics) as (keyof typeof groupMetrics)[];
const derivedNames = Object.keys(derivedMetrics) as DerivedMetric[];

/** Every metric of the catalogue, and what is derived from them. */
export const ruleMetricNames = [...hostMetricNames, ...filesystemNames, ...groupNames, ...derivedNames] as const;
export type RuleMetric = (typeof ruleMetricNames)[number];

export interface RuleMetricInfo {
  readonly unit: Unit;
  readonly subject: Subject;
  readonly help: { readonly en: string; readonly zh: string };
  /** The resource whose peak tells what drove the value. */
  readonly drivenBy: 'cpu' | 'memory';
}

/** Unit, subject and words of a metric that rules know. */
export function ruleMetricInfo(metric: RuleMetric): RuleMetricInfo {
  if (isDerived(metric)) {
    return { ...derivedMetrics[metric], drivenBy: metric === FILESYSTEM_USED_RATIO ? 'cpu' : 'memory' };
  }
  const { unit, help, drivenBy }: MetricDefinition = metrics[metric];
  const subject = metric in filesystemMetrics ? 'filesystem' : metric in groupMetrics ? 'group' : 'host';
  return { unit, help, subject, drivenBy: metric === 'group_memory_bytes' ? 'memory' : (drivenBy ?? 'cpu') };
}

function isDerived(metric: RuleMetric): metric is DerivedMetric {
  return metric in derivedMetrics;
}
