import { type HostMetric, hostMetricNames, peakMetrics, peakResources } from './metrics.ts';
import type { TopProcess } from './sample.ts';
import { autocorrelated, seeded } from './simulated-server.test-fleet.ts';
import type { Stat } from './stat.ts';
import type { Peak, Window } from './window.ts';

/** How many groups and filesystems a made-up server has. */
export interface ServerKind {
  readonly groups: number;
  readonly filesystems: number;
}

/** The two kinds that the budgets of the store are about. */
export const SMALL_SERVER: ServerKind = { groups: 5, filesystems: 2 };
export const LARGE_SERVER: ServerKind = { groups: 20, filesystems: 4 };

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const SECONDS = 60;
const TOP = 8;
const CORES = 16;
const QUANTA_PER_GIB = 16_384;
const GROUPS =
  'scrapy:news scrapy:shop scrapy:prices scrapy:images scrapy:forum playwright:reviews feeds.py celery:worker sitemap.py scrapy:jobs scrapy:travel puppeteer:maps scrapy:cars archive.py scrapy:flats dedup.py scrapy:books scrapy:events proxies.py scrapy:social'.split(
    ' ',
  );
const MOUNTS = ['/', '/data', '/var/lib/mysql', '/boot'];
const PROCESSES = ['python3', 'python3', 'python3', 'chrome', 'python3', 'mysqld', 'node', 'redis-server'];

/**
 * Minutes of one server in succession from `startMs`, as its agent would have made them: load that follows the time of
 * day, groups whose number changes every now and then, processes that stay for hours, many metrics that are mostly zero.
 * The same seed gives the same windows.
 */
export function realisticMinutes(kind: ServerKind, startMs: number, count: number, seed = 1): Window[] {
  const random = seeded(seed);
  const groups = GROUPS.slice(0, kind.groups).map((name) => ({
    name,
    hourOfMost: 24 * random(),
    most: 3 + Math.floor(12 * random()),
    coresEach: 0.05 + 0.2 * random(),
    memoryEach: (0.08 + 0.2 * random()) * QUANTA_PER_GIB,
    wobble: autocorrelated(random, 0.25, 0.97),
    count: 0,
  }));
  const processes = Array.from({ length: 12 }, (_, i) => newProcess(random, i));
  return Array.from({ length: count }, (_, i) => {
    const atMs = startMs + i * MINUTE_MS;
    const readings: [string, Window['groups'][string]][] = groups.map((group) => {
      const share = 0.55 + 0.45 * Math.cos((2 * Math.PI * (atMs - group.hourOfMost * (DAY_MS / 24))) / DAY_MS);
      const wanted = Math.max(0, Math.round(group.most * share * (1 + group.wobble())));
      const before = group.count;
      // Crawlers are started and stopped every few minutes, not every minute.
      if (random() < 0.2) group.count = wanted;
      const memory = Math.max(before, group.count) * group.memoryEach;
      return [
        group.name,
        {
          count: between(random, Math.min(before, group.count), Math.max(before, group.count)),
          cpuCores: around(random, 1000 * group.count * group.coresEach, 0.5, 0.9),
          memoryBytes: around(random, memory, before === group.count ? 0.005 : 0.1, 0.02),
          ageSeconds: agesOf(group.count, (atMs - startMs) % DAY_MS),
        },
      ];
    });
    if (random() < 0.1) {
      const place = Math.floor(processes.length * random());
      processes[place] = newProcess(random, place);
    }
    return minuteOf(atMs, random, Object.fromEntries(readings.sort(byName)), kind.filesystems, processes);
  });
}

