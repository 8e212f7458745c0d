import { exchangeRow, invertRows, type Rows, rowValue, vertexOf } from './vertex.ts';
import { type Breakpoints, breakpoints, minimumAlong } from './weighted-step.ts';

/**
 * Least Σ upᵢ·max(rᵢ, 0) + downᵢ·max(−rᵢ, 0) over β, with r = response − rows·β. A quantile regression has up = weight·τ and
 * down = weight·(1 − τ); a bound βₖ ≥ 0 is a row that reads βₖ with response 0, up Infinity and down 0: a wall.
 */
export interface Program extends Rows {
  /** No more than `width` rows may meet in a point, or the descent may stay in one: see `untie`. */
  readonly response: Float64Array;
  readonly up: Float64Array;
  readonly down: Float64Array;
  /** Σ ψ·row of rows that are left out because it is known on which side they lie; null where there are none. */
  readonly fixed: Float64Array | null;
}

export interface Vertex {
  /** The rows that meet in the solution, as many as there are columns. */
  readonly chosen: Int32Array;
  /** Inverse of the matrix of these rows, as good as up to 60 exchanges leave it. */
  readonly inverse: Float64Array;
  readonly pivots: number;
  /** Whether the conditions of a minimum hold. */
  readonly optimal: boolean;
}

interface State {
  readonly program: Program;
  readonly chosen: Int32Array;
  readonly isChosen: Uint8Array;
  inverse: Float64Array;
  readonly residual: Float64Array;
  /** 1 above the plane, −1 below. Kept apart from the residual, whose rounding must not turn it. */
  readonly side: Int8Array;
  readonly gradient: Float64Array;
}

/** Share of the weights by which a multiplier may miss its range. */
const TOLERANCE = 1e-9;
/** A row that changes by less along an edge does not end it. */
const PARALLEL = 1e-10;
/** The inverse is made anew after so many exchanges. */
const REFRESH = 60;

/**
 * Goes down from vertex to vertex until no edge leads further down (Barrodale and Roberts 1973, Koenker and d'Orey 1987): the
 * row whose multiplier is furthest outside its range gives way, and the step along the edge ends at the minimum, not at the
 * first row that it meets. Exact, bounded and deterministic.
 * @param start rows that are independent and meet inside all walls.
 * @param inverse of the matrix of these rows, where it is known.
 * @throws RangeError when they are not.
 */
export function descend(program: Program, start: Int32Array, inverse?: Float64Array): Vertex {
  const state = stateAt(program, start, inverse);
  const line = breakpoints(program.response.length);
  const limit = 200 + 40 * program.width + program.response.length;
  let heaviest = 0;
  for (const [row, up] of program.up.entries()) {
    if (up < Infinity) heaviest = Math.max(heaviest, up + (program.down[row] ?? 0));
  }
  for (let pivots = 0; pivots < limit; pivots += 1) {
    if (pivots % REFRESH === REFRESH - 1) refresh(state);
    const edge = steepestEdge(state, TOLERANCE * heaviest);
    if (!edge) return ended(state, pivots, true);
    if (!walk(state, edge, line)) return ended(state, pivots, false);
  }
  return ended(state, limit, false);
}

function ended({ chosen, inverse }: State, pivots: number, optimal: boolean): Vertex {
  return { chosen, inverse, pivots, optimal };
}

function stateAt(program: Program, start: Int32Array, known?: Float64Array): State {
  const inverse = known?.slice() ?? invertRows(program, start);
  if (!inverse) throw new RangeError('the rows to start from depend on each other');
  const rows = program.response.length;
  const state: State = {
    program,
    chosen: start.slice(),
    isChosen: new Uint8Array(rows),
    inverse,
    residual: new Float64Array(rows),
    side: new Int8Array(rows),
    gradient: program.fixed ? program.fixed.slice() : new Float64Array(program.width),
  };
  for (const row of start) state.isChosen[row] = 1;
  measure(state);
  for (let row = 0; row < rows; row += 1) {
    if (state.isChosen[row]) continue;
    state.side[row] = (state.residual[row] ?? 0) > 0 ? 1 : -1;
    if (state.side[row] === 1 && program.up[row] === Infinity) throw new RangeError('the start lies behind a wall');
    pull(state, row, 1);
  }
  return state;
}

