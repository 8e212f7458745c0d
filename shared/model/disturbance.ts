import { absorb, type Absorbed, gramWithout } from './absorb.ts';
import {
  activeGroups,
  companions,
  type FitInput,
  fittedResponse,
  type Marks,
  medianOf,
  remaining,
} from './fit-input.ts';
import { at, factorize, type Matrix, solve } from './symmetric.ts';

/** So many robust standard deviations from the fit is no noise. */
const FAR_DEVIATIONS = 8;
/** Where more of the points than this lie so far out, that is how the server is, and all of them count. */
const MOST_DISTURBED_SHARE = 0.25;
const CONCENTRATION_STEPS = 4;
/** Points for each parameter below which half of them say too little. */
const CONCENTRATION_POINTS = 5;
const MAX_ROUNDS = 20;
const INDEPENDENT = 1e-9;

/**
 * Points at which something else happened (a deploy, a test run, a backup): what the groups' own processes had *no* part in
 * lies far from its fit. Judged without the groups' own use, so that a crawler's own bursts stay part of its cost, and after
 * the counts are fitted, so that a rare count does not pass for a disturbance.
 */
export function disturbedPoints(input: FitInput): Marks {
  const all = Array.from(input.use.keys());
  const found = farPoints(all.length, (out) => {
    const marks = all.map((point) => out.has(point));
    const absorbed = absorb(remaining(input, marks, input.rest));
    const active = activeGroups(input, absorbed);
    const columns = [...active, ...companions(input, active)];
    const coefficients = leastSquares(absorbed.gram, columns);
    const { fitted, slots } = fittedResponse(input, marks, input.rest, columns, coefficients, medianOf);
    const distances = fitted.map((value, point) => Math.abs((input.rest[point] ?? 0) - value));
    return { distances, parameters: columns.length + slots };
  });
  return all.map((point) => found.has(point));
}

/**
 * Whitened points at which the base jumped: what the one before foretells of the rest misses by far. Leaving one out lets
 * the base be another from there on.
 * @param rests the whitened rest of each point: its use without the groups' own.
 */
export function jumps(absorbed: Absorbed, columns: readonly number[], rests: Float64Array): ReadonlySet<number> {
  const regressors = absorbed.residuals.slice(0, -1);
  const withRest = absorb({ columns: [...regressors, rests], slots: null, blocks: new Int32Array(rests.length) });
  return farPoints(rests.length, (out) => {
    const coefficients = leastSquares(gramWithout(withRest, [...out]), columns);
    const distances = rests.map((rest, point) => {
      return Math.abs(columns.reduce((left, c) => left - (coefficients[c] ?? 0) * (regressors[c]?.[point] ?? 0), rest));
    });
    return { distances, parameters: columns.length };
  });
}

/** How far each point lies from a fit to those that are not left out, and how many parameters that fit has. */
type DistancesWithout = (out: ReadonlySet<number>) => { distances: Float64Array; parameters: number };

/**
 * The points that lie far from the fit to the others, found by leaving out and fitting again until nothing changes. Where
 * there are points enough, it begins with the nearer half (the concentration steps of Rousseeuw and Van Driessen's least
 * trimmed squares), because far points bend the first fit so that they hide themselves.
 */
function farPoints(points: number, distancesWithout: DistancesWithout): ReadonlySet<number> {
  let out: ReadonlySet<number> = new Set();
  for (let step = 0; step < CONCENTRATION_STEPS; step += 1) {
    const { distances, parameters } = distancesWithout(out);
    if (points < CONCENTRATION_POINTS * parameters) break;
    out = farther(distances, medianOf(distances));
  }
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const { distances, parameters } = distancesWithout(out);
    const next = farther(distances, farLimit(distances, parameters));
    const same = next.size === out.size && [...next].every((point) => out.has(point));
    out = next;
    if (same) break;
  }
  return out.size > MOST_DISTURBED_SHARE * points ? new Set() : out;
}

function farther(distances: Float64Array, limit: number): Set<number> {
  return new Set(Array.from(distances.keys()).filter((point) => (distances[point] ?? 0) > limit));
}

function leastSquares(gram: Matrix, columns: readonly number[]): Float64Array {
  const response = gram.length - 1;
  return solve(factorize(gram, columns, INDEPENDENT), (column) => at(gram, column, response));
}

/** Eight standard deviations, taken from the median distance (0.6745 deviations of normal noise), so that the far ones have no say. */
function farLimit(distances: Float64Array, parameters: number): number {
  const finite = distances.filter((distance) => Number.isFinite(distance));
  const freedom = finite.length - parameters;
  if (freedom < 1) return Infinity;
  const deviation = (medianOf(finite) / 0.6745) * Math.sqrt(finite.length / freedom);
  return deviation > 0 ? FAR_DEVIATIONS * deviation : Infinity;
}
