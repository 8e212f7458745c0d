import { absorb, type Absorbed } from './absorb.ts';
import { disturbedPoints } from './disturbance.ts';
import { activeGroups, companions, type FitInput, type Marks, remaining } from './fit-input.ts';
import { censor } from './saturation.ts';
import { type Slope, slopesWithIntervals } from './slope.ts';
import { at, factorize, solve } from './symmetric.ts';
import { whiten } from './whiten.ts';

/** What the points say of one group's cost. */
export type GroupFit =
  | { readonly kind: 'slope'; readonly slope: Slope; readonly entangledWith: readonly number[] }
  | { readonly kind: 'entangled'; readonly entangledWith: readonly number[] }
  /** No variation left; `saturated` when there was some before saturated points were left out. */
  | { readonly kind: 'still'; readonly saturated: boolean };

export interface CostFit {
  readonly groups: readonly GroupFit[];
  /** The points that were left out because the server was full, and because something else took far more than usual. */
  readonly censored: Marks;
  readonly disturbed: Marks;
  /** Means over the points that were used; the fitted line goes through them. */
  readonly mean: { readonly counts: Float64Array; readonly use: number };
}

/** Share of its variation that must be a group's own, or its cost is not told apart from the others'. */
const OWN_SHARE = 1e-3;
/** Share below which, when the interval is too wide, the company of other groups is named as the reason. */
const COMPANY_SHARE = 0.1;

/** Fits the costs of all groups to one resource's points. */
export function fitCosts(input: FitInput): CostFit {
  const disturbed = disturbedPoints(input);
  const { absorbed, active, censored } = censor(input, disturbed);
  const before = censored.includes(true) ? activeGroups(input, absorb(remaining(input, disturbed))) : active;
  const out = censored.map((mark, point) => mark || disturbed[point] === true);
  const tangles = findTangles(absorbed, active);
  const taken = active.filter((group) => !tangles.dependent.has(group));
  const wanted = taken.filter((group) => !tangles.entangled.has(group));
  const columns = [...taken, ...companions(input, active)];
  const design = whitened(input, out, columns) ?? { absorbed, columns };
  const terms = { columns: design.columns, bounded: new Set(wanted) };
  const slopes = slopesWithIntervals(design.absorbed, terms, wanted);
  return {
    censored: censored.map((mark, point) => mark && disturbed[point] !== true),
    disturbed,
    mean: meansOf(input, out),
    groups: input.counts.map((_, group): GroupFit => {
      const slope = slopes.get(group);
      if (slope) return { kind: 'slope', slope, entangledWith: companyOf(absorbed, group, taken) };
      const entangledWith = tangles.entangled.get(group);
      if (entangledWith) return { kind: 'entangled', entangledWith };
      return { kind: 'still', saturated: before.includes(group) };
    }),
  };
}

/** Where there is one base for all points, it may wander; null where each slot has its own. */
function whitened(input: FitInput, out: Marks, columns: readonly number[]) {
  const { times, ...left } = remaining(input, out);
  if (!times) return null;
  const rest = input.rest.filter((_, point) => out[point] !== true);
  const { absorbed, base } = whiten({ ...left, times, rest }, columns);
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

function meansOf(input: FitInput, out: Marks): CostFit['mean'] {
  const points = Array.from(input.use.keys()).filter((point) => out[point] !== true);
  const mean = (column: Float64Array) =>
    points.reduce((sum, p) => sum + (column[p] ?? 0), 0) / Math.max(points.length, 1);
  return { counts: Float64Array.from(input.counts, mean), use: mean(input.use) };
}