/** Residuals of all rows that count, from the vertex. */
function measure({ program, inverse, chosen, isChosen, residual }: State): void {
  const point = vertexOf(inverse, chosen, program.response);
  for (let row = 0; row < residual.length; row += 1) {
    residual[row] = isChosen[row] ? 0 : (program.response[row] ?? 0) - rowValue(program, row, point);
  }
}

function refresh(state: State): void {
  state.inverse = invertRows(state.program, state.chosen) ?? state.inverse;
  measure(state);
}

/** Adds a row's ψ times `factor` to the gradient. */
function pull({ program, gradient, side }: State, row: number, factor: number): void {
  const weight = factor * ((side[row] ?? 0) > 0 ? (program.up[row] ?? 0) : -(program.down[row] ?? 0));
  if (weight === 0) return;
  const { values, width } = program;
  for (let k = 0, at = row * width; k < width; k += 1, at += 1) {
    gradient[k] = (gradient[k] ?? 0) + weight * (values[at] ?? 0);
  }
}

interface Edge {
  readonly place: number;
  /** The side to which the row that gives way goes. */
  readonly side: 1 | -1;
  /** Change of the sum for each unit along the edge, negative. */
  readonly slope: number;
}

/** The chosen row whose multiplier ψ misses [−down, up] by most; null when none does. */
function steepestEdge({ program, chosen, inverse, gradient }: State, tolerance: number): Edge | null {
  const { width, up, down } = program;
  let best: Edge | null = null;
  for (let place = 0; place < width; place += 1) {
    let multiplier = 0;
    for (let k = 0; k < width; k += 1) multiplier -= (inverse[k * width + place] ?? 0) * (gradient[k] ?? 0);
    const row = chosen[place] ?? 0;
    const above = (up[row] ?? 0) - multiplier;
    const below = (down[row] ?? 0) + multiplier;
    const slope = Math.min(above, below);
    if (slope < -tolerance && slope < (best?.slope ?? 0)) best = { place, side: above < below ? 1 : -1, slope };
  }
  return best;
}

/** Steps along the edge to the minimum on it. False when there is none or rounding leaves no way on. */
function walk(state: State, { place, side, slope }: Edge, line: Breakpoints): boolean {
  const { program, inverse, chosen, isChosen, residual } = state;
  const { width } = program;
  const direction = Float64Array.from({ length: width }, (_, k) => -side * (inverse[k * width + place] ?? 0));
  const moves = movesAlong(state, direction, line);
  const stop = minimumAlong(line, slope);
  if (stop === null) return false;
  const [length, entering] = [line.at[stop] ?? 0, line.row[stop] ?? 0];
  const leaving = chosen[place] ?? 0;
  if (!exchangeRow(program, inverse, place, entering)) return false;
  pull(state, entering, -1);
  for (let i = 0; i < stop; i += 1) {
    const row = line.row[i] ?? 0;
    pull(state, row, -1);
    state.side[row] = -(state.side[row] ?? 0);
    pull(state, row, 1);
  }
  for (let row = 0; row < residual.length; row += 1) residual[row] = (residual[row] ?? 0) - length * (moves[row] ?? 0);
  chosen[place] = entering;
  isChosen[entering] = 1;
  isChosen[leaving] = 0;
  residual[entering] = 0;
  residual[leaving] = side * length;
  state.side[leaving] = side;
  pull(state, leaving, 1);
  return true;
}

/** How fast each row's residual falls along the direction, and where those that reach the plane do. */
function movesAlong({ program, isChosen, residual, side }: State, direction: Float64Array, line: Breakpoints) {
  const { up, down } = program;
  const moves = new Float64Array(residual.length);
  line.count = 0;
  for (let row = 0; row < moves.length; row += 1) {
    const weight = (up[row] ?? 0) + (down[row] ?? 0);
    if (weight === 0 || isChosen[row]) continue;
    const move = rowValue(program, row, direction);
    moves[row] = move;
    if (move * (side[row] ?? 0) <= PARALLEL) continue;
    line.at[line.count] = Math.max(0, (residual[row] ?? 0) / move);
    line.gain[line.count] = weight * Math.abs(move);
    line.row[line.count] = row;
    line.count += 1;
  }
  return moves;
}
