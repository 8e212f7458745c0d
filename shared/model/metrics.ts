/** What a number is. Base units only: a ratio is 0–1, sizes are bytes. */
export type Unit = 'ratio' | 'bytes' | 'bytes_per_second' | 'cores' | 'count' | 'load';

export interface MetricDefinition {
  readonly unit: Unit;
  /**
   * Readings are rounded to whole multiples of this once, in the agent, and every sum, minimum and maximum after that
   * is an integer number of quanta. So merging windows is exact.
   */
  readonly quantum: number;
  /** Where the number comes from, so that a reader can check it with one command. */
  readonly source: string;
  readonly help: { readonly en: string; readonly zh: string };
  /** The resource whose peak tells best what drove this metric; cpu where it is not said. */
  readonly drivenBy?: 'memory';
}

const RATIO = { unit: 'ratio', quantum: 0.001 } as const;
const BYTES = { unit: 'bytes', quantum: 65_536 } as const;
const RATE = { unit: 'bytes_per_second', quantum: 1024 } as const;
const CORES = { unit: 'cores', quantum: 0.001 } as const;
const COUNT = { unit: 'count', quantum: 1 } as const;

/** Readings of the whole server. */
export const hostMetrics = {
  cpu_busy_ratio: {
    ...RATIO,
    source: '/proc/stat: 1 − Δ(idle + iowait) / Δtotal',
    help: { en: 'Share of all cores busy.', zh: '全部核心的繁忙比例。' },
  },
  cpu_iowait_ratio: {
    ...RATIO,
    source: '/proc/stat: Δiowait / Δtotal',
    help: { en: 'Share of time idle while waiting for disks.', zh: '空闲并等待磁盘的时间比例。' },
  },
  cpu_steal_ratio: {
    ...RATIO,
    source: '/proc/stat: Δsteal / Δtotal',
    help: { en: 'Share of time taken by other virtual machines.', zh: '被其他虚拟机占用的时间比例。' },
  },
  memory_used_bytes: {
    ...BYTES,
    drivenBy: 'memory',
    source: '/proc/meminfo: MemTotal − MemAvailable',
    help: { en: 'Memory no longer available to new processes.', zh: '新进程无法再使用的内存。' },
  },
  memory_used_ratio: {
    ...RATIO,
    drivenBy: 'memory',
    source: '/proc/meminfo: 1 − MemAvailable / MemTotal',
    help: { en: 'Share of memory no longer available.', zh: '不可再用内存的比例。' },
  },
  swap_used_bytes: {
    ...BYTES,
    drivenBy: 'memory',
    source: '/proc/meminfo: SwapTotal − SwapFree',
    help: { en: 'Swap in use.', zh: '已用的交换空间。' },
  },
  load1: {
    unit: 'load',
    quantum: 0.01,
    source: '/proc/loadavg, first number',
    help: { en: 'Runnable and uninterruptible tasks, 1 minute average.', zh: '一分钟平均负载。' },
  },
  cpu_pressure_ratio: {
    ...RATIO,
    source: '/proc/pressure/cpu: Δ(some total) / Δt',
    help: { en: 'Share of time in which some task waited for a core.', zh: '有任务等待核心的时间比例。' },
  },
  memory_pressure_ratio: {
    ...RATIO,
    drivenBy: 'memory',
    source: '/proc/pressure/memory: Δ(some total) / Δt',
    help: { en: 'Share of time in which some task waited for memory.', zh: '有任务等待内存的时间比例。' },
  },
  io_pressure_ratio: {
    ...RATIO,
    source: '/proc/pressure/io: Δ(some total) / Δt',
    help: { en: 'Share of time in which some task waited for a disk.', zh: '有任务等待磁盘的时间比例。' },
  },
  disk_read_bytes_per_second: {
    ...RATE,
    source: '/proc/diskstats, sectors read × 512, whole disks',
    help: { en: 'Bytes read from disks.', zh: '每秒磁盘读取字节数。' },
  },
  disk_written_bytes_per_second: {
    ...RATE,
    source: '/proc/diskstats, sectors written × 512, whole disks',
    help: { en: 'Bytes written to disks.', zh: '每秒磁盘写入字节数。' },
  },
  network_received_bytes_per_second: {
    ...RATE,
    source: '/proc/net/dev, receive bytes, loopback left out',
    help: { en: 'Bytes received.', zh: '每秒网络接收字节数。' },
  },
  network_sent_bytes_per_second: {
    ...RATE,
    source: '/proc/net/dev, transmit bytes, loopback left out',
    help: { en: 'Bytes sent.', zh: '每秒网络发送字节数。' },
  },
  process_count: {
    ...COUNT,
    source: '/proc/PID, number of folders',
    help: { en: 'Processes.', zh: '进程数。' },
  },
  tcp_connection_count: {
    ...COUNT,
    source: '/proc/net/sockstat and sockstat6, TCP inuse',
    help: { en: 'TCP sockets in use.', zh: '使用中的 TCP 套接字数。' },
  },
} as const satisfies Record<string, MetricDefinition>;

