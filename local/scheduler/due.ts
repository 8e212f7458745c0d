import { recurrenceOf, type Schedule, scheduleKey } from './schedule.ts';

/** One firing: the schedule and the time for which it was meant. */
export interface Slot {
  readonly schedule: Schedule;
  readonly atMs: number;
}

/** The latest slot of each schedule that has been fired or let pass, by `slotKey`. In memory only: see `takeDue`. */
export type Passed = Map<string, number>;

/**
 * The slots due at `nowMs`, at most one a schedule: what was missed longer ago is skipped, as after a laptop's sleep.
 * They are marked in `passed`. A rate that stands there not yet (new, or just loaded at a start) is due at once and for
 * now, so that whoever starts the system need not wait for the rhythm.
 * @param speed How many times faster than real time rates run.
 */
export function takeDue(schedules: readonly Schedule[], passed: Passed, nowMs: number, speed: number): Slot[] {
  const keys = new Set(schedules.map(slotKey));
  for (const key of passed.keys()) if (!keys.has(key)) passed.delete(key);
  const due: Slot[] = [];
  for (const schedule of schedules) {
    const atMs = latestSlotMs(schedule, nowMs, speed);
    const passedMs = passed.get(slotKey(schedule));
    if (atMs === null || (passedMs !== undefined && atMs <= passedMs)) continue;
    passed.set(slotKey(schedule), atMs);
    if (schedule.input.State === 'DISABLED') continue;
    const loaded = passedMs === undefined && recurrenceOf(schedule.input).kind === 'rate';
    if (!loaded) due.push({ schedule, atMs });
    else if (nowMs <= endMs(schedule)) due.push({ schedule, atMs: nowMs });
  }
  return due;
}

/** When the next slot of all falls after `nowMs`; Infinity when none does. */
export function nextDueMs(schedules: readonly Schedule[], nowMs: number, speed: number): number {
  return Math.min(Infinity, ...schedules.map((schedule) => nextSlotMs(schedule, nowMs, speed)));
}

/** Whether no slot is left after `nowMs`. */
export function isOver(schedule: Schedule, nowMs: number, speed: number): boolean {
  return schedule.completed || nextSlotMs(schedule, nowMs, speed) === Infinity;
}

function latestSlotMs(schedule: Schedule, nowMs: number, speed: number): number | null {
  const recurrence = recurrenceOf(schedule.input);
  if (recurrence.kind === 'once') return schedule.completed || recurrence.atMs > nowMs ? null : recurrence.atMs;
  const intervalMs = recurrence.intervalMs / speed;
  const untilMs = Math.min(nowMs, endMs(schedule));
  if (untilMs < schedule.anchorMs) return null;
  return schedule.anchorMs + Math.floor((untilMs - schedule.anchorMs) / intervalMs) * intervalMs;
}

function nextSlotMs(schedule: Schedule, nowMs: number, speed: number): number {
  const recurrence = recurrenceOf(schedule.input);
  if (recurrence.kind === 'once') return schedule.completed || recurrence.atMs <= nowMs ? Infinity : recurrence.atMs;
  if (nowMs < schedule.anchorMs) return schedule.anchorMs;
  const intervalMs = recurrence.intervalMs / speed;
  const atMs = schedule.anchorMs + (Math.floor((nowMs - schedule.anchorMs) / intervalMs) + 1) * intervalMs;
  return atMs > endMs(schedule) ? Infinity : atMs;
}

function endMs(schedule: Schedule): number {
  return schedule.input.EndDate === undefined ? Infinity : schedule.input.EndDate * 1000;
}

function slotKey(schedule: Schedule): string {
  return `${scheduleKey(schedule.input.GroupName, schedule.input.Name)}@${schedule.createdMs}`;
}
