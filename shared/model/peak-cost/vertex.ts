/** Rows of a linear program, one after the other, all of the same width. */
export interface Rows {
  readonly values: Float64Array;
  readonly width: number;
}

/** Smaller than this beside the largest of its column, and a pivot is no pivot. */
const SINGULAR = 1e-11;

/** The inverse (row by row) of the square matrix made of the chosen rows, by Gauss and Jordan; null when it has none. */
export function invertRows({ values, width }: Rows, chosen: Int32Array): Float64Array | null {
  const [matrix, inverse] = [new Float64Array(width * width), new Float64Array(width * width)];
  for (let r = 0; r < width; r += 1) {
    const from = (chosen[r] ?? 0) * width;
    matrix.set(values.subarray(from, from + width), r * width);
    inverse[r * width + r] = 1;
  }
  for (let c = 0; c < width; c += 1) {
    let pivot = c;
    for (let r = c + 1; r < width; r += 1) {
      if (Math.abs(matrix[r * width + c] ?? 0) > Math.abs(matrix[pivot * width + c] ?? 0)) pivot = r;
    }
    const head = matrix[pivot * width + c] ?? 0;
    if (!(Math.abs(head) > SINGULAR)) return null;
    for (const side of [matrix, inverse]) {
      exchange(side, width, c, pivot);
      for (let k = 0; k < width; k += 1) side[c * width + k] = (side[c * width + k] ?? 0) / head;
    }
    for (let r = 0; r < width; r += 1) {
      const factor = matrix[r * width + c] ?? 0;
      if (r === c || factor === 0) continue;
      for (const side of [matrix, inverse]) {
        for (let k = 0; k < width; k += 1) {
          side[r * width + k] = (side[r * width + k] ?? 0) - factor * (side[c * width + k] ?? 0);
        }
      }
    }
  }
  return inverse;
}

function exchange(matrix: Float64Array, width: number, a: number, b: number): void {
  if (a === b) return;
  const row = matrix.slice(a * width, (a + 1) * width);
  matrix.copyWithin(a * width, b * width, (b + 1) * width);
  matrix.set(row, b * width);
}

/** Changes the inverse for the chosen row at `place` giving way to row `entering`. False when that would be singular. */
export function exchangeRow({ values, width }: Rows, inverse: Float64Array, place: number, entering: number): boolean {
  const share = new Float64Array(width);
  for (let k = 0; k < width; k += 1) {
    const value = values[entering * width + k] ?? 0;
    for (let j = 0; j < width; j += 1) share[j] = (share[j] ?? 0) + value * (inverse[k * width + j] ?? 0);
  }
  const head = share[place] ?? 0;
  if (!(Math.abs(head) > SINGULAR)) return false;
  for (let k = 0; k < width; k += 1) {
    const scaled = (inverse[k * width + place] ?? 0) / head;
    for (let j = 0; j < width; j += 1) {
      inverse[k * width + j] = j === place ? scaled : (inverse[k * width + j] ?? 0) - (share[j] ?? 0) * scaled;
    }
  }
  return true;
}

/** The point in which the chosen rows meet their values. */
export function vertexOf(inverse: Float64Array, chosen: Int32Array, response: Float64Array): Float64Array {
  const { length } = chosen;
  return Float64Array.from({ length }, (_, k) => {
    let value = 0;
    for (let j = 0; j < length; j += 1) value += (inverse[k * length + j] ?? 0) * (response[chosen[j] ?? 0] ?? 0);
    return value;
  });
}

/** Value of one row at a point: in four sums, which do not wait for each other. Most of the time of a fit is spent here. */
export function rowValue({ values, width }: Rows, row: number, point: Float64Array): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let k = 0;
  let at = row * width;
  for (; k + 3 < width; k += 4, at += 4) {
    a += (values[at] ?? 0) * (point[k] ?? 0);
    b += (values[at + 1] ?? 0) * (point[k + 1] ?? 0);
    c += (values[at + 2] ?? 0) * (point[k + 2] ?? 0);
    d += (values[at + 3] ?? 0) * (point[k + 3] ?? 0);
  }
  for (; k < width; k += 1, at += 1) a += (values[at] ?? 0) * (point[k] ?? 0);
  return a + b + (c + d);
}
