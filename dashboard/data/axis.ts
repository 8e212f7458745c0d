/** Binary steps for an axis of bytes: 1, 2, 4 … so that its marks are whole GiB or MiB. */
export const BYTE_STEPS: readonly number[] = Array.from({ length: 50 }, (_, power) => 2 ** power);

/** Whole steps for an axis of counts. */
export const COUNT_STEPS: readonly number[] = [1, 10, 100, 1000, 10_000].flatMap((ten) => [ten, 2 * ten, 5 * ten]);

/** A picture shorter than this would be all noise. */
const SHORTEST_MS = 300_000;

/**
 * Where the axis of time begins, epoch ms: at the range's start, or where the server's record begins if that is later, so
 * that a fresh installation is not a dot at the edge of an empty hour. Nothing is missing before the server was known; what
 * is missing after that is shown as a gap.
 * @param firstMs start of the first window in the range.
 * @param knownSinceMs when the server was registered.
 */
export function shownFromMs(fromMs: number, toMs: number, firstMs: number, knownSinceMs: number): number {
  return Math.max(fromMs, Math.min(firstMs, knownSinceMs, toMs - SHORTEST_MS));
}

/** Steps for an axis of time, in seconds: its marks are whole minutes, as its labels are, or whole days. */
export const TIME_STEPS_S: readonly number[] = [
  1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1440, 2880, 7200, 14_400, 43_200, 86_400,
].map((minutes) => minutes * 60);

const SHARES = [0.05, 0.1, 0.25, 0.5, 1] as const;

/**
 * The top of an axis whose full scale is `limit` (1 for a ratio, the server's memory for bytes): the least of a few shares
 * of it that holds the highest value. So a chart says at a glance how much of the server is meant, and an idle server is
 * still not a flat line.
 */
export function axisTop(highest: number, limit: number): number {
  const share = SHARES.find((step) => highest <= step * limit * 0.97);
  return share === undefined ? Math.max(limit, highest) : share * limit;
}

/** About `wanted` round marks from 0 that reach `top`: steps of 1, 2 or 5 times a power of ten, or of two for bytes. */
export function roundMarks(top: number, wanted: number, binary: boolean): number[] {
  if (!(top > 0)) return [0];
  const rough = top / wanted;
  const base = binary ? 2 ** Math.floor(Math.log2(rough)) : 10 ** Math.floor(Math.log10(rough));
  const step = (binary ? [1, 2] : [1, 2, 5, 10]).map((times) => times * base).find((size) => size >= rough) ?? base * 2;
  return Array.from({ length: Math.ceil(top / step - 1e-9) + 1 }, (_, i) => i * step);
}
