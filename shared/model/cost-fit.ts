import { absorb, type Absorbed } from './absorb.ts';
import { activeGroups, companions, type FitInput, pick } from './fit-input.ts';
import { outlyingPoints } from './outliers.ts';
import { censor, type Uncensored } from './saturation.ts';
import { type Slope, slopesWithIntervals } from './slope.ts';
import { at, factorize, solve } from './symmetric.ts';
import { whiten } from './whiten.ts';

export type { FitInput } from './fit-input.ts';

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
  /** For each point whether it was left out because something else happened. */
  readonly outlying: readonly boolean[];
  /** Means over the points that were used; the fitted line goes through them. */
  readonly mean: { readonly counts: Float64Array; readonly use: number };
}

/** Share of its variation that must be a group's own, or its cost is not told apart from the others'. */
const OWN_SHARE = 1e-3;
/** Share below which, when the interval is too wide, the company of other groups is named as the reason. */
const COMPANY_SHARE = 0.1;
const MAX_ROUNDS = 5;

/**
 * Fits the costs of all groups to one resource's points.
 * @param settings `widths: false` spares the time for the slopes' half-widths, which are then infinite.
 */
export function fitCosts(input: FitInput, { widths = true }: { readonly widths?: boolean } = {}): CostFit {
  const { absorbed, active, censored, outlying } = ordinaryPoints(input);
  const before = censored.includes(true) ? activeGroups(input, absorb(pick(input, () => true))) : active;
  const counts = (point: number) => !censored[point] && !outlying[point];
  const tangles = findTangles(absorbed, active);
  const taken = active.filter((group) => !tangles.dependent.has(group));
  const wanted = taken.filter((group) => !tangles.entangled.has(group));
  const columns = [...taken, ...companions(input, active)];
  const design = input.times ? whitened(input, input.times, counts, columns) : { absorbed, columns };
  const terms = { columns: design.columns, bounded: new Set(wanted) };
  const slopes = slopesWithIntervals(design.absorbed, terms, wanted, widths);
  return {
    censored,
    outlying,
    mean: meansOf(input, counts),
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
 * Leaves out what is full and what is out of the ordinary, and fits again until nothing changes. With one base for all points
 * nothing passes for out of the ordinary: in some hours there is no ordinary day to compare with.
 */
function ordinaryPoints(input: FitInput): Uncensored & { readonly outlying: readonly boolean[] } {
  let outlying: readonly boolean[] = Array.from(input.use, () => false);
  let found = censor(input, outlying);
  for (let round = 0; !input.times && round < MAX_ROUNDS; round += 1) {
    const next = outlyingPoints(input, found);
    if (next.every((value, point) => value === outlying[point])) break;
    outlying = next;
    found = censor(input, outlying);
  }
  return { ...found, outlying };
}

function whitened(
  input: FitInput,
  times: Float64Array,
  counts: (point: number) => boolean,
  columns: readonly number[],
) {
  const picked = pick(input, counts);
  const series = { ...picked, times: times.filter((_, point) => counts(point)) };
  const { absorbed, base } = whiten(series, columns);
  return { absorbed, columns: [...columns, base] };
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

function meansOf(input: FitInput, counts: (point: number) => boolean): CostFit['mean'] {
  const points = Array.from(input.use.keys()).filter(counts);
  const mean = (column: Float64Array) =>
    points.reduce((sum, p) => sum + (column[p] ?? 0), 0) / Math.max(points.length, 1);
  return { counts: Float64Array.from(input.counts, mean), use: mean(input.use) };
}
