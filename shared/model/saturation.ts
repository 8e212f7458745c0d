import { absorb, type Absorbed } from './absorb.ts';
import { activeGroups, companions, type FitInput, fittedResponse, type Marks, remaining } from './fit-input.ts';
import { nonNegativeSolution } from './non-negative.ts';

const SATURATION_DEVIATIONS = 2;
const MAX_ROUNDS = 50;

export interface Uncensored {
  /** The points that are left, with the slots' means taken away. */
  readonly absorbed: Absorbed;
  readonly active: readonly number[];
  readonly censored: Marks;
}

/**
 * Leaves out the points whose *fitted* use, two residual deviations up, reaches the capacity, and fits again until the
 * set no longer changes. By the fitted use, because leaving out what was observed high would bend the line down.
 * @param aside points that have no part in the fit anyway.
 */
export function censor(input: FitInput, aside: Marks): Uncensored {
  let censored: Marks = Array.from(input.use, () => false);
  for (let round = 0; ; round += 1) {
    const out = censored.map((mark, point) => mark || aside[point] === true);
    const absorbed = absorb(remaining(input, out));
    const active = activeGroups(input, absorbed);
    const full = saturated(input, absorbed, active, out);
    // After some rounds points only join, so that a set that swings between two states comes to rest.
    const next = full.map((mark, point) => mark || (round > MAX_ROUNDS / 2 && censored[point] === true));
    if (round >= MAX_ROUNDS || next.every((mark, point) => mark === censored[point])) {
      return { absorbed, active, censored };
    }
    censored = next;
  }
}

/** Which points' fitted use reaches the capacity. A point whose base is not known any more stays out. */
function saturated(input: FitInput, absorbed: Absorbed, active: readonly number[], out: Marks): Marks {
  const columns = [...active, ...companions(input, active)];
  const coefficients = nonNegativeSolution(absorbed.gram, columns, new Set(active));
  const { fitted, slots } = fittedResponse(input, out, input.use, columns, coefficients);
  const kept = Array.from(input.use.keys()).filter((point) => out[point] !== true);
  const squares = kept.reduce((sum, point) => sum + ((input.use[point] ?? 0) - (fitted[point] ?? 0)) ** 2, 0);
  const freedom = kept.length - columns.length - slots;
  const deviation = freedom > 0 ? Math.sqrt(squares / freedom) : 0;
  return Array.from(fitted, (use) => use + SATURATION_DEVIATIONS * deviation >= input.capacity);
}
