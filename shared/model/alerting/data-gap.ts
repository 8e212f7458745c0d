import type { WindowSignal } from './window-signal.ts';

/** Milliseconds without a sample: between the window before and this one, and within this one. */
export const dataGap: WindowSignal<'data_gap'> = {
  kind: 'data_gap',
  criteria: ({ longerThanMs, keepFiringMs }) => ({
    comparison: 'above',
    threshold: longerThanMs,
    clearThreshold: longerThanMs,
    forMs: 0,
    breaches: null,
    missing: 'keep',
    keepFiringMs,
  }),
  observe: (_rule, window, { previousEndMs }) => {
    const between = previousEndMs === null ? 0 : Math.max(0, window.startMs - previousEndMs);
    const within = Math.max(0, window.lengthMs - window.samples * 1000);
    return [{ subject: '', value: between + within }];
  },
  seesGaps: false,
};
