import { DAY_MS } from '../capacity-points.ts';
import { studentT } from '../student-t.ts';
import { WHOLE_DAY_SHARE } from './compare-sides.ts';
import { baseLevel, type ChangeSeries } from './change-series.ts';
import type { Level } from './cost-change.ts';
import { type Dated, dateJump } from './date-jump.ts';
import { localDifference, strongestJump } from './jump-scan.ts';

/** A jump of the use with as many crawlers as before, found in the data. */
export interface FoundJump extends Dated {
  /** Of the day after to the day before. */
  readonly difference: Level;
}

/** More in a range are rather a server that never rests. */
const MAX_JUMPS = 4;
/** The range's first and last day serve as the other side of a comparison only, and two more are needed to see what is usual. */
const MIN_DAYS = 6;

/** The jumps in a range, the strongest found first, in the order of time. */
export function findJumps(series: ChangeSeries): FoundJump[] {
  const found: FoundJump[] = [];
  const spanMs = (series.startMs.at(-1) ?? 0) - (series.startMs[0] ?? 0);
  while (found.length < MAX_JUMPS && spanMs >= MIN_DAYS * DAY_MS) {
    const knownMs = found.map(({ atMs }) => atMs);
    const level = baseLevel(series, knownMs);
    const jump = strongestJump(series, level, knownMs);
    if (!jump) break;
    const dated = dateJump(series, level, jump.atMs);
    found.push({ ...dated, difference: differenceAt(series, dated.atMs, knownMs) });
  }
  return found.sort((a, b) => a.atMs - b.atMs);
}

/** The use of the day after less that of the day before, with an interval from what such differences usually are. */
export function differenceAt(series: ChangeSeries, atMs: number, otherMs: readonly number[], together = 1): Level {
  const level = baseLevel(series, [...otherMs, atMs]);
  const { difference, deviation } = localDifference(series, level, atMs, otherMs);
  const days = new Set(series.days).size;
  const halfWidth = deviation * studentT(Math.max(1, days - DAYS_SPENT), 1 - 0.05 / together);
  return { value: difference, low: difference - halfWidth, high: difference + halfWidth };
}

/** Days around the moment that say nothing of what is usual. */
const DAYS_SPENT = 4;

/** Below this the days follow each other more than chance lets them: 2 of days that are apart, far below 1 of a base that wanders. */
const WANDERS_BELOW = 1.2;

/** Whether the level wanders from day to day: von Neumann's ratio of the daily means on each side of the known moments. */
export function wanders(series: ChangeSeries, momentsMs: readonly number[]): boolean {
  let [steps, squares] = [0, 0];
  for (const means of dailyMeans(series, momentsMs)) {
    const middle = means.reduce((sum, value) => sum + value, 0) / means.length;
    for (const [i, value] of means.entries()) {
      squares += (value - middle) ** 2;
      if (i > 0) steps += (value - (means[i - 1] ?? 0)) ** 2;
    }
  }
  return steps < WANDERS_BELOW * squares;
}

/** The level's mean of each day with enough points, one array for each span between the moments. */
function dailyMeans(series: ChangeSeries, momentsMs: readonly number[]): number[][] {
  const level = baseLevel(series, momentsMs);
  const spans = Array.from({ length: momentsMs.length + 1 }, () => new Map<number, number[]>());
  for (const [i, value] of level.entries()) {
    const span = spans[momentsMs.filter((ms) => ms <= (series.startMs[i] ?? 0)).length];
    const day = series.days[i] ?? 0;
    const values = span?.get(day);
    if (values) values.push(value);
    else span?.set(day, [value]);
  }
  const enough = (WHOLE_DAY_SHARE * DAY_MS) / series.pointMs;
  return spans.map((span) =>
    [...span.values()]
      .filter((values) => values.length >= enough)
      .map((values) => values.reduce((sum, value) => sum + value, 0) / values.length),
  );
}
