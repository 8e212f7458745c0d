import { descend, type Program, type Vertex } from './descend.ts';
import { coefficientsAt, type PreparedQuantile } from './quantile-regression.ts';
import { invertRows, rowValue, vertexOf } from './vertex.ts';

/**
 * Share of the points, those nearest to the plane, that are carried through every draw, and how many more for each column, with
 * which the plane moves further; the sides of the others are checked.
 */
const CARRIED_SHARE = 0.3;
const CARRIED_PER_COLUMN = 6;

/**
 * Draws as many whole days as there are, with replacement, fits anew, and so on: what the spread of the answers says of
 * chance holds for noise that lasts hours, because a day is never torn apart. Each fit is exact. Points far from the plane
 * are only summed up, and looked at again when the fit is done (Portnoy and Koenker 1997); where one of them has changed
 * sides the fit goes on with all.
 * @param days the number of each point's day, from 0 on.
 * @param random numbers in [0, 1).
 * @returns the coefficients of each draw.
 */
export function bootstrapDays(
  prepared: PreparedQuantile,
  whole: Vertex,
  days: Int32Array,
  draws: number,
  random: () => number,
): Float64Array[] {
  const split = splitByDistance(prepared, whole, days);
  const names = [...new Set(days)];
  const multiplicity = new Float64Array(split.dayCount);
  return Array.from({ length: draws }, () => {
    multiplicity.fill(0);
    names.forEach(() => {
      const day = names[Math.floor(random() * names.length)] ?? 0;
      multiplicity[day] = (multiplicity[day] ?? 0) + 1;
    });
    return coefficientsAt(prepared, solveWeighted(prepared, whole, days, split, multiplicity));
  });
}

interface Split {
  readonly dayCount: number;
  /** Points that are carried, then the walls. */
  readonly carried: Int32Array;
  readonly small: Program;
  readonly start: Int32Array;
  readonly far: readonly { readonly row: number; readonly above: boolean }[];
  /** Σ ψ·row of the far points of each day, day after day. */
  readonly pulls: Float64Array;
}

function splitByDistance({ program, points }: PreparedQuantile, { chosen, inverse }: Vertex, days: Int32Array): Split {
  const { width } = program;
  const plane = vertexOf(inverse, chosen, program.response);
  const rest = Float64Array.from(
    { length: points },
    (_, i) => (program.response[i] ?? 0) - rowValue(program, i, plane),
  );
  const edge = rest.map(Math.abs).sort()[Math.floor(CARRIED_SHARE * points) + CARRIED_PER_COLUMN * width] ?? Infinity;
  const isChosen = new Set(chosen);
  const near: number[] = [];
  const far: { row: number; above: boolean }[] = [];
  const dayCount = days.reduce((most, day) => Math.max(most, day), 0) + 1;
  const pulls = new Float64Array(dayCount * width);
  for (const [row, value] of rest.entries()) {
    if (Math.abs(value) <= edge || isChosen.has(row)) {
      near.push(row);
      continue;
    }
    far.push({ row, above: value > 0 });
    const psi = value > 0 ? (program.up[row] ?? 0) : -(program.down[row] ?? 0);
    for (let k = 0, to = (days[row] ?? 0) * width; k < width; k += 1, to += 1) {
      pulls[to] = (pulls[to] ?? 0) + psi * (program.values[row * width + k] ?? 0);
    }
  }
  for (let row = points; row < program.response.length; row += 1) near.push(row);
  const carried = Int32Array.from(near);
  const values = new Float64Array(carried.length * width);
  for (const [i, row] of carried.entries()) {
    values.set(program.values.subarray(row * width, (row + 1) * width), i * width);
  }
  const pick = (all: Float64Array) => Float64Array.from(carried, (row) => all[row] ?? 0);
  const { response, up, down } = program;
  const small = { values, width, response: pick(response), up: pick(up), down: pick(down), fixed: null };
  const place = new Map(near.map((row, i) => [row, i]));
  return { dayCount, carried, small, start: chosen.map((row) => place.get(row) ?? 0), far, pulls };
}

function solveWeighted(
  { program, points }: PreparedQuantile,
  whole: Vertex,
  days: Int32Array,
  { carried, small, start, far, pulls }: Split,
  multiplicity: Float64Array,
): Vertex {
  const { width } = program;
  const weightOf = (row: number) => (row < points ? (multiplicity[days[row] ?? 0] ?? 0) : 1);
  const weigh = (all: Float64Array, row: (i: number) => number) => all.map((value, i) => value * weightOf(row(i)));
  const fixed = new Float64Array(width);
  for (const [at, value] of pulls.entries()) {
    fixed[at % width] = (fixed[at % width] ?? 0) + value * (multiplicity[Math.floor(at / width)] ?? 0);
  }
  const original = (i: number) => carried[i] ?? 0;
  const weighted = { ...small, up: weigh(small.up, original), down: weigh(small.down, original), fixed };
  const quick = descend(weighted, start, whole.inverse);
  const chosen = quick.chosen.map(original);
  const plane = vertexOf(quick.inverse, chosen, program.response);
  const stands = far.every(({ row, above }) => {
    return weightOf(row) === 0 || (program.response[row] ?? 0) > rowValue(program, row, plane) === above;
  });
  if (stands && quick.optimal) return { ...quick, chosen };
  const itself = (i: number) => i;
  const full = { ...program, up: weigh(program.up, itself), down: weigh(program.down, itself) };
  // Without the days that tell columns apart a draw may end where hardly any is told apart.
  const sound = invertRows(program, chosen);
  return sound ? descend(full, chosen, sound) : descend(full, whole.chosen, whole.inverse);
}
