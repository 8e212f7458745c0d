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
  const share = new Float64Array(gram.length).fill(1);
  const rows = new Map(left.map((column) => [column, new Float64Array(left.length)]));
  const taken: number[] = [];
  while (left.length > 0) {
    const pivot = left.reduce((best, column) => ((share[column] ?? 0) > (share[best] ?? 0) ? column : best));
    if (!((share[pivot] ?? 0) > tolerance)) break;
    left.splice(left.indexOf(pivot), 1);
    const depth = taken.push(pivot) - 1;
    const pivotRow = rows.get(pivot) ?? new Float64Array();
    const root = Math.sqrt(share[pivot] ?? 0);
    pivotRow[depth] = root;
    for (const column of left) {
      const row = rows.get(column) ?? new Float64Array();
      let value = at(gram, pivot, column) / ((scale[pivot] ?? 1) * (scale[column] ?? 1));
      for (let k = 0; k < depth; k += 1) value -= (pivotRow[k] ?? 0) * (row[k] ?? 0);
      row[depth] = value / root;
      share[column] = (share[column] ?? 0) - (value / root) ** 2;
    }
  }
  return { taken, lower: taken.map((column) => rows.get(column) ?? new Float64Array()), scale };
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
