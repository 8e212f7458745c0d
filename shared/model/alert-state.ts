import * as z from 'zod';

/** Where one rule stands on one subject. Values are in the metric's base unit. */
export const AlertState = z.discriminatedUnion('phase', [
  z.strictObject({ phase: z.literal('inactive') }),
  /** Above the threshold, not yet for long enough. */
  z.strictObject({ phase: z.literal('pending'), sinceMs: z.int() }),
  z.strictObject({ phase: z.literal('firing'), sinceMs: z.int(), worstValue: z.number() }),
]);
export type AlertState = z.infer<typeof AlertState>;

export const inactive: AlertState = { phase: 'inactive' };

/** What a rule compares with; `forMs` is how long the breach has to last before it fires. */
export interface Thresholds {
  readonly threshold: number;
  readonly clearThreshold: number;
  readonly forMs: number;
}

/** One look at a value over `[startMs, endMs)`; null is missing data. */
export interface Observation {
  readonly startMs: number;
  readonly endMs: number;
  readonly value: number | null;
}

export type StepReason =
  'no_data' | 'quiet' | 'breach_waiting' | 'breach_ended_early' | 'fired' | 'still_firing' | 'recovered';

export interface Step {
  readonly state: AlertState;
  readonly reason: StepReason;
}

/**
 * The state after one more look. Pure, so looking twice at the same windows from the same state ends the same.
 * Missing data keep the state: they are neither a breach nor a recovery.
 */
export function step(state: AlertState, seen: Observation, rule: Thresholds): Step {
  if (seen.value === null) return { state, reason: 'no_data' };
  switch (state.phase) {
    case 'inactive':
    case 'pending': {
      if (seen.value <= rule.threshold) {
        return { state: inactive, reason: state.phase === 'pending' ? 'breach_ended_early' : 'quiet' };
      }
      const sinceMs = state.phase === 'pending' ? state.sinceMs : seen.startMs;
      if (seen.endMs - sinceMs < rule.forMs) return { state: { phase: 'pending', sinceMs }, reason: 'breach_waiting' };
      return { state: { phase: 'firing', sinceMs, worstValue: seen.value }, reason: 'fired' };
    }
    case 'firing':
      if (seen.value <= rule.clearThreshold) return { state: inactive, reason: 'recovered' };
      return {
        state: { ...state, worstValue: Math.max(state.worstValue, seen.value) },
        reason: 'still_firing',
      };
  }
}
