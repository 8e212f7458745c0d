/** Below this the clocks agree: the `Date` header has whole seconds and the answer was on its way. */
const IGNORED_MS = 3000;

let aheadMs = 0;

/** Learns the master's time from an answer's `Date` header. */
export function noteMasterTime(date: string | null): void {
  const differenceMs = Date.parse(date ?? '') - Date.now();
  if (Number.isFinite(differenceMs)) aheadMs = Math.abs(differenceMs) < IGNORED_MS ? 0 : differenceMs;
}

/** Epoch ms by the master's clock: ages and ranges are right even where the browser's clock is not. */
export function masterNowMs(): number {
  return Date.now() + aheadMs;
}
