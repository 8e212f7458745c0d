import type { Unit } from '../../shared/model/metrics.ts';

/** An axis: where a value lies between two ends, and which values are written beside it. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
}

const MINUTE_MS = 60_000;
const MAX_TIME_TICKS = 6;
const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 360, 720, 1440].map((minutes) => minutes * MINUTE_MS);

/**
 * An axis that holds all values. It begins at zero, so that heights can be compared, but where `zoomed`: then the values fill it.
 */
export function valueScale(values: readonly number[], unit: Unit, zoomed: boolean): Scale {
  const highest = Math.max(...values);
  const lowest = zoomed ? Math.min(...values) : Math.min(0, ...values);
  if (unit === 'ratio' && !zoomed && highest > 0.5 && highest <= 1) return { low: 0, high: 1, ticks: [0, 0.5, 1] };
  const span = highest - lowest || Math.abs(highest) || 1;
  const binary = unit === 'bytes' || unit === 'bytes_per_second';
  const step = niceStep(span / 3, binary, binary || unit === 'count');
  const low = Math.floor(lowest / step) * step;
  const high = Math.max(low + step, Math.ceil(highest / step - 1e-9) * step);
  const ticks = Array.from({ length: Math.round((high - low) / step) + 1 }, (_, index) => low + index * step);
  return { low, high, ticks };
}

/** An axis of time whose ticks stand on round minutes. */
export function timeScale(lowMs: number, highMs: number): Scale {
  const step = TIME_STEPS.find((ms) => (highMs - lowMs) / ms <= MAX_TIME_TICKS) ?? highMs - lowMs;
  const first = Math.ceil(lowMs / step) * step;
  const ticks = Array.from({ length: Math.floor((highMs - first) / step) + 1 }, (_, index) => first + index * step);
  return { low: lowMs, high: highMs, ticks };
}

/** 1, 2 or 5 times a power of ten; for sizes, of a power of 1024 in front of that. */
function niceStep(rough: number, binary: boolean, whole: boolean): number {
  const base = binary && rough >= 1 ? 1024 ** Math.floor(Math.log2(rough) / 10) : 1;
  const power = 10 ** Math.floor(Math.log10(rough / base));
  const nice = [1, 2, 5, 10].find((factor) => factor * power * base >= rough * (1 - 1e-9)) ?? 10;
  return Math.max(whole ? 1 : 0, nice * power * base);
}
