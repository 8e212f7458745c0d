import { absorb, type Absorbed } from './absorb.ts';
import { activeGroups, companions, explainedUse, type FitInput, pick } from './fit-input.ts';
import { nonNegativeSolution } from './non-negative.ts';

/** So many residual deviations above the fit a point may read; where that is more than there is, it says nothing. */
const SATURATION_DEVIATIONS = 2;
const MAX_ROUNDS = 50;

/** What is left, and the groups whose count varies in it. */
export interface Uncensored {
  readonly absorbed: Absorbed;
  readonly active: readonly number[];
  readonly censored: readonly boolean[];
}

/**
 * Leaves out the points whose *fitted* use, two residual deviations up, reaches the capacity, and fits again until the
 * set no longer changes. By the fitted use, because leaving out what was observed high would bend the line down.
 * @param outlying points that take no part for another reason.
 */
export function censor(input: FitInput, outlying: readonly boolean[]): Uncensored {
  let censored = Array.from(input.use, () => false);
  for (let round = 0; ; round += 1) {
    const absorbed = absorb(pick(input, (point) => !censored[point] && !outlying[point]));
    const active = activeGroups(input, absorbed);
    const limit = saturationLimit(input, absorbed, active, (point) => !censored[point] && !outlying[point]);
    // After some rounds points only join, so that a set that swings between two states comes to rest.
    const next = Array.from(
      input.use,
      (_, point) => !outlying[point] && (limit(point) || (round > MAX_ROUNDS / 2 && censored[point] === true)),
    );
    if (round >= MAX_ROUNDS || next.every((value, point) => value === censored[point])) {
      return { absorbed, active, censored };
    }
    censored = next;
  }
}

/** A test for each point whether its fitted use reaches the capacity. A point whose base is not known any more stays out. */
function saturationLimit(
  input: FitInput,
  absorbed: Absorbed,
  active: readonly number[],
  counts: (point: number) => boolean,
): (point: number) => boolean {
  const columns = [...active, ...companions(input, active)];
  const solution = nonNegativeSolution(absorbed.gram, columns, new Set(active));
  const explained = explainedUse(input, columns, solution);
  const bases = new Map<number, { sum: number; points: number }>();
  for (const [point, use] of input.use.entries()) {
    if (!counts(point)) continue;
    const slot = input.slots[point] ?? 0;
    const base = bases.get(slot) ?? { sum: 0, points: 0 };
    bases.set(slot, { sum: base.sum + use - (explained[point] ?? 0), points: base.points + 1 });
  }
  const fitted = explained.map((use, point) => {
    const base = bases.get(input.slots[point] ?? 0);
    return base ? use + base.sum / base.points : Infinity;
  });
  const kept = Array.from(input.use.keys()).filter(counts);
  const squares = kept.reduce((sum, point) => sum + ((input.use[point] ?? 0) - (fitted[point] ?? 0)) ** 2, 0);
  const freedom = kept.length - columns.length - bases.size;
  const deviation = freedom > 0 ? Math.sqrt(squares / freedom) : 0;
  return (point) => (fitted[point] ?? Infinity) + SATURATION_DEVIATIONS * deviation >= input.capacity;
}
