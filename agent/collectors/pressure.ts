import { join } from 'node:path';
import type { HostMetric } from '../../shared/model/metrics.ts';
import { hasCode, readStart } from '../proc-file.ts';
import { type CounterReading, ratePerSecond } from '../rate.ts';
import type { CreateCollector } from './collector.ts';

const MICROSECONDS = 1_000_000;
const files = {
  cpu: 'cpu_pressure_ratio',
  memory: 'memory_pressure_ratio',
  io: 'io_pressure_ratio',
} as const satisfies Record<string, HostMetric>;

/**
 * Seconds since boot in which some task waited: `total` (µs) of the line "some" (kernel, Documentation/accounting/psi.rst).
 * @throws when there is no such line.
 */
export function parseWaitedSeconds(text: string): number {
  const total = /^some .* total=(\d+)$/m.exec(text)?.[1];
  if (total === undefined) throw new Error('a file of /proc/pressure has no line "some … total="');
  return Number(total) / MICROSECONDS;
}

/** Pressure-stall information. Kernels without it (before 4.20, or psi=0) have no such metrics; that is no failure. */
export const createPressure: CreateCollector = ({ rootPath }) => {
  const previous = new Map<string, CounterReading>();
  return {
    name: 'pressure',
    collect: ({ monotonicMs }) => {
      const host: Partial<Record<HostMetric, number>> = {};
      for (const [file, metric] of Object.entries(files)) {
        const text = readIfThere(join(rootPath, 'proc/pressure', file));
        if (text === null) continue;
        const now = { monotonicMs, value: parseWaitedSeconds(text) };
        const before = previous.get(file);
        previous.set(file, now);
        const ratio = before && ratePerSecond(before, now);
        if (typeof ratio === 'number') host[metric] = Math.min(1, ratio);
      }
      return { host };
    },
  };
};

function readIfThere(path: string): string | null {
  try {
    return readStart(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'EOPNOTSUPP', 'ENOTSUP')) return null;
    throw error;
  }
}
