import { descend, type Program, type Vertex } from './descend.ts';
import { independentColumns, startVertex } from './start-vertex.ts';
import { invertRows, vertexOf } from './vertex.ts';

/** A regression of one quantile: columns and response of one length. */
export interface QuantileDesign {
  readonly columns: readonly Float64Array[];
  readonly response: Float64Array;
  /** Share of the points that lie below the plane, in (0, 1). */
  readonly quantile: number;
  /** Columns whose coefficients must not be negative. */
  readonly bounded?: ReadonlySet<number>;
}

export interface QuantileFit {
  /** One for each column; 0 for unbounded columns that are made of unbounded ones before them. */
  readonly coefficients: Float64Array;
  readonly pivots: number;
  /** False when the bound on the steps was met first: the coefficients are then near the solution, but not it. */
  readonly optimal: boolean;
}

/** A design made ready to be solved again and again with other weights. */
export interface PreparedQuantile {
  readonly design: QuantileDesign;
  /** The columns that are fitted. */
  readonly taken: readonly number[];
  /** What each fitted column was divided by. */
  readonly scales: Float64Array;
  readonly points: number;
  /** Scaled rows: the points and then the walls. All weights are 1. */
  readonly program: Program;
  /** The responses before ties were broken. */
  readonly exact: Float64Array;
}

/** Breaks ties; far below a quantum of any reading, far above rounding. As a share of the largest response. */
const UNTIE = 1e-10;

/**
 * The exact quantile regression (Koenker and Bassett 1978): the coefficients that R's `quantreg::rq` finds, as a vertex of
 * its linear program. Ties are broken by moving each response by a share of 10⁻¹⁰ that depends on its place alone. Where
 * several vertices are equally good it is one of them; the same design gives the same answer.
 * @throws RangeError when there are fewer points than columns, or no such quantile.
 */
export function quantileRegression(design: QuantileDesign): QuantileFit {
  const prepared = prepareQuantile(design);
  const vertex = solvePrepared(prepared);
  return { coefficients: coefficientsAt(prepared, vertex), pivots: vertex.pivots, optimal: vertex.optimal };
}

/** @throws RangeError as `quantileRegression`. */
export function prepareQuantile(design: QuantileDesign): PreparedQuantile {
  const { columns, response, quantile, bounded = new Set() } = design;
  if (!(quantile > 0 && quantile < 1)) throw new RangeError(`there is no quantile ${quantile}`);
  const points = response.length;
  const taken = independentColumns(columns, bounded);
  const scales = Float64Array.from(taken, (index) => largest(columns[index] ?? new Float64Array()));
  const walls = [...taken.keys()].filter((k) => bounded.has(taken[k] ?? -1));
  const [width, rows] = [taken.length, points + walls.length];
  const values = new Float64Array(rows * width);
  for (const [k, index] of taken.entries()) {
    const scale = scales[k] ?? 1;
    for (const [i, value] of (columns[index] ?? []).entries()) values[i * width + k] = value / scale;
  }
  for (const [i, k] of walls.entries()) values[(points + i) * width + k] = 1;
  const unit = largest(response);
  const exact = Float64Array.from({ length: rows }, (_, i) => (i < points ? (response[i] ?? 0) / unit : 0));
  const program: Program = {
    values,
    width,
    response: exact.map((value, i) => (i < points ? value + UNTIE * scatter(i) : 0)),
    up: Float64Array.from({ length: rows }, (_, i) => (i < points ? quantile : Infinity)),
    down: Float64Array.from({ length: rows }, (_, i) => (i < points ? 1 - quantile : 0)),
    fixed: null,
  };
  return { design, taken, scales, points, program, exact };
}

/** The vertex with all points of equal weight. */
export function solvePrepared({ program, points, taken, design }: PreparedQuantile): Vertex {
  const bounded = [...taken.keys()].filter((k) => design.bounded?.has(taken[k] ?? -1));
  const vertex = descend(program, startVertex(program, program.response, points, bounded, design.quantile));
  return { ...vertex, inverse: invertRows(program, vertex.chosen) ?? vertex.inverse };
}

/** The coefficients, in the design's units, where the chosen rows meet. */
export function coefficientsAt(
  { design, taken, scales, exact }: PreparedQuantile,
  { chosen, inverse }: Vertex,
): Float64Array {
  const coefficients = new Float64Array(design.columns.length);
  const unit = largest(design.response);
  for (const [k, value] of vertexOf(inverse, chosen, exact).entries()) {
    coefficients[taken[k] ?? 0] = (value * unit) / (scales[k] ?? 1);
  }
  return coefficients;
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
}

/** A number in (−1, 1) for each whole number, without order (the finalizer of MurmurHash3). */
function scatter(index: number): number {
  let h = Math.imul(index + 1, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) / 2 ** 31;
}
