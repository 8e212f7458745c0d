import type { Collector, GroupUsage, Readings } from './collectors/collector.ts';

const DAY_MS = 86_400_000;
const GIB = 1 << 30;
const CORES = 4;
const MEMORY_BYTES = 8 * GIB;
const DISK_BYTES = 100 * GIB;

/** A made-up crawler: how many run at noon, what one of them takes. */
const crawlers = [
  { group: 'scrapy:news', processes: 6, cpuCores: 0.22, memoryBytes: 0.14 * GIB, hourOfMost: 9 },
  { group: 'scrapy:shop', processes: 4, cpuCores: 0.15, memoryBytes: 0.2 * GIB, hourOfMost: 14 },
  { group: 'feeds.py', processes: 3, cpuCores: 0.06, memoryBytes: 0.08 * GIB, hourOfMost: 20 },
] as const;

/**
 * Made-up but plausible readings for systems without `/proc`: crawlers come and go with the time of day, the rest of the
 * machine follows them. The same second always gives the same readings.
 */
export function createSimulation(): Collector {
  return { name: 'simulation', collect: ({ atMs }) => readingsAt(atMs) };
}

function readingsAt(atMs: number): Readings {
  const groups = new Map<string, GroupUsage>();
  for (const [index, { group, processes, cpuCores, memoryBytes, hourOfMost }] of crawlers.entries()) {
    const share = 0.5 + 0.5 * Math.cos((2 * Math.PI * (atMs - hourOfMost * (DAY_MS / 24))) / DAY_MS);
    // The number changes every few minutes, the load of each every second.
    const wobble = 0.7 + 0.6 * noise(Math.floor(atMs / 240_000), index);
    const count = Math.max(1, Math.round(processes * share * wobble));
    const load = 0.5 + noise(Math.floor(atMs / 1000), index + 10) ** 3 * 1.5;
    // All were started anew at the quiet hour, half a day before the busiest.
    const ageMs = (atMs - (hourOfMost - 12) * (DAY_MS / 24)) % DAY_MS;
    groups.set(group, {
      count,
      cpuCores: count * cpuCores * load,
      memoryBytes: count * memoryBytes,
      ageSeconds: (count * ageMs) / 1000,
    });
  }
  const sum = (of: (usage: GroupUsage) => number): number =>
    [...groups.values()].reduce((total, usage) => total + of(usage), 0);
  const cpu = Math.min(1, (0.15 + sum((usage) => usage.cpuCores)) / CORES);
  const memory = 1.1 * GIB + sum((usage) => usage.memoryBytes);
  const traffic = sum((usage) => usage.count) * 60_000 * (0.5 + noise(Math.floor(atMs / 1000), 20));
  return {
    host: {
      cpu_busy_ratio: cpu,
      cpu_iowait_ratio: Math.min(1 - cpu, 0.01 * noise(Math.floor(atMs / 1000), 21)),
      memory_used_bytes: memory,
      memory_used_ratio: memory / MEMORY_BYTES,
      swap_used_bytes: 0,
      load1: cpu * CORES,
      disk_read_bytes_per_second: traffic / 20,
      disk_written_bytes_per_second: traffic / 4,
      network_received_bytes_per_second: traffic,
      network_sent_bytes_per_second: traffic / 12,
      process_count: 90 + sum((usage) => usage.count),
      tcp_connection_count: 12 + 8 * sum((usage) => usage.count),
    },
    filesystems: new Map([
      ['/', { totalBytes: DISK_BYTES, usedBytes: DISK_BYTES * (0.4 + 0.2 * ((atMs % DAY_MS) / DAY_MS)) }],
    ]),
    groups,
    top: [...groups].map(([, usage], index) => ({
      pid: 1000 + index,
      name: 'python3',
      cpuCores: usage.cpuCores / usage.count,
      memoryBytes: usage.memoryBytes / usage.count,
    })),
  };
}

/** A number from 0 to 1 that looks random and is always the same for the same arguments. */
function noise(step: number, stream: number): number {
  const wave = Math.sin(step * 12.9898 + stream * 78.233) * 43_758.5453;
  return wave - Math.floor(wave);
}
