import { isOver, nextDueMs, type Passed, type Slot, takeDue } from './due.ts';
import { recurrenceOf } from './schedule.ts';
import type { ScheduleStore } from './schedule-store.ts';

/** The longest sleep: a clock that was set, or a machine that slept, is noticed after this. */
const LONGEST_SLEEP_MS = 30_000;

/** Watches the store's schedules and hands each due slot to `fire`. Nothing fires before the first `wake`. */
export class Clock {
  readonly #store: ScheduleStore;
  readonly #fire: (slot: Slot) => void;
  readonly #speed: number;
  readonly #nowMs: () => number;
  readonly #passed: Passed = new Map();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(store: ScheduleStore, fire: (slot: Slot) => void, speed: number, nowMs: () => number) {
    this.#store = store;
    this.#fire = fire;
    this.#speed = speed;
    this.#nowMs = nowMs;
  }

  /** Fires what is due and sleeps until the next slot. To be called after every change of the store. */
  wake(): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    const nowMs = this.#nowMs();
    for (const slot of takeDue(this.#store.schedules(), this.#passed, nowMs, this.#speed)) {
      if (recurrenceOf(slot.schedule.input).kind === 'once') this.#store.complete(slot.schedule);
      this.#fire(slot);
    }
    this.#deleteCompleted(nowMs);
    const sleepMs = nextDueMs(this.#store.schedules(), nowMs, this.#speed) - this.#nowMs();
    this.#timer = setTimeout(
      () => {
        this.wake();
      },
      Math.min(LONGEST_SLEEP_MS, Math.max(0, sleepMs)),
    );
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #deleteCompleted(nowMs: number): void {
    for (const schedule of this.#store.schedules()) {
      const { ActionAfterCompletion, GroupName, Name } = schedule.input;
      if (ActionAfterCompletion === 'DELETE' && isOver(schedule, nowMs, this.#speed))
        this.#store.delete(GroupName, Name);
    }
  }
}
