import type { Absorbed } from './absorb.ts';
import { companions, explainedUse, type FitInput } from './fit-input.ts';
import { nonNegativeSolution } from './non-negative.ts';

/** So many times as far from the fit as an ordinary day's furthest point is no ordinary life. */
const FAR = 3;
/** The flanks of such a span go with it while they are further away than this many times that. */
const FLANK = 1;
/** Where more of the points than this lie so far out, that is how the server is, and all of them count. */
const MOST_SHARE = 0.2;
/** A day counts as one when it holds at least this share of the fullest day's points. */
const WHOLE_DAY_SHARE = 0.5;
/** Of fewer points the furthest is too near to say what a day does: nothing is left out of points as long as days. */
const MIN_DAY_POINTS = 12;

/**
 * Points at which something else happened (a deploy, a backup): spans that lie far from the fit. How far is far is judged
 * by the server itself: each day has a point that lies furthest, and the middle one of these is what an ordinary day does.
 * So heavy tails and a base that wanders pass for what they are, as long as they come on most days. The base of each time of
 * day is taken as the median, which a few such points do not move.
 * @param fit to the points that count, and its groups that vary.
 * @param censored points that say nothing.
 */
export function outlyingPoints(
  input: FitInput,
  { absorbed, active, censored }: { absorbed: Absorbed; active: readonly number[]; censored: readonly boolean[] },
): readonly boolean[] {
  const distances = distancesFrom(input, absorbed, active, censored);
  const ordinary = ordinaryDay(distances, input.blocks);
  const outlying = Array.from(distances, (distance) => Math.abs(distance) > FAR * ordinary);
  const spread = (from: number, to: number) => {
    const [seed, next] = [distances[from] ?? 0, distances[to] ?? 0];
    if (outlying[from] && Math.abs(next) > FLANK * ordinary && next > 0 === seed > 0) outlying[to] = true;
  };
  for (let i = 1; i < outlying.length; i += 1) spread(i - 1, i);
  for (let i = outlying.length - 1; i > 0; i -= 1) spread(i, i - 1);
  const share = outlying.filter(Boolean).length / Math.max(outlying.length, 1);
  return share > MOST_SHARE || !(ordinary > 0) ? outlying.fill(false) : outlying;
}

/** How far each point lies above the costs' part and the median of its slot; 0 for those that say nothing. */
function distancesFrom(
  input: FitInput,
  absorbed: Absorbed,
  active: readonly number[],
  censored: readonly boolean[],
): Float64Array {
  const columns = [...active, ...companions(input, active)];
  const explained = explainedUse(input, columns, nonNegativeSolution(absorbed.gram, columns, new Set(active)));
  const rest = input.use.map((use, point) => use - (explained[point] ?? 0));
  const bySlot = new Map<number, number[]>();
  for (const [point, value] of rest.entries()) {
    if (censored[point]) continue;
    const slot = input.slots[point] ?? 0;
    const known = bySlot.get(slot);
    if (known) known.push(value);
    else bySlot.set(slot, [value]);
  }
  const medians = new Map(Array.from(bySlot, ([slot, values]) => [slot, median(values)]));
  return rest.map((value, point) => (censored[point] ? 0 : value - (medians.get(input.slots[point] ?? 0) ?? 0)));
}

/** The furthest point of each whole day, and of these the middle one, the lower of two; 0 where days have too few points. */
function ordinaryDay(distances: Float64Array, blocks: Int32Array): number {
  const days = new Map<number, { furthest: number; points: number }>();
  for (const [point, distance] of distances.entries()) {
    const day = days.get(blocks[point] ?? 0) ?? { furthest: 0, points: 0 };
    days.set(blocks[point] ?? 0, { furthest: Math.max(day.furthest, Math.abs(distance)), points: day.points + 1 });
  }
  const fullest = Math.max(...[...days.values()].map(({ points }) => points));
  if (fullest < MIN_DAY_POINTS) return 0;
  const whole = [...days.values()].filter(({ points }) => points >= WHOLE_DAY_SHARE * fullest);
  const sorted = whole.map(({ furthest }) => furthest).sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

function median(values: number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
}