/** Readings of one mounted filesystem. */
export const filesystemMetrics = {
  filesystem_total_bytes: {
    ...BYTES,
    source: 'statfs: blocks × block size',
    help: { en: 'Size of the filesystem.', zh: '文件系统容量。' },
  },
  filesystem_used_bytes: {
    ...BYTES,
    source: 'statfs: (blocks − free) × block size',
    help: { en: 'Bytes in use on the filesystem.', zh: '文件系统已用字节数。' },
  },
} as const satisfies Record<string, MetricDefinition>;

/** Readings of one process group. */
export const groupMetrics = {
  group_process_count: {
    ...COUNT,
    source: '/proc/PID/cmdline, matched by the group rules',
    help: { en: 'Processes of the group.', zh: '该组的进程数。' },
  },
  group_cpu_cores: {
    ...CORES,
    source: '/proc/PID/stat: Δ(utime + stime) / Δt',
    help: { en: 'Cores used by the group.', zh: '该组使用的核心数。' },
  },
  group_memory_bytes: {
    ...BYTES,
    source: '/proc/PID/smaps_rollup Pss, else /proc/PID/statm resident − shared',
    help: { en: 'Memory of the group.', zh: '该组使用的内存。' },
  },
} as const satisfies Record<string, MetricDefinition>;

export const metrics = { ...hostMetrics, ...filesystemMetrics, ...groupMetrics } as const satisfies Record<
  string,
  MetricDefinition
>;

export type HostMetric = keyof typeof hostMetrics;
export type MetricName = keyof typeof metrics;
export const hostMetricNames = Object.keys(hostMetrics) as [HostMetric, ...HostMetric[]];
export const metricNames = Object.keys(metrics) as [MetricName, ...MetricName[]];

/** The resources whose highest second is kept with what ran then, and the host metric that ranks the seconds. */
export const peakMetrics = { cpu: 'cpu_busy_ratio', memory: 'memory_used_bytes' } as const satisfies Record<
  string,
  HostMetric
>;
export type PeakResource = keyof typeof peakMetrics;
export const peakResources = Object.keys(peakMetrics) as [PeakResource, ...PeakResource[]];

/** Rounds a reading in base units to whole quanta. */
export function toQuanta(metric: MetricName, value: number): number {
  return Math.round(value / metrics[metric].quantum);
}

/** Base units from quanta; the inverse of `toQuanta` for every whole number. A quantum below 1 divides, so that 3 quanta of 0.001 read 0.003. */
export function fromQuanta(metric: MetricName, quanta: number): number {
  const { quantum } = metrics[metric];
  return quantum < 1 ? quanta / Math.round(1 / quantum) : quanta * quantum;
}
