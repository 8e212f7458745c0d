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
  const hours: LeakPoint[] = [];
  let parts: LeakPoint[] = [];
  for (const [i, point] of points.entries()) {
    parts.push(point);
    const hour = Math.floor(point.startMs / HOUR_MS);
    const next = points[i + 1];
    if (next && Math.floor(next.startMs / HOUR_MS) === hour) continue;
    hours.push(meanOf(parts, hour * HOUR_MS));
    parts = [];
  }
  return hours;
}

function meanOf(parts: readonly LeakPoint[], startMs: number): LeakPoint {
  let [count, bytes, ageHours] = [0, 0, 0];
  const cold = (parts[0]?.cold ?? []).map(() => 0);
  for (const part of parts) {
    count += part.count / parts.length;
    bytes += part.bytes / parts.length;
    ageHours += part.ageHours / parts.length;
    for (let i = 0; i < cold.length; i += 1) cold[i] = (cold[i] ?? 0) + (part.cold[i] ?? 0) / parts.length;
  }
  return { startMs, count, bytes, ageHours, cold };
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
  let [before, endMs]: [LeakPoint | null, number] = [null, 0];
  for (const window of windows) {
    const stat = Object.hasOwn(window.groups, group) ? window.groups[group] : undefined;
    if (!stat || stat.count.sum < MIN_COUNT * stat.count.samples) continue;
    ran = true;
    if (stat.ageSeconds?.samples !== stat.count.samples) continue;
    const count = stat.count.sum / stat.count.samples;
    const follows: LeakPoint | null = endMs === window.startMs ? before : null;
    const ageHours = (stat.ageSeconds.sum / stat.count.sum) * HOURS_PER_SECOND;
    const point: LeakPoint = {
      startMs: window.startMs,
      count,
      bytes: fromQuanta('group_memory_bytes', stat.memoryBytes.sum) / stat.count.sum,
      ageHours,
      cold: coldShares(follows, { count, ageHours }, warmUpHours, window.lengthMs / HOUR_MS),
    };
    points.push(point);
    [before, endMs] = [point, window.startMs + window.lengthMs];
  }
  return { points, ran };
}

/**
 * Only the sum of the ages is known, so who is how old is followed through time: what the sum falls short of growing by itself
 * is the age of those that ended, taken as mean ones; with the change of the count that gives how many began.
 */
function coldShares(
  before: LeakPoint | null,
  now: { readonly count: number; readonly ageHours: number },
  warmUpHours: readonly number[],
  hours: number,
): number[] {
  if (!before) return warmUpHours.map((warmUp) => Math.exp(-now.ageHours / warmUp));
  const { count, ageHours, cold } = before;
  const lostHours = count * (ageHours + hours) - now.count * now.ageHours;
  const ended = Math.min(count, Math.max(0, lostHours / (ageHours + hours)));
  const begun = Math.max(0, now.count - count + ended);
  return warmUpHours.map((warmUp, i) =>
    Math.min(1, (count * (cold[i] ?? 0) * Math.exp(-hours / warmUp) + begun) / now.count),
  );
}
