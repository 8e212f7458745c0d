/**
 * Small dense linear algebra on symmetric matrices, for the few columns of a cost fit. A matrix is an array of rows.
 * The Gram matrices that come in are made of centred columns (see `absorb.ts`) and are scaled to a unit diagonal here, so
 * that counts of about 10 and bytes of about 10^10 meet as equals.
 */
export type Matrix = readonly Float64Array[];

/** A square matrix of zeros. */
export function zeros(size: number): Float64Array[] {
  return Array.from({ length: size }, () => new Float64Array(size));
}

/** Reads an element that the caller knows to exist. */
export function at(matrix: Matrix, row: number, column: number): number {
  return matrix[row]?.[column] ?? 0;
}

export interface Factor {
  /** The columns that were taken, in the order of their pivots; the others depend on them or are constant. */
  readonly taken: readonly number[];
  /** Lower triangle L with L·Lᵀ = the scaled matrix, rows and columns in the order of `taken`. */
  readonly lower: Matrix;
  /** Square roots of the diagonal: what each column was divided by. */
  readonly scale: Float64Array;
}

/**
 * Cholesky factor with diagonal pivoting (Golub and Van Loan, Matrix Computations, 4th ed., algorithm 4.2.4) of the rows
 * and columns in `columns`. A column whose share of variation that the columns before it do not explain is below
 * `tolerance` is left out.
 * @param reference the diagonal against which "has no variation" is judged; the matrix's own where not given.
 */
export function factorize(
  gram: Matrix,
  columns: readonly number[],
  tolerance: number,
  reference: (column: number) => number = (column) => at(gram, column, column),
): Factor {
  const scale = Float64Array.from(gram, (_, column) => Math.sqrt(Math.max(at(gram, column, column), 0)));
  const left = columns.filter((column) => at(gram, column, column) > tolerance * reference(column));
  const remaining = new Map(left.map((column) => [column, 1]));
  const rows = new Map(left.map((column) => [column, [] as number[]]));
  const taken: number[] = [];
  while (remaining.size > 0) {
    const [pivot, share] = [...remaining].reduce((best, entry) => (entry[1] > best[1] ? entry : best));
    if (!(share > tolerance)) break;
    remaining.delete(pivot);
    const pivotRow = rows.get(pivot) ?? [];
    const root = Math.sqrt(share);
    for (const [column, rest] of remaining) {
      const row = rows.get(column) ?? [];
      let value = at(gram, pivot, column) / ((scale[pivot] ?? 1) * (scale[column] ?? 1));
      for (let k = 0; k < pivotRow.length; k += 1) value -= (pivotRow[k] ?? 0) * (row[k] ?? 0);
      row.push(value / root);
      remaining.set(column, rest - (value / root) ** 2);
    }
    pivotRow.push(root);
    taken.push(pivot);
  }
  return { taken, lower: taken.map((column) => Float64Array.from(rows.get(column) ?? [])), scale };
}

/** Solves gram · x = right for the taken columns; the others are 0. */
export function solve(factor: Factor, right: (column: number) => number): Float64Array {
  const { taken, lower, scale } = factor;
  const values = new Float64Array(taken.length);
  for (const [i, column] of taken.entries()) {
    let value = right(column) / (scale[column] ?? 1);
    for (let k = 0; k < i; k += 1) value -= at(lower, i, k) * (values[k] ?? 0);
    values[i] = value / at(lower, i, i);
  }
  for (let i = taken.length - 1; i >= 0; i -= 1) {
    let value = values[i] ?? 0;
    for (let k = i + 1; k < taken.length; k += 1) value -= at(lower, k, i) * (values[k] ?? 0);
    values[i] = value / at(lower, i, i);
  }
  const solution = new Float64Array(scale.length);
  for (const [i, column] of taken.entries()) solution[column] = (values[i] ?? 0) / (scale[column] ?? 1);
  return solution;
}

/** One column of the inverse of the taken part of the matrix. */
export function inverseColumn(factor: Factor, column: number): Float64Array {
  return solve(factor, (other) => (other === column ? 1 : 0));
}
