/** Breakpoints of a piecewise linear function along a line: where they are and how much the slope grows at each. */
export interface Breakpoints {
  /** Distances ≥ 0. */
  readonly at: Float64Array;
  /** Growth of the slope > 0; Infinity is a wall. */
  readonly gain: Float64Array;
  /** What lies there: a row's number. */
  readonly row: Int32Array;
  count: number;
}

/** Room for so many breakpoints. */
export function breakpoints(room: number): Breakpoints {
  return { at: new Float64Array(room), gain: new Float64Array(room), row: new Int32Array(room), count: 0 };
}

/**
 * Orders the breakpoints so that those before the returned position are passed, and the one there is where the slope, at
 * first `slope` < 0, is no longer negative: the minimum. A weighted quickselect; the order of equal ones is that of their rows.
 * @returns the position, or null when the function falls without end.
 */
export function minimumAlong(points: Breakpoints, slope: number): number | null {
  let [low, high, left] = [0, points.count - 1, slope];
  if (high < 0) return null;
  while (low < high) {
    const middle = partition(points, low, high);
    let passed = left;
    for (let i = low; i <= middle; i += 1) passed += points.gain[i] ?? 0;
    if (passed >= 0) high = middle;
    else [low, left] = [middle + 1, passed];
  }
  return left + (points.gain[low] ?? 0) >= 0 ? low : null;
}

/** Hoare's partition about the middle element: all up to the returned position come before all after it. */
function partition(points: Breakpoints, low: number, high: number): number {
  const middle = (low + high) >>> 1;
  const [pivotAt, pivotRow] = [points.at[middle] ?? 0, points.row[middle] ?? 0];
  let [i, j] = [low - 1, high + 1];
  for (;;) {
    do i += 1;
    while (precedes(points.at[i] ?? 0, points.row[i] ?? 0, pivotAt, pivotRow));
    do j -= 1;
    while (precedes(pivotAt, pivotRow, points.at[j] ?? 0, points.row[j] ?? 0));
    if (i >= j) return j;
    swap(points, i, j);
  }
}

function precedes(at: number, row: number, otherAt: number, otherRow: number): boolean {
  return at < otherAt || (at === otherAt && row < otherRow);
}

function swap({ at, gain, row }: Breakpoints, i: number, j: number): void {
  const [a, g, r] = [at[i] ?? 0, gain[i] ?? 0, row[i] ?? 0];
  at[i] = at[j] ?? 0;
  gain[i] = gain[j] ?? 0;
  row[i] = row[j] ?? 0;
  at[j] = a;
  gain[j] = g;
  row[j] = r;
}
