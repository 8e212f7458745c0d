import { nonNegativeSolution } from '../non-negative.ts';
import { zeros } from '../symmetric.ts';
import { invertRows, type Rows, rowValue, vertexOf } from './vertex.ts';

/** A column or row whose share that earlier ones do not explain is below this is not taken. */
const INDEPENDENT = 1e-4;
/** For rows less must do where too few are so: on a part of the day the waves of the daily curve are nearly alike. */
const INDEPENDENT_ROWS = [INDEPENDENT, 1e-6, 1e-8];

/**
 * The columns to fit: all bounded ones, whose walls tell them apart, and of the others those that are not made of the ones
 * before. A column that is nothing but zeros is not fitted.
 */
export function independentColumns(columns: readonly Float64Array[], bounded: ReadonlySet<number>): number[] {
  const taken: number[] = [];
  const directions: Float64Array[] = [];
  for (const [index, column] of columns.entries()) {
    if (bounded.has(index)) {
      if (column.some((value) => value !== 0)) taken.push(index);
      continue;
    }
    const rest = reduced(column, directions, INDEPENDENT ** 2);
    if (!rest) continue;
    taken.push(index);
    directions.push(rest);
  }
  return taken;
}

/** The part of a vector that is across all directions, of length 1; null when hardly any of it is. */
function reduced(vector: Float64Array, directions: readonly Float64Array[], least: number): Float64Array | null {
  const whole = dot(vector, vector);
  if (!(whole > 0)) return null;
  const rest = vector.slice();
  for (let pass = 0; pass < 2; pass += 1) {
    for (const direction of directions) {
      const along = dot(rest, direction);
      for (let i = 0; i < rest.length; i += 1) rest[i] = (rest[i] ?? 0) - along * (direction[i] ?? 0);
    }
  }
  const left = dot(rest, rest);
  if (!(left > least * whole)) return null;
  return rest.map((value) => value / Math.sqrt(left));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/**
 * Rows that meet near the solution and inside the walls: those nearest to the plane of least squares, moved up until it has
 * the wanted share of points below it.
 * @param points how many of the rows are points; the others are walls, one for each column of `bounded` in its order.
 * @throws RangeError when fewer rows than columns are independent.
 */
export function startVertex(
  rows: Rows,
  response: Float64Array,
  points: number,
  bounded: readonly number[],
  quantile: number,
): Int32Array {
  const plane = leastSquares(rows, response, points, bounded);
  const residuals = Float64Array.from({ length: points }, (_, i) => (response[i] ?? 0) - rowValue(rows, i, plane));
  const middle = residuals.slice().sort()[Math.floor(quantile * points)] ?? 0;
  const distance = residuals.map((value) => Math.abs(value - middle));
  const nearest = Array.from(distance.keys()).sort((a, b) => (distance[a] ?? 0) - (distance[b] ?? 0) || a - b);
  const walls = bounded.map((_, i) => points + i);
  const resting = walls.filter((_, i) => plane[bounded[i] ?? 0] === 0);
  const attempts = INDEPENDENT_ROWS.flatMap((share) => [resting, walls].map((first) => ({ share, first })));
  for (const { share, first } of attempts) {
    const chosen = independentRows(rows, [...first, ...nearest], share);
    const inverse = chosen && invertRows(rows, chosen);
    if (!inverse) continue;
    const vertex = vertexOf(inverse, chosen, response);
    const inside = bounded.every((column, i) => (vertex[column] ?? 0) >= 0 || chosen.includes(points + i));
    if (inside) return chosen;
  }
  throw new RangeError('the points do not carry so many columns');
}

function leastSquares(rows: Rows, response: Float64Array, points: number, bounded: readonly number[]): Float64Array {
  const { values, width } = rows;
  const gram = zeros(width + 1);
  const row = new Float64Array(width + 1);
  for (let i = 0; i < points; i += 1) {
    row.set(values.subarray(i * width, (i + 1) * width));
    row[width] = response[i] ?? 0;
    for (const [a, line] of gram.entries()) {
      const value = row[a] ?? 0;
      if (value !== 0) for (let b = 0; b <= width; b += 1) line[b] = (line[b] ?? 0) + value * (row[b] ?? 0);
    }
  }
  const columns = Array.from({ length: width }, (_, k) => k);
  return nonNegativeSolution(gram, columns, new Set(bounded)).slice(0, width);
}

function independentRows({ values, width }: Rows, order: readonly number[], share: number): Int32Array | null {
  const directions: Float64Array[] = [];
  const chosen: number[] = [];
  for (const row of order) {
    if (chosen.length === width) break;
    const rest = reduced(values.subarray(row * width, (row + 1) * width), directions, share ** 2);
    if (!rest) continue;
    chosen.push(row);
    directions.push(rest);
  }
  return chosen.length < width ? null : Int32Array.from(chosen);
}
