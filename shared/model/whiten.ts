import { absorb, type Absorbed } from './absorb.ts';
import { at, factorize, solve } from './symmetric.ts';

/** Points in the order of time without slots: one base for all. */
export interface Series {
  /** Columns, the response last. */
  readonly columns: readonly Float64Array[];
  /** Time of each point in units of a point's length. */
  readonly times: Float64Array;
  readonly blocks: Int32Array;
}

/** Correlations from one point to the next that are tried, after the strongest. */
const STRONGEST = 0.99;
const CORRELATIONS = [0.98, 0.96, 0.92, 0.85, 0.75, 0.6, 0.4, 0.2, 0];

/**
 * Generalized least squares for noise that remembers: each point is freed of what the one before foretells (Prais and
 * Winsten's first-order model, uneven gaps allowed), so that a base that wanders slowly bends the slopes less. The
 * correlation is the one of highest restricted likelihood (REML), which few points do not bias toward zero as they do the
 * correlation of residuals. Whether the model is true matters only for the width: the interval comes from leaving blocks out.
 * @returns the whitened products; the base is an ordinary column, the one before the response: `base` is its index.
 */
export function whiten(series: Series, fitted: readonly number[]): { absorbed: Absorbed; base: number } {
  const centred = series.columns.map((column) => {
    const mean = column.reduce((sum, value) => sum + value, 0) / Math.max(column.length, 1);
    return column.map((value) => value - mean);
  });
  const base = centred.length - 1;
  const ones = new Float64Array(series.times.length).fill(1);
  const columns = [...centred.slice(0, base), ones, ...centred.slice(base)];
  const attempt = (correlation: number) => {
    const { factors, logVariance } = steps(series.times, correlation);
    const whitened = columns.map((column) => apply(factors, column));
    const absorbed = absorb({ columns: whitened, slots: null, blocks: series.blocks });
    return { absorbed, likelihood: restrictedLikelihood(absorbed, [...fitted, base]) - logVariance / 2 };
  };
  // Down from the strongest memory: the likelihood has one top, and minutes of a server lie near the strong end.
  let best = attempt(STRONGEST);
  for (const correlation of CORRELATIONS) {
    const next = attempt(correlation);
    if (next.likelihood < best.likelihood) break;
    best = next;
  }
  return { absorbed: best.absorbed, base };
}

interface Step {
  readonly keeps: number;
  readonly weight: number;
}

function steps(times: Float64Array, correlation: number): { factors: Step[]; logVariance: number } {
  let logVariance = 0;
  const factors = Array.from(times, (time, i): Step => {
    const keeps = i === 0 ? 0 : correlation ** (time - (times[i - 1] ?? 0));
    const variance = 1 - keeps * keeps;
    logVariance += Math.log(variance);
    return { keeps, weight: 1 / Math.sqrt(variance) };
  });
  return { factors, logVariance };
}

function apply(factors: readonly Step[], column: Float64Array): Float64Array {
  const whitened = new Float64Array(column.length);
  for (const [i, { keeps, weight }] of factors.entries()) {
    whitened[i] = weight * ((column[i] ?? 0) - keeps * (column[i - 1] ?? 0));
  }
  return whitened;
}

/** Twice the restricted log likelihood of independent noise would be −log|X'X| − (n − p)·log RSS; halved, constants dropped. */
function restrictedLikelihood({ gram, residuals }: Absorbed, columns: readonly number[]): number {
  const response = gram.length - 1;
  const factor = factorize(gram, columns, 1e-9);
  const solution = solve(factor, (column) => at(gram, column, response));
  const explained = factor.taken.reduce((sum, c) => sum + (solution[c] ?? 0) * at(gram, c, response), 0);
  const left = Math.max(at(gram, response, response) - explained, 1e-12 * at(gram, response, response));
  const freedom = (residuals[0]?.length ?? 0) - factor.taken.length;
  const logDeterminant = factor.taken.reduce(
    (sum, c, i) => sum + 2 * Math.log(at(factor.lower, i, i)) + 2 * Math.log(factor.scale[c] ?? 1),
    0,
  );
  return -(logDeterminant + freedom * Math.log(left)) / 2;
}
