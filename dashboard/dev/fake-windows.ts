import { type HostMetric, metrics, type MetricName, toQuanta } from '../../shared/model/metrics.ts';
import type { Stat } from '../../shared/model/stat.ts';
import type { Window } from '../../shared/model/window.ts';
import type { FakeServer } from './fake-fleet.ts';
import { randomFrom } from './random.ts';

export const WINDOW_MS = 60_000;
const STEP_MS = 25 * 60_000;
const GIB = 1024 ** 3;
/** A stretch of every day in which nothing was measured, so that a gap is always in the picture. */
const GAP_MINUTES = [37, 46] as const;

interface Second {
  readonly counts: readonly number[];
  readonly cores: number;
  readonly bytes: number;
}

/** The made-up minute of a server that starts at `startMs`; the same whenever it is asked for. Null in the gap of each third hour. */
export function fakeWindow(server: FakeServer, startMs: number, samples = 60): Window | null {
  const minute = Math.floor(startMs / WINDOW_MS);
  if (minute % 180 >= GAP_MINUTES[0] && minute % 180 < GAP_MINUTES[1] && samples === 60) return null;
  const random = randomFrom(minute * 31 + server.row.name.length * 977 + server.cores);
  const mean = meanOf(server, startMs, random);
  const spike = random() < (server.spikes ?? 0.04);
  const busiest = Math.min(server.cores, mean.cores * (1.15 + random() * 0.3) + (spike ? server.cores * 0.4 : 0));
  const fullest = Math.min(server.memoryBytes, mean.bytes * (1.02 + random() * 0.03) + (spike ? 0.6 * GIB : 0));
  const band = (metric: MetricName, middle: number, low: number, high: number) =>
    statBetween(metric, samples, middle, low, high);
  const host: Partial<Record<HostMetric, Stat>> = {
    cpu_busy_ratio: band('cpu_busy_ratio', ...over(server.cores, mean.cores, mean.cores * 0.55, busiest)),
    memory_used_bytes: band('memory_used_bytes', mean.bytes, mean.bytes * 0.97, fullest),
    memory_used_ratio: band('memory_used_ratio', ...over(server.memoryBytes, mean.bytes, mean.bytes * 0.97, fullest)),
    process_count: band('process_count', 180, 176, 190),
  };
  return {
    startMs,
    lengthMs: WINDOW_MS,
    samples,
    host,
    filesystems: filesystemsAt(minute, samples),
    groups: groupsOf(server, mean, samples),
    peaks: {
      cpu: peakOf(
        server,
        mean,
        startMs + Math.floor(random() * samples) * 1000,
        'cpu_busy_ratio',
        busiest / server.cores,
      ),
      memory: peakOf(server, mean, startMs + Math.floor(random() * samples) * 1000, 'memory_used_bytes', fullest),
    },
  };
}

function over(whole: number, ...parts: [number, number, number]): [number, number, number] {
  return parts.map((part) => part / whole) as [number, number, number];
}

/** Counts stay for a while and then step, as crawlers that are started and end do. */
function meanOf(server: FakeServer, startMs: number, random: () => number): Second {
  const step = Math.floor(startMs / STEP_MS);
  const counts = server.groups.map(({ counts: [least, most] }, i) => {
    const share = randomFrom(step * 7 + i * 1009)();
    return Math.round(least + share * (most - least));
  });
  const use = (each: 'coresEach' | 'bytesEach') =>
    server.groups.reduce((sum, group, i) => sum + group[each] * (counts[i] ?? 0), 0);
  return {
    counts,
    cores: Math.min(server.cores, (use('coresEach') + server.otherCores) * (0.85 + random() * 0.3)),
    bytes: 1.4 * GIB + use('bytesEach') * (0.97 + random() * 0.06),
  };
}

function statBetween(metric: MetricName, samples: number, mean: number, low: number, high: number): Stat {
  const [min, max] = [toQuanta(metric, Math.min(low, mean)), toQuanta(metric, Math.max(high, mean))];
  const sum = Math.round((mean / metrics[metric].quantum) * samples);
  return { samples, sum: Math.min(max * samples, Math.max(min * samples, sum)), min, max };
}

function filesystemsAt(minute: number, samples: number): Window['filesystems'] {
  const used = (bytes: number) => statBetween('filesystem_used_bytes', samples, bytes, bytes, bytes);
  return {
    '/': { totalBytes: toQuanta('filesystem_total_bytes', 80 * GIB), usedBytes: used(31.4 * GIB) },
    '/srv/crawl': {
      totalBytes: toQuanta('filesystem_total_bytes', 500 * GIB),
      usedBytes: used((440 + (minute % 1440) / 200) * GIB),
    },
  };
}

function groupsOf(server: FakeServer, { counts }: Second, samples: number): Window['groups'] {
  const stat = (metric: MetricName, value: number) => statBetween(metric, samples, value, value * 0.8, value * 1.3);
  return Object.fromEntries(
    server.groups.map((group, i) => {
      const count = counts[i] ?? 0;
      return [
        group.name,
        {
          count: statBetween('group_process_count', samples, count, count, count),
          cpuCores: stat('group_cpu_cores', count * group.coresEach),
          memoryBytes: stat('group_memory_bytes', count * group.bytesEach),
        },
      ];
    }),
  );
}

function peakOf(server: FakeServer, { counts }: Second, atMs: number, metric: MetricName, value: number) {
  const use = (cores: number, bytes: number) => ({
    cpuCores: toQuanta('group_cpu_cores', cores),
    memoryBytes: toQuanta('group_memory_bytes', bytes),
  });
  const running = server.groups.flatMap((group, i) => Array.from({ length: counts[i] ?? 0 }, () => group));
  return {
    atMs,
    value: toQuanta(metric, value),
    groups: Object.fromEntries(
      server.groups.map((group, i) => {
        const count = counts[i] ?? 0;
        return [group.name, { count, ...use(count * group.coresEach * 1.2, count * group.bytesEach) }];
      }),
    ),
    top: running.slice(0, 8).map((group, i) => ({
      pid: 2000 + i * 37,
      name: group.comm,
      ...use(group.coresEach * (1.4 - i * 0.05), group.bytesEach),
    })),
  };
}
