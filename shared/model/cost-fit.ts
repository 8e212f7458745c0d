import { absorb, type Absorbed } from './absorb.ts';
import { type Slope, slopesWithIntervals } from './slope.ts';
import { nonNegativeSolution } from './non-negative.ts';
import { whiten } from './whiten.ts';
import { at, factorize, solve } from './symmetric.ts';

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

/** What the points say of one group's cost. */
export type GroupFit =
  | { readonly kind: 'slope'; readonly slope: Slope; readonly entangledWith: readonly number[] }
  | { readonly kind: 'entangled'; readonly entangledWith: readonly number[] }
  /** No variation left; `saturated` when there was some before saturated points were left out. */
  | { readonly kind: 'still'; readonly saturated: boolean };

export interface CostFit {
  readonly groups: readonly GroupFit[];
  /** For each point whether it was left out as saturated. */
  readonly censored: readonly boolean[];
  /** Means over the points that were used; the fitted line goes through them. */
  readonly mean: { readonly counts: Float64Array; readonly use: number };
}

/** Below this spread of what the base does not explain, a count says nothing: in crawlers, and as a share of the mean. */
const MIN_SPREAD = 0.03;
const MIN_SPREAD_SHARE = 0.01;
/** Share of its variation that must be a group's own, or its cost is not told apart from the others'. */
const OWN_SHARE = 1e-3;
/** Share below which, when the interval is too wide, the company of other groups is named as the reason. */
const COMPANY_SHARE = 0.1;
const SATURATION_DEVIATIONS = 2;
const MAX_ROUNDS = 50;

/** Fits the costs of all groups to one resource's points. */
export function fitCosts(input: FitInput): CostFit {
  const { absorbed, active, censored } = censor(input);
  const before = censored.includes(true) ? activeGroups(input, absorb(pick(input, () => true))) : active;
  const tangles = findTangles(absorbed, active);
  const taken = active.filter((group) => !tangles.dependent.has(group));
  const wanted = taken.filter((group) => !tangles.entangled.has(group));
  const columns = [...taken, ...companions(input, active)];
  const design = input.times ? whitened(input, input.times, censored, columns) : { absorbed, columns };
  const terms = { columns: design.columns, bounded: new Set(wanted) };
  const slopes = slopesWithIntervals(design.absorbed, terms, wanted);
  return {
    censored,
    mean: meansOf(input, censored),
    groups: input.counts.map((_, group): GroupFit => {
      const slope = slopes.get(group);
      if (slope) return { kind: 'slope', slope, entangledWith: companyOf(absorbed, group, taken) };
      const entangledWith = tangles.entangled.get(group);
      if (entangledWith) return { kind: 'entangled', entangledWith };
      return { kind: 'still', saturated: before.includes(group) };
    }),
  };
}

/**
 * Leaves out the points whose *fitted* use, two residual deviations up, reaches the capacity, and fits again until the
 * set no longer changes. By the fitted use, because leaving out what was observed high would bend the line down.
 */
function censor(input: FitInput): { absorbed: Absorbed; active: readonly number[]; censored: readonly boolean[] } {
  let censored = Array.from(input.use, () => false);
  for (let round = 0; ; round += 1) {
    const absorbed = absorb(pick(input, (point) => !censored[point]));
    const active = activeGroups(input, absorbed);
    const limit = saturationLimit(input, absorbed, active, censored);
    // After some rounds points only join, so that a set that swings between two states comes to rest.
    const next = Array.from(
      input.use,
      (_, point) => limit(point) || (round > MAX_ROUNDS / 2 && censored[point] === true),
    );
    if (round >= MAX_ROUNDS || next.every((value, point) => value === censored[point])) {
      return { absorbed, active, censored };
    }
    censored = next;
  }
}

/** A test for each point whether its fitted use reaches the capacity. A point whose base is not known any more stays out. */
function saturationLimit(
  input: FitInput,
  absorbed: Absorbed,
  active: readonly number[],
  censored: readonly boolean[],
): (point: number) => boolean {
  const columns = [...active, ...companions(input, active)];
  const solution = nonNegativeSolution(absorbed.gram, columns, new Set(active));
  const explained = explainedUse(input, columns, solution);
  const bases = new Map<number, { sum: number; points: number }>();
  for (const [point, use] of input.use.entries()) {
    if (censored[point]) continue;
    const slot = input.slots[point] ?? 0;
    const base = bases.get(slot) ?? { sum: 0, points: 0 };
    bases.set(slot, { sum: base.sum + use - (explained[point] ?? 0), points: base.points + 1 });
  }
  const fitted = explained.map((use, point) => {
    const base = bases.get(input.slots[point] ?? 0);
    return base ? use + base.sum / base.points : Infinity;
  });
  const kept = Array.from(input.use.keys()).filter((point) => !censored[point]);
  const squares = kept.reduce((sum, point) => sum + ((input.use[point] ?? 0) - (fitted[point] ?? 0)) ** 2, 0);
  const freedom = kept.length - columns.length - bases.size;
  const deviation = freedom > 0 ? Math.sqrt(squares / freedom) : 0;
  return (point) => (fitted[point] ?? Infinity) + SATURATION_DEVIATIONS * deviation >= input.capacity;
}

