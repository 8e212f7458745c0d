import type { Sample } from '../shared/model/sample.ts';
import type { Clock } from './clock.ts';
import { type Log, reasonOf } from './log.ts';

const SECOND_MS = 1000;
/** A rate over less than this would be mostly the counters' own resolution of 10 ms, so the second is left out instead. */
const SHORTEST_INTERVAL_MS = 500;

/** The second to sample next: the first whole one of the wall clock that is not too near. */
export function nextSecondMs(wallMs: number): number {
  return Math.ceil((wallMs + SHORTEST_INTERVAL_MS) / SECOND_MS) * SECOND_MS;
}

/** The whole second that a moment belongs to. */
export function secondOf(wallMs: number): number {
  return Math.floor(wallMs / SECOND_MS) * SECOND_MS;
}

export interface SamplerOptions {
  readonly clock: Clock;
  readonly take: (atMs: number) => Promise<Sample>;
  /** Whether a sample of this second is wanted; no when the wall clock went back over seconds already recorded. */
  readonly admit: (atMs: number) => boolean;
  readonly record: (sample: Sample) => void;
  readonly log: Log;
}

/**
 * Samples at every whole second of the wall clock. Each wait is reckoned from the clock anew, so that delays never add up.
 * A second that comes too late is left out: a gap, not a made-up sample.
 * @returns a function that ends it and resolves when the sample under way is recorded.
 */
export function startSampler({ clock, take, admit, record, log }: SamplerOptions): () => Promise<void> {
  let stopped = false;
  let cancel: () => void = () => undefined;
  let running: Promise<void> = Promise.resolve();

  function wait(untilMs: number): void {
    cancel = clock.after(Math.max(1, untilMs - clock.wallMs()), () => {
      const nowMs = clock.wallMs();
      // Timers may fire a little early; a clock that was set back makes it much.
      if (nowMs < untilMs) wait(Math.min(untilMs, nextSecondMs(nowMs)));
      else running = sampleNow(secondOf(nowMs));
    });
  }

  async function sampleNow(atMs: number): Promise<void> {
    try {
      if (admit(atMs)) record(await take(atMs));
    } catch (error) {
      log(`the sample of ${new Date(atMs).toISOString()} is lost: ${reasonOf(error)}`);
    }
    if (!stopped) wait(nextSecondMs(clock.wallMs()));
  }

  wait(nextSecondMs(clock.wallMs()));
  return async () => {
    stopped = true;
    cancel();
    await running;
  };
}
