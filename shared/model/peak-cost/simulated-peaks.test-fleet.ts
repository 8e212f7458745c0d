import { fromQuanta, toQuanta } from '../metrics.ts';
import { type FleetKind, GROUP, type SimulatedServer, simulateServer } from '../simulated-fleet.test-fleet.ts';
import { seeded, SERVER } from '../simulated-server.test-fleet.ts';
import type { Peak, Window } from '../window.ts';

/** How far a span's highest second stands above its mean: Gumbel's law of the largest, in cores. */
const EXCESS = { place: 0.5, spread: 0.25 };

/**
 * A simulated server with the highest second of each window and what ran then. The peak is the mean and an excess that has
 * nothing to do with the count, so that one more crawler truly takes `trueCores` at the peak too, at every quantile.
 * @param cores where the CPU ends: readings are cut there.
 */
export function simulatePeaks(kind: FleetKind, seed: number, days = 14, cores: number = SERVER.cores): SimulatedServer {
  const server = simulateServer(kind, seed, days);
  const random = seeded(seed + 1_000_003);
  const windows = server.windows.map((window): Window => {
    const excess = EXCESS.place - EXCESS.spread * Math.log(-Math.log(random() || 0.5));
    const mean = (SERVER.cores * fromQuanta('cpu_busy_ratio', window.host.cpu_busy_ratio?.sum ?? 0)) / window.samples;
    const count = window.groups[GROUP]?.count.max ?? 0;
    const peak = (value: number): Peak => ({
      atMs: window.startMs + 1000 * Math.floor(random() * 600),
      value,
      groups: count === 0 ? {} : { [GROUP]: { count, cpuCores: 0, memoryBytes: 0 } },
      top: [],
    });
    const cpu = toQuanta('cpu_busy_ratio', Math.min(1, (mean + excess) / cores));
    return { ...window, peaks: { cpu: peak(cpu), memory: peak(toQuanta('memory_used_bytes', 1e9 * (mean + excess))) } };
  });
  return { ...server, windows };
}