/** Σ coefficient · column at each point: the fitted use without its base. */
function explainedUse(input: FitInput, columns: readonly number[], solution: Float64Array): Float64Array {
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

function whitened(input: FitInput, times: Float64Array, censored: readonly boolean[], columns: readonly number[]) {
  const picked = pick(input, (point) => !censored[point]);
  const series = { ...picked, times: times.filter((_, point) => !censored[point]) };
  const { absorbed, base } = whiten(series, columns);
  return { absorbed, columns: [...columns, base] };
}

function pick(input: FitInput, keep: (point: number) => boolean) {
  const points = Array.from(input.use.keys()).filter(keep);
  const floats = (column: Float64Array) => Float64Array.from(points, (point) => column[point] ?? 0);
  const ints = (column: Int32Array) => Int32Array.from(points, (point) => column[point] ?? 0);
  return {
    columns: [...input.counts, ...input.lags, ...input.drift, input.use].map(floats),
    slots: ints(input.slots),
    blocks: ints(input.blocks),
  };
}

/** The groups whose count varies beside the base. The others' use is part of the base. */
function activeGroups(input: FitInput, absorbed: Absorbed): number[] {
  const points = absorbed.residuals[0]?.length ?? 0;
  return [...input.counts.keys()].filter((group) => {
    const column = input.counts[group] ?? new Float64Array();
    const mean = column.reduce((sum, count) => sum + count, 0) / Math.max(column.length, 1);
    const spread = Math.sqrt(at(absorbed.gram, group, group) / Math.max(points, 1));
    return spread >= MIN_SPREAD && spread >= MIN_SPREAD_SHARE * mean;
  });
}

/** The columns beside the counts: the lags of the groups that vary, and the drift. They may have any sign. */
function companions(input: FitInput, active: readonly number[]): number[] {
  const afterCounts = input.counts.length;
  const lags = input.lags.length === 0 ? [] : active.map((group) => afterCounts + group);
  return [...lags, ...input.drift.map((_, wave) => afterCounts + input.lags.length + wave)];
}

interface Tangles {
  /** Groups that add nothing beside others; their columns are left out. */
  readonly dependent: ReadonlySet<number>;
  /** Each group that cannot be told apart, with those it moves with. */
  readonly entangled: ReadonlyMap<number, readonly number[]>;
}

/** Groups whose counts move together so that only their sum is seen. */
function findTangles(absorbed: Absorbed, active: readonly number[]): Tangles {
  const factor = factorize(absorbed.gram, active, OWN_SHARE);
  const dependent = new Set(active.filter((group) => !factor.taken.includes(group)));
  const entangled = new Map<number, number[]>();
  for (const group of dependent) {
    const together = [group, ...shareHolders(absorbed, group, factor.taken)];
    for (const member of together) {
      const known = entangled.get(member) ?? [];
      entangled.set(
        member,
        [...new Set([...known, ...together.filter((other) => other !== member)])].sort((a, b) => a - b),
      );
    }
  }
  return { dependent, entangled };
}

/** The groups that a group's count is made of, by a regression on the others in units of their own spread. */
function shareHolders(absorbed: Absorbed, group: number, others: readonly number[]): number[] {
  const { gram } = absorbed;
  const shares = solve(factorize(gram, others, OWN_SHARE), (other) => at(gram, other, group));
  const spread = (column: number) => Math.sqrt(at(gram, column, column));
  return others.filter((other) => Math.abs(shares[other] ?? 0) * spread(other) > 0.1 * spread(group));
}

/** The groups that hardly leave a group any variation of its own; none where it has enough. */
function companyOf(absorbed: Absorbed, group: number, taken: readonly number[]): number[] {
  const { gram } = absorbed;
  const others = taken.filter((other) => other !== group);
  const shares = solve(factorize(gram, others, OWN_SHARE), (other) => at(gram, other, group));
  const explained = others.reduce((sum, other) => sum + (shares[other] ?? 0) * at(gram, other, group), 0);
  return 1 - explained / at(gram, group, group) < COMPANY_SHARE ? shareHolders(absorbed, group, others) : [];
}

function meansOf(input: FitInput, censored: readonly boolean[]): CostFit['mean'] {
  const points = Array.from(input.use.keys()).filter((point) => !censored[point]);
  const mean = (column: Float64Array) =>
    points.reduce((sum, p) => sum + (column[p] ?? 0), 0) / Math.max(points.length, 1);
  return { counts: Float64Array.from(input.counts, mean), use: mean(input.use) };
}
