import { HOUR_MS } from '../capacity-points.ts';
import { fromQuanta } from '../metrics.ts';
import { type FleetKind, GROUP, simulateServer } from '../simulated-fleet.test-fleet.ts';
import { autocorrelated, seeded, SERVER, simulatedWindow } from '../simulated-server.test-fleet.ts';
import type { Window } from '../window.ts';

/** What changes from a moment on: the server besides its crawlers, and what each crawler takes, in cores. */
export interface SimulatedChange {
  readonly base: number;
  readonly cost: number;
}

export interface ChangedServer {
  readonly windows: Window[];
  readonly atMs: number;
  readonly trueCores: number;
}

const BYTES_PER_CORE = 1e9;
const MONDAY_MS = 1_700_438_400_000;

/** A server of a kind that changes `atHours` after its first window. */
export function simulateChange(
  kind: FleetKind,
  seed: number,
  { base, cost }: SimulatedChange,
  atHours: number,
  days = 14,
  stepMinutes = 10,
): ChangedServer {
  const { windows, trueCores } = simulateServer(kind, seed, days, stepMinutes);
  const atMs = (windows[0]?.startMs ?? 0) + atHours * HOUR_MS;
  const changed = windows.map((window) => {
    if (window.startMs < atMs) return window;
    const group = window.groups[GROUP];
    const count = (group?.count.sum ?? 0) / window.samples;
    const own = fromQuanta('group_cpu_cores', (group?.cpuCores.sum ?? 0) / window.samples) + cost * count;
    const busy = fromQuanta('cpu_busy_ratio', (window.host.cpu_busy_ratio?.sum ?? 0) / window.samples);
    const cpu = busy * SERVER.cores + base + cost * count;
    const groups = { [GROUP]: { count, cpuCores: own, memoryBytes: BYTES_PER_CORE * own } };
    const { startMs, lengthMs } = window;
    return simulatedWindow({ startMs, lengthMs, cpu, memory: BYTES_PER_CORE * cpu, groups });
  });
  return { windows: changed, atMs, trueCores };
}

/** Two weeks of ten minutes of a server with many groups, each of which changes its count every five hours or so. */
export function simulateGroups(seed: number, groups: number): Window[] {
  const random = seeded(seed);
  const noise = autocorrelated(random, 0.15, 0.9);
  const counts = Array.from({ length: groups }, () => 10);
  return Array.from({ length: 14 * 144 }, (_, i) => {
    for (const group of counts.keys()) if (random() < 1 / 30) counts[group] = Math.floor(20 * random());
    const own = counts.map((count, group) => (0.05 + 0.01 * group) * count);
    const cpu = 3 + noise() + own.reduce((sum, each) => sum + each, 0);
    const named = counts.map((count, group) => [`g${group}`, { count, cpuCores: own[group] ?? 0 }] as const);
    const startMs = MONDAY_MS + i * 600_000;
    return simulatedWindow({
      startMs,
      lengthMs: 600_000,
      cpu,
      memory: BYTES_PER_CORE * cpu,
      groups: Object.fromEntries(named),
    });
  });
}
