import type { Absorbed } from './absorb.ts';
import { at } from './symmetric.ts';

/** Points of one resource, ordered in time. */
export interface FitInput {
  /** Mean count of each group, one array a group. */
  readonly counts: readonly Float64Array[];
  /** For each group how far its count stands from where it was lately, so that use that lags does not bend the cost; or none. */
  readonly lags: readonly Float64Array[];
  /** Slow movements of the base that have nothing to do with the counts; or none. */
  readonly drift: readonly Float64Array[];
  /** Use of the resource on the whole server, and what the groups' own processes had no part in. */
  readonly use: Float64Array;
  readonly rest: Float64Array;
  /** Which base a point has, and with which block it is left out. */
  readonly slots: Int32Array;
  /** Where there is one base for all points: their times in units of a point's length. The base may then wander slowly. */
  readonly times: Float64Array | null;
  readonly blocks: Int32Array;
  /** Where the resource ends. */
  readonly capacity: number;
}

/** Below this spread of what the base does not explain, a count says nothing: in crawlers, and as a share of the mean. */
const MIN_SPREAD = 0.03;
const MIN_SPREAD_SHARE = 0.01;
/** Points that a fit may leave out are told by a list of marks, one a point. */
export type Marks = readonly boolean[];

/** The columns over the points that are not marked: counts, lags, drift and last the response. */
export function remaining(input: FitInput, marks: Marks, response: Float64Array = input.use) {
  const { slots, blocks, times } = input;
  const columns = [...input.counts, ...input.lags, ...input.drift, response];
  if (!marks.includes(true)) return { columns, slots, blocks, times };
  const points = Int32Array.from(marks.keys()).filter((point) => marks[point] !== true);
  const floats = (column: Float64Array) => pick(column, points, new Float64Array(points.length));
  const ints = (column: Int32Array) => pick(column, points, new Int32Array(points.length));
  return { columns: columns.map(floats), slots: ints(slots), blocks: ints(blocks), times: times && floats(times) };
}

function pick<T extends Float64Array | Int32Array>(column: T, points: Int32Array, into: T): T {
  for (let i = 0; i < points.length; i += 1) into[i] = column[points[i] ?? 0] ?? 0;
  return into;
}

/**
 * The fitted response at all points, also the marked ones, which had no part in the fit: their slot's base and what the
 * columns explain. Infinite where the slot has no point left.
 * @param baseOf a slot's base, from what the columns do not explain at its points.
 */
export function fittedResponse(
  input: FitInput,
  marks: Marks,
  response: Float64Array,
  columns: readonly number[],
  coefficients: Float64Array,
  baseOf: (values: readonly number[]) => number = meanOf,
): { fitted: Float64Array; slots: number } {
  const all = [...input.counts, ...input.lags, ...input.drift];
  const explained = new Float64Array(response.length);
  for (const column of columns) {
    const coefficient = coefficients[column] ?? 0;
    const values = all[column];
    for (let point = 0; values && point < values.length; point += 1) {
      explained[point] = (explained[point] ?? 0) + coefficient * (values[point] ?? 0);
    }
  }
  const left = new Map<number, number[]>();
  for (const [point, value] of response.entries()) {
    if (marks[point] === true) continue;
    const slot = input.slots[point] ?? 0;
    const beside = value - (explained[point] ?? 0);
    const known = left.get(slot);
    if (known) known.push(beside);
    else left.set(slot, [beside]);
  }
  const bases = new Map([...left].map(([slot, values]) => [slot, baseOf(values)]));
  const fitted = explained.map((value, point) => value + (bases.get(input.slots[point] ?? 0) ?? Infinity));
  return { fitted, slots: bases.size };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
}

/** The middle value; the lower of the middle two. */
export function medianOf(values: ArrayLike<number>): number {
  return Float64Array.from(values).sort()[Math.floor((values.length - 1) / 2)] ?? 0;
}

/** The groups whose count varies beside the base. The others' use is part of the base. */
export function activeGroups(input: FitInput, absorbed: Absorbed): number[] {
  const points = absorbed.residuals[0]?.length ?? 0;
  return [...input.counts.keys()].filter((group) => {
    const column = input.counts[group] ?? new Float64Array();
    const mean = column.reduce((sum, count) => sum + count, 0) / Math.max(column.length, 1);
    const spread = Math.sqrt(at(absorbed.gram, group, group) / Math.max(points, 1));
    return spread >= MIN_SPREAD && spread >= MIN_SPREAD_SHARE * mean;
  });
}

/** The columns beside the counts: the lags of the groups that vary, and the drift. They may have any sign. */
export function companions(input: FitInput, active: readonly number[]): number[] {
  const afterCounts = input.counts.length;
  const lags = input.lags.length === 0 ? [] : active.map((group) => afterCounts + group);
  return [...lags, ...input.drift.map((_, wave) => afterCounts + input.lags.length + wave)];
}
