import { DAY_MS, HOUR_MS } from '../capacity-points.ts';
import { fromQuanta } from '../metrics.ts';
import { autocorrelated, normal, seeded } from '../simulated-server.test-fleet.ts';
import type { Stat } from '../stat.ts';
import type { Window } from '../window.ts';

/**
 * Kinds of crawlers. `steady` never grow; all others do. `together`: all restart at once, at ages of any length. `staggered`:
 * each restarts by itself, and their number follows the day. `cached`: caches that fill within hours of a start, and a leak.
 * `filled`: the caches, and no leak. `daily`: what one holds breathes with the day, a little differently each day. `rough`:
 * heavy tails. `levels`: each start brings a level of its own. `long`: never restarted.
 */
export const leakKinds = [
  'steady',
  'together',
  'staggered',
  'cached',
  'filled',
  'daily',
  'rough',
  'levels',
  'long',
] as const;
export type LeakKind = (typeof leakKinds)[number] | 'nightly';

export interface SimulatedLeak {
  readonly windows: Window[];
  readonly trueBytesPerHour: number;
}

export const GROUP = 'scrapy:news';
const MIB = 2 ** 20;
/** A Monday. */
const FROM_MS = 1_700_438_400_000;
const STEP_MS = 600_000;
const SAMPLES = 600;

interface Crawler {
  startHours: number;
  endHours: number;
  levelBytes: number;
}

/** One group of a kind, in windows of ten minutes. `nightly` (not in the list: it must be refused) restarts at midnight. */
export function simulateLeak(kind: LeakKind, seed: number, days = 14): SimulatedLeak {
  const random = seeded(seed);
  const trueBytesPerHour = kind === 'steady' || kind === 'filled' ? 0 : (1 + 4 * random()) * MIB;
  const caches = kind === 'cached' || kind === 'filled';
  const [cacheBytes, cacheHours] = caches ? [(20 + 130 * random()) * MIB, 0.5 + 5.5 * random()] : [0, 1];
  const most = 4 + Math.floor(8 * random());
  const phase = 2 * Math.PI * random();
  const shock = kind === 'rough' ? () => heavyTailed(random) : undefined;
  const noise = autocorrelated(random, 4 * MIB, 0.95, shock);
  const height = autocorrelated(random, 0.3, 0.5);
  const lifeHours = 12 + 48 * random();
  const levelBytes = () => 150 * MIB + (kind === 'levels' ? 10 * MIB * normal(random) : 0);
  const nextEnd = (nowHours: number) => {
    if (kind === 'long') return Infinity;
    if (kind === 'nightly') return 24 * (Math.floor(nowHours / 24) + 1);
    return nowHours - lifeHours * Math.log(1 - random());
  };
  const alone = kind === 'staggered' || kind === 'cached';
  let shared: Crawler = { startHours: -20 * random(), endHours: nextEnd(0), levelBytes: levelBytes() };
  const crawlers = Array.from({ length: most }, () =>
    alone ? { startHours: -40 * random(), endHours: nextEnd(0), levelBytes: levelBytes() } : shared,
  );
  let today = 1 + height();
  const windows = Array.from({ length: (days * DAY_MS) / STEP_MS }, (_, i) => {
    const hours = ((i + 0.5) * STEP_MS) / HOUR_MS;
    if (i % 144 === 0) today = 1 + height();
    if (!alone && shared.endHours <= hours)
      shared = { startHours: shared.endHours, endHours: nextEnd(shared.endHours), levelBytes: levelBytes() };
    for (const [place, crawler] of crawlers.entries()) {
      if (!alone) crawlers[place] = shared;
      else if (crawler.endHours <= hours)
        crawlers[place] = {
          startHours: crawler.endHours,
          endHours: nextEnd(crawler.endHours),
          levelBytes: levelBytes(),
        };
    }
    const wave = Math.cos((2 * Math.PI * hours) / 24 + phase);
    // Of those that the day does not need, the last ones rest; they are the same old ones when they are back.
    const count = kind === 'staggered' ? Math.max(1, Math.round(most * (0.75 + 0.25 * wave))) : most;
    const rhythm = kind === 'daily' ? 25 * MIB * today * wave : 0;
    let [bytes, ageHours] = [20 * MIB + count * (noise() + rhythm), 0];
    for (const crawler of crawlers.slice(0, count)) {
      const age = hours - crawler.startHours;
      ageHours += age;
      bytes += crawler.levelBytes + trueBytesPerHour * age + cacheBytes * (1 - Math.exp(-age / cacheHours));
    }
    return windowOf(FROM_MS + i * STEP_MS, count, bytes, ageHours);
  });
  return { windows, trueBytesPerHour };
}

function heavyTailed(random: () => number): number {
  return random() < 0.02 ? 4 * normal(random) : 0.8 * normal(random);
}

function windowOf(startMs: number, count: number, bytes: number, ageHours: number): Window {
  const stat = (mean: number): Stat => ({
    samples: SAMPLES,
    sum: Math.round(mean * SAMPLES),
    min: Math.floor(mean),
    max: Math.ceil(mean),
  });
  return {
    startMs,
    lengthMs: STEP_MS,
    samples: SAMPLES,
    host: { process_count: stat(200) },
    filesystems: {},
    groups: {
      [GROUP]: {
        count: stat(count),
        cpuCores: stat(100 * count),
        memoryBytes: stat(bytes / fromQuanta('group_memory_bytes', 1)),
        ageSeconds: stat(ageHours * 3600),
      },
    },
    peaks: {},
  };
}
