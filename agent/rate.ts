/** A counter at one moment of the monotonic clock. */
export interface CounterReading {
  readonly monotonicMs: number;
  readonly value: number;
}

/** Counters of one source by device, at one moment of the monotonic clock. */
export interface CounterReadings {
  readonly monotonicMs: number;
  readonly values: ReadonlyMap<string, number>;
}

/**
 * How much a counter rose. A counter that went down was reset (reboot of a driver, a device plugged in again), so its new
 * value is all that is known of the increase.
 */
export function increase(from: number, to: number): number {
  return to >= from ? to - from : to;
}

/** Increase per second over the time that really passed; null when no time passed. Never negative. */
export function ratePerSecond(from: CounterReading, to: CounterReading): number | null {
  const elapsedSeconds = (to.monotonicMs - from.monotonicMs) / 1000;
  return elapsedSeconds > 0 ? increase(from.value, to.value) / elapsedSeconds : null;
}

/**
 * Sum of the rates of all devices that both readings name; null when no time passed. A device that is new counts from its
 * next reading on: what it carried before is not of this second.
 */
export function totalRatePerSecond(from: CounterReadings, to: CounterReadings): number | null {
  if (to.monotonicMs <= from.monotonicMs) return null;
  let total = 0;
  for (const [device, value] of to.values) {
    const before = from.values.get(device);
    if (before === undefined) continue;
    total +=
      ratePerSecond({ monotonicMs: from.monotonicMs, value: before }, { monotonicMs: to.monotonicMs, value }) ?? 0;
  }
  return total;
}
