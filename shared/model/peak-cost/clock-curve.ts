import { DAY_MS } from '../capacity-points.ts';

/** Waves a day of the curve, and of the weekend's difference to it. */
const WAVES = 4;
const WEEKEND_WAVES = 2;

/** Values of the daily curve's terms at a moment, the constant first: a few waves, and others on Saturdays and Sundays (UTC). */
export function clockTerms(atMs: number): number[] {
  const turn = (2 * Math.PI * (atMs % DAY_MS)) / DAY_MS;
  const waves = (count: number) =>
    Array.from({ length: count }, (_, k) => [Math.cos((k + 1) * turn), Math.sin((k + 1) * turn)]).flat();
  // 1 January 1970 was a Thursday.
  const weekday = (Math.floor(atMs / DAY_MS) + 4) % 7;
  const weekend = weekday === 0 || weekday === 6 ? 1 : 0;
  return [1, ...waves(WAVES), weekend, ...waves(WEEKEND_WAVES).map((value) => weekend * value)];
}

/** The terms as columns over many moments. */
export function clockColumns(momentsMs: readonly number[]): Float64Array[] {
  const rows = momentsMs.map(clockTerms);
  return Array.from({ length: clockTerms(0).length }, (_, k) => Float64Array.from(rows, (row) => row[k] ?? 0));
}
