import { autocorrelated, normal, seeded, simulatedWindow } from './simulated-server.test-fleet.ts';
import type { Window } from './window.ts';

export interface Experiment {
  /** How many workers run, step by step. */
  readonly steps: readonly number[];
  /** Deviation of the rest of the server between 5 s windows, in cores, and its correlation from one to the next. */
  readonly noise: number;
  readonly keeps: number;
  /** Seconds before the first step. */
  readonly idleSeconds: number;
}

export interface SimulatedExperiment {
  readonly windows: Window[];
  readonly trueCores: number;
  readonly trueBytes: number;
}

export const EXPERIMENT_SERVER = { cores: 2, memoryBytes: 8e9 } as const;
const WINDOW_SECONDS = 5;
const START_COST_CORE_SECONDS = 0.3;

/**
 * Real workers of a known duty cycle on a small busy machine: steps of 15 to 20 s that begin anywhere in a 5 s window, a
 * start that costs CPU, and a server that does other things.
 */
export function simulateExperiment(
  seed: number,
  { steps, noise, keeps, idleSeconds }: Experiment,
): SimulatedExperiment {
  const random = seeded(seed);
  const [trueCores, trueBytes] = [0.1, 34e6];
  const seconds = Array.from({ length: idleSeconds + Math.floor(random() * WINDOW_SECONDS) }, () => ({
    count: 0,
    started: 0,
  }));
  let before = 0;
  for (const count of steps) {
    const length = 15 + Math.floor(random() * 6);
    for (let s = 0; s < length; s += 1) seconds.push({ count, started: s === 0 ? Math.max(0, count - before) : 0 });
    before = count;
  }
  const cpuNoise = autocorrelated(random, noise, keeps);
  const memoryNoise = autocorrelated(random, 400e6 * noise, Math.max(keeps, 0.8));
  const windows: Window[] = [];
  for (let first = 0; first + WINDOW_SECONDS <= seconds.length; first += WINDOW_SECONDS) {
    const inside = seconds.slice(first, first + WINDOW_SECONDS);
    const counts = inside.map(({ count }) => count);
    const mean = counts.reduce((sum, count) => sum + count, 0) / WINDOW_SECONDS;
    const starts = inside.reduce((sum, { started }) => sum + started, 0);
    const own = trueCores * mean * (1 + 0.03 * normal(random)) + (START_COST_CORE_SECONDS * starts) / WINDOW_SECONDS;
    windows.push(
      simulatedWindow(
        {
          startMs: 1_700_000_000_000 + first * 1000,
          lengthMs: WINDOW_SECONDS * 1000,
          cpu: 0.5 + own + cpuNoise(),
          memory: 3e9 + trueBytes * mean + memoryNoise(),
          groups: {
            worker: {
              count: mean,
              min: Math.min(...counts),
              max: Math.max(...counts),
              cpuCores: own,
              memoryBytes: 30e6 * mean,
            },
          },
        },
        EXPERIMENT_SERVER.cores,
      ),
    );
  }
  return { windows, trueCores, trueBytes };
}
