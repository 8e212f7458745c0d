import * as z from 'zod';

/** The last looks, newest last: `1` was a breach, `0` was none. Only kept by rules that count windows. */
const recent = z.string().max(60).optional();

/** Where one rule stands on one subject. Values are in the metric's base unit; a breach by missing data has none. */
export const AlertState = z.discriminatedUnion('phase', [
  z.strictObject({ phase: z.literal('inactive'), recent }),
  /** In breach since `sinceMs`, not yet for long enough: for `heldMs` of seen time so far. */
  z.strictObject({ phase: z.literal('pending'), sinceMs: z.int(), heldMs: z.int(), recent }),
  z.strictObject({
    phase: z.literal('firing'),
    sinceMs: z.int(),
    worstValue: z.number().nullable(),
    /** Since when it has been clear, while it waits whether it stays so. */
    clearSinceMs: z.int().nullable(),
    /** Whether it was found in data that came late. */
    past: z.boolean(),
    recent,
  }),
]);
export type AlertState = z.infer<typeof AlertState>;
export type FiringState = Extract<AlertState, { phase: 'firing' }>;

export const inactive: AlertState = { phase: 'inactive' };

/** What a rule asks of a value. */
export interface Criteria {
  readonly comparison: 'above' | 'below';
  readonly threshold: number;
  readonly clearThreshold: number;
  /** How long the breach has to last before it fires. */
  readonly forMs: number;
  /** Or in how many of the last windows it has to be seen. */
  readonly breaches: { readonly count: number; readonly windows: number } | null;
  readonly missing: 'ignore' | 'breach' | 'keep';
  readonly keepFiringMs: number;
}

/** One look at a value over `[startMs, endMs)`; null is missing data. */
export interface Observation {
  readonly startMs: number;
  readonly endMs: number;
  readonly value: number | null;
}

export type StepReason =
  | 'no_data_kept'
  | 'quiet'
  | 'breach_waiting'
  | 'breach_ended_early'
  | 'fired'
  | 'still_firing'
  | 'clear_waiting'
  | 'recovered'
  | 'no_data_ended';

export interface Step {
  readonly state: AlertState;
  readonly reason: StepReason;
}

/**
 * The state after one more look, and why. Pure, so looking again at the same windows from the same state ends the same.
 */
export function step(state: AlertState, seen: Observation, criteria: Criteria): Step {
  if (seen.value === null && criteria.missing === 'keep') return { state, reason: 'no_data_kept' };
  const isBreach = seen.value === null ? criteria.missing === 'breach' : beyond(seen.value, criteria);
  const recent = remember(state.recent, isBreach, seen, criteria);
  return state.phase === 'firing'
    ? stepFiring(state, seen, criteria, recent)
    : stepQuiet(state, seen, criteria, isBreach, recent);
}

/** Whether a value breaks the threshold. */
export function beyond(value: number, { comparison, threshold }: Pick<Criteria, 'comparison' | 'threshold'>): boolean {
  return comparison === 'above' ? value > threshold : value < threshold;
}

/** The worse of two values, the known one of a known and a missing one. */
export function worse(a: number | null, b: number | null, comparison: Criteria['comparison']): number | null {
  if (a === null || b === null) return a ?? b;
  return comparison === 'above' ? Math.max(a, b) : Math.min(a, b);
}

function stepQuiet(
  state: Exclude<AlertState, FiringState>,
  seen: Observation,
  criteria: Criteria,
  isBreach: boolean,
  recent: Recent,
): Step {
  const wasPending = state.phase === 'pending';
  const counts = breachesIn(recent);
  if (criteria.breaches ? counts === 0 : !isBreach) {
    return { state: { phase: 'inactive', ...recent }, reason: wasPending ? 'breach_ended_early' : 'quiet' };
  }
  const sinceMs = wasPending ? state.sinceMs : seen.startMs;
  const heldMs = (wasPending ? state.heldMs : 0) + (seen.endMs - seen.startMs);
  const fires = criteria.breaches ? isBreach && counts >= criteria.breaches.count : heldMs >= criteria.forMs;
  if (!fires) return { state: { phase: 'pending', sinceMs, heldMs, ...recent }, reason: 'breach_waiting' };
  const state_ = { phase: 'firing', sinceMs, worstValue: seen.value, clearSinceMs: null, past: false } as const;
  return { state: { ...state_, ...recent }, reason: 'fired' };
}

function stepFiring(state: FiringState, seen: Observation, criteria: Criteria, recent: Recent): Step {
  const { recent: _, ...kept } = state;
  const firing = { ...kept, worstValue: worse(state.worstValue, seen.value, criteria.comparison), ...recent };
  const stillMany = criteria.breaches !== null && breachesIn(recent) >= criteria.breaches.count;
  if (stillMany || !isClear(seen.value, criteria)) {
    return { state: { ...firing, clearSinceMs: null }, reason: 'still_firing' };
  }
  const clearSinceMs = state.clearSinceMs ?? seen.startMs;
  if (seen.endMs - clearSinceMs < criteria.keepFiringMs) {
    return { state: { ...firing, clearSinceMs }, reason: 'clear_waiting' };
  }
  return { state: inactive, reason: seen.value === null ? 'no_data_ended' : 'recovered' };
}

function isClear(value: number | null, { comparison, clearThreshold, missing }: Criteria): boolean {
  if (value === null) return missing === 'ignore';
  return comparison === 'above' ? value <= clearThreshold : value >= clearThreshold;
}

interface Recent {
  readonly recent?: string;
}

/** A look that lasted longer than a minute, such as a gap, counts as so many looks. */
function remember(before: string | undefined, isBreach: boolean, seen: Observation, criteria: Criteria): Recent {
  if (!criteria.breaches) return {};
  const { windows } = criteria.breaches;
  const looks = Math.min(windows, Math.max(1, Math.round((seen.endMs - seen.startMs) / LOOK_MS)));
  const recent = ((before ?? '') + (isBreach ? '1' : '0').repeat(looks)).slice(-windows);
  return recent.includes('1') ? { recent } : {};
}

const LOOK_MS = 60_000;

function breachesIn({ recent = '' }: Recent): number {
  return recent.replaceAll('0', '').length;
}
