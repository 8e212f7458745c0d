import { HOUR_MS } from '../capacity-points.ts';
import { fromQuanta } from '../metrics.ts';
import type { Window } from '../window.ts';

const HOURS_PER_SECOND = 1 / 3600;
/** Fewer crawlers than this on average of a window say more of their coming and going than of their memory. */
const MIN_COUNT = 0.5;

/** The mean crawler of a group in one window. */
export interface LeakPoint {
  readonly startMs: number;
  readonly count: number;
  /** Bytes and age in hours of one crawler. */
  readonly bytes: number;
  readonly ageHours: number;
  /** For each of the warm-ups, the share of it that a crawler has still before it: 1 at its start, 0 when it is old. */
  readonly cold: readonly number[];
}

/** The mean crawler of each hour. A window of ten minutes tells nearly the same as the one before, so this costs no accuracy and saves time. */
export function hourly(points: readonly LeakPoint[]): LeakPoint[] {
  const hours = new Map<number, LeakPoint[]>();
  for (const point of points) {
    const hour = Math.floor(point.startMs / HOUR_MS);
    const parts = hours.get(hour);
    if (parts) parts.push(point);
    else hours.set(hour, [point]);
  }
  return [...hours].map(([hour, parts]) => {
    const mean = (of: (point: LeakPoint) => number) => parts.reduce((sum, part) => sum + of(part), 0) / parts.length;
    return {
      startMs: hour * HOUR_MS,
      count: mean((part) => part.count),
      bytes: mean((part) => part.bytes),
      ageHours: mean((part) => part.ageHours),
      cold: (parts[0]?.cold ?? []).map((_, i) => mean((part) => part.cold[i] ?? 0)),
    };
  });
}

/** What the windows say of one group. */
export interface LeakPoints {
  readonly points: readonly LeakPoint[];
  /** Whether any window has crawlers of the group at all. */
  readonly ran: boolean;
}

/**
 * The group's points in order of time. Windows in which ages were not known all the time are left out.
 * @param warmUpHours the times in which `cold` falls to 1/e.
 */
export function leakPoints(windows: readonly Window[], group: string, warmUpHours: readonly number[]): LeakPoints {
  const points: LeakPoint[] = [];
  let ran = false;
  let before: (LeakPoint & { readonly endMs: number }) | null = null;
  for (const window of windows) {
    const stat = Object.hasOwn(window.groups, group) ? window.groups[group] : undefined;
    if (!stat || stat.count.sum < MIN_COUNT * stat.count.samples) continue;
    ran = true;
    if (stat.ageSeconds?.samples !== stat.count.samples) continue;
    const count = stat.count.sum / stat.count.samples;
    const now = {
      startMs: window.startMs,
      count,
      bytes: fromQuanta('group_memory_bytes', stat.memoryBytes.sum) / stat.count.sum,
      ageHours: (stat.ageSeconds.sum / stat.count.sum) * HOURS_PER_SECOND,
    };
    const follows: LeakPoint | null = before?.endMs === window.startMs ? before : null;
    const hours = window.lengthMs / HOUR_MS;
    const point: LeakPoint = {
      ...now,
      cold: warmUpHours.map((warmUp, i) => coldShare(now, follows, i, warmUp, hours)),
    };
    points.push(point);
    before = { ...point, endMs: window.startMs + window.lengthMs };
  }
  return { points, ran };
}

/**
 * Only the sum of the ages is known, so who is how old is followed through time: what the sum falls short of growing by itself
 * is the age of those that ended, taken as mean ones; with the change of the count that gives how many began.
 */
function coldShare(
  now: Omit<LeakPoint, 'cold'>,
  before: LeakPoint | null,
  index: number,
  warmUpHours: number,
  hours: number,
): number {
  if (!before) return Math.exp(-now.ageHours / warmUpHours);
  const lostHours = before.count * (before.ageHours + hours) - now.count * now.ageHours;
  const ended = Math.min(before.count, Math.max(0, lostHours / (before.ageHours + hours)));
  const begun = Math.max(0, now.count - before.count + ended);
  const cold = before.count * (before.cold[index] ?? 0) * Math.exp(-hours / warmUpHours) + begun;
  return Math.min(1, cold / now.count);
}
