import { join } from 'node:path';
import type { HostMetric } from '../../shared/model/metrics.ts';
import { readStart } from '../proc-file.ts';
import type { CreateCollector } from './collector.ts';

const BYTES_PER_KIB = 1024;

/**
 * Memory and swap in use from `/proc/meminfo` (proc_meminfo(5)), whose "kB" are KiB.
 * @throws when MemTotal or MemAvailable is missing (kernels before 3.14).
 */
export function parseMeminfo(text: string): Partial<Record<HostMetric, number>> {
  const bytes = (name: string): number | undefined => {
    const kib = new RegExp(`^${name}: *(\\d+) kB$`, 'm').exec(text)?.[1];
    return kib === undefined ? undefined : Number(kib) * BYTES_PER_KIB;
  };
  const [total, available] = [bytes('MemTotal'), bytes('MemAvailable')];
  if (!total || available === undefined) throw new Error('/proc/meminfo names no MemTotal and MemAvailable');
  const used = Math.max(0, total - available);
  const [swapTotal, swapFree] = [bytes('SwapTotal'), bytes('SwapFree')];
  return {
    memory_used_bytes: used,
    memory_used_ratio: used / total,
    ...(swapTotal !== undefined && swapFree !== undefined && { swap_used_bytes: Math.max(0, swapTotal - swapFree) }),
  };
}

export const createMemory: CreateCollector = ({ rootPath }) => {
  const path = join(rootPath, 'proc/meminfo');
  return { name: 'memory', collect: () => ({ host: parseMeminfo(readStart(path)) }) };
};