function minuteOf(
  startMs: number,
  random: () => number,
  groups: Window['groups'],
  filesystems: number,
  processes: readonly TopProcess[],
): Window {
  const total = (of: 'count' | 'cpuCores' | 'memoryBytes') =>
    Object.values(groups).reduce((sum, group) => sum + group[of].sum / SECONDS, 0);
  const [cores, memory, crawlers] = [total('cpuCores') + 400, total('memoryBytes') + 30_000, total('count')];
  const cpu = Math.min(950, cores / CORES);
  const rare = (chance: number, level: number) => (random() < chance ? around(random, level, 1, 4) : constant(0));
  const host: Record<HostMetric, Stat> = {
    cpu_busy_ratio: around(random, cpu, 0.4, 0.5),
    cpu_iowait_ratio: rare(0.7, 3),
    cpu_steal_ratio: rare(0.1, 2),
    memory_used_bytes: around(random, memory, 0.004, 0.01),
    memory_used_ratio: around(random, Math.min(980, memory / 2_000), 0.004, 0.01),
    swap_used_bytes: constant(1_234),
    load1: around(random, cores / 8, 0.1, 0.15),
    cpu_pressure_ratio: around(random, cpu / 8, 1, 2),
    memory_pressure_ratio: rare(0.02, 5),
    io_pressure_ratio: rare(0.5, 6),
    disk_read_bytes_per_second: rare(0.6, 40),
    disk_written_bytes_per_second: around(random, 12 * crawlers, 1, 8),
    network_received_bytes_per_second: around(random, 90 * crawlers, 0.8, 1.5),
    network_sent_bytes_per_second: around(random, 7 * crawlers, 0.8, 1.5),
    process_count: around(random, 180 + crawlers, 0.01, 0.02),
    tcp_connection_count: around(random, 30 + 8 * crawlers, 0.1, 0.15),
  };
  const peaks: Window['peaks'] = {};
  for (const resource of peakResources) {
    peaks[resource] = peakOf(startMs, random, host[peakMetrics[resource]].max, groups, processes);
  }
  const day = startMs / DAY_MS;
  const used = (i: number) => (0.3 + 0.1 * i + 0.2 * (day - Math.floor(day))) * 100 * QUANTA_PER_GIB;
  return {
    startMs,
    lengthMs: MINUTE_MS,
    samples: SECONDS,
    host: Object.fromEntries(hostMetricNames.map((name) => [name, host[name]])),
    filesystems: Object.fromEntries(
      MOUNTS.slice(0, filesystems)
        .map((mount, i): [string, Window['filesystems'][string]] => [
          mount,
          { totalBytes: 100 * QUANTA_PER_GIB + 517 * i, usedBytes: around(random, used(i), 0, 0.000_02) },
        ])
        .sort(byName),
    ),
    groups,
    peaks,
  };
}

/** A second of the window, its groups in the order in which the agent met them. */
function peakOf(
  startMs: number,
  random: () => number,
  value: number,
  groups: Window['groups'],
  processes: readonly TopProcess[],
): Peak {
  const within = ({ min, max }: Stat) => min + Math.floor((max - min + 1) * random());
  const met = Object.entries(groups).sort(([a], [b]) => GROUPS.indexOf(a) - GROUPS.indexOf(b));
  return {
    atMs: startMs + 1000 * Math.floor(SECONDS * random()),
    value,
    groups: Object.fromEntries(
      met.map(([name, g]) => [
        name,
        { count: within(g.count), cpuCores: within(g.cpuCores), memoryBytes: within(g.memoryBytes) },
      ]),
    ),
    top: processes
      .map((process) => ({
        ...process,
        cpuCores: Math.round(process.cpuCores * 2 * random()),
        memoryBytes: process.memoryBytes + Math.floor(20 * random()),
      }))
      .sort((a, b) => b.cpuCores - a.cpuCores)
      .slice(0, TOP),
  };
}

function newProcess(random: () => number, place: number): TopProcess {
  return {
    pid: 1_000 + Math.floor(4_000_000 * random()),
    name: PROCESSES[place % PROCESSES.length] ?? 'python3',
    cpuCores: Math.floor(100 + 600 * random()),
    memoryBytes: Math.floor((0.05 + 0.5 * random()) * QUANTA_PER_GIB),
  };
}

/** All were started at the first minute of a day, so their ages rise by a second each second. */
function agesOf(count: number, ageMs: number): Stat {
  const min = Math.round((count * ageMs) / 1000);
  const max = min + count * (SECONDS - 1);
  return { samples: SECONDS, sum: (SECONDS * (min + max)) / 2, min, max };
}

const constant = (value: number): Stat => ({ samples: SECONDS, sum: value * SECONDS, min: value, max: value });

/** Sixty seconds around a level: the least lies up to `below` under it, the most up to `above` over it, as shares of it. */
function around(random: () => number, level: number, below: number, above: number): Stat {
  const min = Math.max(0, Math.round(level * (1 - below * random())));
  return between(random, min, Math.max(min, Math.round(level * (1 + above * random()))), level);
}

function between(random: () => number, min: number, max: number, level = min + (max - min) * random()): Stat {
  if (min === max) return constant(min);
  const mean = Math.min(max, Math.max(min, level));
  const sum = Math.round(mean * SECONDS + (random() - 0.5) * (max - min));
  // One second was the least and one the most, so the others bound the sum.
  return { samples: SECONDS, min, max, sum: Math.min(59 * max + min, Math.max(59 * min + max, sum)) };
}

const byName = (a: readonly [string, unknown], b: readonly [string, unknown]) =>
  a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;
