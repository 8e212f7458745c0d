/** Time as an argument, so that tests can set it and move it. */
export interface Clock {
  /** Epoch milliseconds. May jump in both directions (NTP, an administrator, a suspended machine). */
  readonly wallMs: () => number;
  /** Milliseconds since some fixed point; never goes back and knows nothing of the wall clock. */
  readonly monotonicMs: () => number;
  /** Calls once after so many milliseconds; the answer cancels it. */
  readonly after: (delayMs: number, run: () => void) => () => void;
}
