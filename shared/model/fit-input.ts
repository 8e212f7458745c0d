import type { Absorbed, Design } from './absorb.ts';
import { at } from './symmetric.ts';

/** Points of one resource, ordered in time. */
export interface FitInput {
  /** Mean count of each group, one array a group. */
  readonly counts: readonly Float64Array[];
  /** For each group how far its count stands from where it was lately, so that use that lags does not bend the cost; or none. */
  readonly lags: readonly Float64Array[];
  /** Slow movements of the base that have nothing to do with the counts; or none. */
  readonly drift: readonly Float64Array[];
  /** Use of the resource. */
  readonly use: Float64Array;
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

/** The points that are kept, as a regression; its last column is the use. */
export function pick(input: FitInput, keep: (point: number) => boolean): Design & { slots: Int32Array } {
  const { slots, blocks } = input;
  const columns = [...input.counts, ...input.lags, ...input.drift, input.use];
  const points = Int32Array.from(input.use.keys()).filter(keep);
  if (points.length === input.use.length) return { columns, slots, blocks };
  const picked = <T extends Float64Array | Int32Array>(column: T, into: T): T => {
    for (let i = 0; i < points.length; i += 1) into[i] = column[points[i] ?? 0] ?? 0;
    return into;
  };
  return {
    columns: columns.map((column) => picked(column, new Float64Array(points.length))),
    slots: picked(slots, new Int32Array(points.length)),
    blocks: picked(blocks, new Int32Array(points.length)),
  };
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

/** Σ coefficient · column at each point: the fitted use without its base. */
export function explainedUse(input: FitInput, columns: readonly number[], solution: Float64Array): Float64Array {
  const all = [...input.counts, ...input.lags, ...input.drift];
  const explained = new Float64Array(input.use.length);
  for (const column of columns) {
    const coefficient = solution[column] ?? 0;
    for (const [point, value] of (all[column] ?? []).entries()) {
      explained[point] = (explained[point] ?? 0) + coefficient * value;
    }
  }
  return explained;
}
