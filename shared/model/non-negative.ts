import { at, factorize, type Matrix, solve } from './symmetric.ts';

/** Share of a column's variation that the other columns must leave unexplained; below it the two cannot be told apart. */
export const TOLERANCE = 1e-4;

/**
 * Least squares from a Gram matrix whose last column is the response, with the `bounded` columns' coefficients ≥ 0
 * (Lawson and Hanson's active set, Solving Least Squares Problems, chapter 23, on the products as in Bro and de Jong,
 * J. Chemometrics 11, 1997). Columns that depend on earlier ones or do not vary get 0.
 * @param reference the diagonal against which "does not vary" is judged.
 */
export function nonNegativeSolution(
  gram: Matrix,
  columns: readonly number[],
  bounded: ReadonlySet<number>,
  reference?: (column: number) => number,
): Float64Array {
  const response = gram.length - 1;
  const right = (column: number) => at(gram, column, response);
  const fit = (passive: readonly number[]) => solve(factorize(gram, passive, TOLERANCE, reference), right);
  const negative = (x: Float64Array, of: readonly number[]) => of.filter((c) => bounded.has(c) && (x[c] ?? 0) < 0);
  let passive = [...columns];
  let solution = fit(passive);
  if (negative(solution, passive).length === 0) return solution;

  passive = columns.filter((column) => !bounded.has(column));
  solution = fit(passive);
  for (let round = 0; round < 3 * columns.length; round += 1) {
    const entering = steepest(gram, columns, passive, solution);
    if (entering === null) break;
    passive.push(entering);
    let next = fit(passive);
    for (let bad = negative(next, passive); bad.length > 0; bad = negative(next, passive)) {
      const from = solution;
      const to = next;
      const step = Math.min(...bad.map((c) => ratio(from[c] ?? 0, to[c] ?? 0)));
      solution = solution.map((value, c) => value + step * ((to[c] ?? 0) - value));
      const blocking = bad.filter((c) => ratio(from[c] ?? 0, to[c] ?? 0) <= step);
      passive = passive.filter((c) => !blocking.includes(c));
      next = fit(passive);
    }
    solution = next;
    if (!passive.includes(entering)) break;
  }
  return solution;
}

/** How far the step from `from` ≥ 0 to `to` < 0 may go before it leaves the bound. */
function ratio(from: number, to: number): number {
  return from / (from - to);
}

/** The column outside the fit whose entering lowers the squares fastest, in units of its own scale; null when none does. */
function steepest(
  gram: Matrix,
  columns: readonly number[],
  passive: readonly number[],
  solution: Float64Array,
): number | null {
  const response = gram.length - 1;
  const responseScale = Math.sqrt(Math.max(at(gram, response, response), 0));
  let best: number | null = null;
  let bestSlope = 1e-10 * responseScale;
  for (const column of columns) {
    const variation = at(gram, column, column);
    if (passive.includes(column) || !(variation > 0)) continue;
    let slope = at(gram, column, response);
    for (const other of passive) slope -= at(gram, column, other) * (solution[other] ?? 0);
    slope /= Math.sqrt(variation);
    if (slope > bestSlope) [best, bestSlope] = [column, slope];
  }
  return best;
}
