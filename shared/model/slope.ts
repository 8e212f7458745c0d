import { type Absorbed, gramWithout } from './absorb.ts';
import { nonNegativeSolution } from './non-negative.ts';
import { studentT } from './student-t.ts';
import { at, type Factor, factorize, inverseColumn } from './symmetric.ts';

/** A coefficient with the half-width of its 95 % interval; infinite where too few blocks carry it. */
export interface Slope {
  readonly value: number;
  readonly halfWidth: number;
  /** How many blocks of equal weight would carry as much: Kish's (Σw)² / Σw² of what each block tells about the slope. */
  readonly effectiveBlocks: number;
  /** The same as if it might be negative, for taking servers together: what is cut at zero is no estimate any more. */
  readonly unbounded: Deviation;
}

/** A coefficient with its standard error and the error's degrees of freedom; not above 0 where too few blocks carry it. */
export interface Deviation {
  readonly value: number;
  readonly standardError: number;
  readonly freedom: number;
}

/** Which columns of the products are fitted, and which of them must not be negative. The last column is the response. */
export interface Terms {
  readonly columns: readonly number[];
  readonly bounded: ReadonlySet<number>;
}

/** Blocks are also joined in twos, fours, … as long as this many are left, and the widest interval counts. */
const MIN_JOINED_BLOCKS = 12;
/** More blocks than this tell no more; they are joined before the first is left out. */
const MAX_BLOCKS = 128;

/**
 * The slopes of `wanted` with their intervals: every block is left out once, all is fitted anew, and the spread of the
 * answers is the jackknife's variance, (G − 1) / G · Σ (θ₋ᵦ − θ̄)², with Student's t. Its degrees of freedom are G − 1 where
 * all G blocks tell as much about the slope, and fewer in proportion where few tell most.
 * @param widths whether to leave out and fit anew at all; without, the half-widths are infinite.
 */
export function slopesWithIntervals(
  absorbed: Absorbed,
  terms: Terms,
  wanted: readonly number[],
  widths = true,
): ReadonlyMap<number, Slope> {
  const factor = factorize(absorbed.gram, terms.columns, 1e-9);
  const information = new Map(wanted.map((column) => [column, informationOf(absorbed, factor, column)]));
  const blocksOf = (column: number, blocks: readonly (readonly number[])[]) =>
    effective(information.get(column) ?? new Float64Array(), blocks);
  const { slopes, cut } = jackknife(absorbed, terms, wanted, widths, blocksOf);
  const unbounded = cut
    ? jackknife(absorbed, { ...terms, bounded: new Set() }, wanted, widths, blocksOf).slopes
    : slopes;
  return new Map(
    wanted.map((column) => {
      const { value, standardError, freedom } = slopes.get(column) ?? UNKNOWN;
      const halfWidth = width({ standardError, freedom });
      const effectiveBlocks = blocksOf(column, absorbed.members);
      return [column, { value, halfWidth, effectiveBlocks, unbounded: unbounded.get(column) ?? UNKNOWN }];
    }),
  );
}

const UNKNOWN: Deviation = { value: 0, standardError: Infinity, freedom: 0 };

/** The slopes with the widest of their errors, block lengths compared; `cut` says whether a bound was met on the way. */
function jackknife(
  absorbed: Absorbed,
  { columns, bounded }: Terms,
  wanted: readonly number[],
  widths: boolean,
  blocksOf: (column: number, blocks: readonly (readonly number[])[]) => number,
): { slopes: ReadonlyMap<number, Deviation>; cut: boolean } {
  const reference = (column: number) => at(absorbed.gram, column, column);
  const whole = nonNegativeSolution(absorbed.gram, columns, bounded);
  const isCut = (solution: Float64Array) => wanted.some((column) => bounded.has(column) && !(solution[column] ?? 0));
  let cut = isCut(whole);
  const slopes = new Map(wanted.map((column) => [column, { ...UNKNOWN, value: whole[column] ?? 0 }]));
  for (const blocks of widths ? scales(absorbed.members) : []) {
    const left = blocks.map((b) => nonNegativeSolution(gramWithout(absorbed, b), columns, bounded, reference));
    cut ||= left.some(isCut);
    for (const column of wanted) {
      const known = slopes.get(column) ?? UNKNOWN;
      const freedom = (blocksOf(column, blocks) * (blocks.length - 1)) / blocks.length;
      const standardError = jackknifeDeviation(left.map((solution) => solution[column] ?? 0));
      const wider = known.standardError === Infinity || width({ standardError, freedom }) > width(known);
      if (wider) slopes.set(column, { value: known.value, standardError, freedom });
    }
  }
  return { slopes, cut };
}

function width({ standardError, freedom }: Pick<Deviation, 'standardError' | 'freedom'>): number {
  return freedom > 0 ? standardError * studentT(freedom) : Infinity;
}

/** The blocks, and the blocks joined with their neighbours: what drifts over several blocks must not look like chance. */
function scales(members: readonly (readonly number[])[]): (readonly (readonly number[])[])[] {
  const all = [members];
  for (let joined = members; joined.length / 2 >= MIN_JOINED_BLOCKS; all.push(joined)) {
    joined = Array.from({ length: Math.ceil(joined.length / 2) }, (_, i) => joined.slice(2 * i, 2 * i + 2).flat());
  }
  return all.filter((blocks, i) => blocks.length <= MAX_BLOCKS || i === all.length - 1);
}

function jackknifeDeviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(((values.length - 1) / values.length) * squares);
}

/** For each point the square of what is left of the column when the base and the other columns are taken away. */
function informationOf({ residuals }: Absorbed, factor: Factor, column: number): Float64Array {
  const weights = inverseColumn(factor, column);
  const information = new Float64Array(residuals[0]?.length ?? 0);
  for (const other of factor.taken) {
    const values = residuals[other];
    const weight = weights[other] ?? 0;
    if (!values || weight === 0) continue;
    for (let i = 0; i < information.length; i += 1) information[i] = (information[i] ?? 0) + weight * (values[i] ?? 0);
  }
  return information.map((value) => value * value);
}

function effective(information: Float64Array, blocks: readonly (readonly number[])[]): number {
  const weights = blocks.map((points) => points.reduce((sum, point) => sum + (information[point] ?? 0), 0));
  const sum = weights.reduce((total, w) => total + w, 0);
  const squares = weights.reduce((total, w) => total + w * w, 0);
  return squares > 0 ? (sum * sum) / squares : 0;
}
