import { join } from 'node:path';
import type { HostMetric } from '../../shared/model/metrics.ts';
import { readStart } from '../proc-file.ts';
import type { CreateCollector } from './collector.ts';

/** Ticks of all cores since boot, by state. */
export interface CpuTimes {
  readonly busy: number;
  readonly idle: number;
  readonly iowait: number;
  readonly steal: number;
}

/**
 * The first line of `/proc/stat`: user nice system idle iowait irq softirq steal guest guest_nice, in ticks (proc_stat(5)).
 * Guest time is contained in user time and so not added. Busy includes steal: those cores were not there for us.
 * @throws when there is no such line.
 */
export function parseCpuTimes(text: string): CpuTimes {
  const fields = /^cpu +(.*)$/m.exec(text)?.[1]?.split(' ').map(Number);
  const [user, nice, system, idle, iowait = 0, irq = 0, softirq = 0, steal = 0] = fields ?? [];
  if (user === undefined || nice === undefined || system === undefined || idle === undefined) {
    throw new Error('/proc/stat has no line "cpu"');
  }
  return { busy: user + nice + system + irq + softirq + steal, idle, iowait, steal };
}

/**
 * Shares of the time between two readings; null when no tick passed. The kernel lets idle and iowait run back by a few
 * ticks now and then (proc_stat(5)); that is no reset, so such a difference counts as 0.
 */
export function cpuRatios(from: CpuTimes, to: CpuTimes): Partial<Record<HostMetric, number>> | null {
  const rise = (name: keyof CpuTimes): number => Math.max(0, to[name] - from[name]);
  const total = rise('busy') + rise('idle') + rise('iowait');
  if (total === 0) return null;
  return {
    cpu_busy_ratio: rise('busy') / total,
    cpu_iowait_ratio: rise('iowait') / total,
    cpu_steal_ratio: Math.min(1, rise('steal') / total),
  };
}

export const createCpu: CreateCollector = ({ rootPath }) => {
  const path = join(rootPath, 'proc/stat');
  let previous: CpuTimes | null = null;
  return {
    name: 'cpu',
    collect: () => {
      const times = parseCpuTimes(readStart(path));
      const host = previous && cpuRatios(previous, times);
      previous = times;
      return host ? { host } : {};
    },
  };
};
