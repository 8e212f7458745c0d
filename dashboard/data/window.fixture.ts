import type { StatView, WindowView } from '../../shared/model/view.ts';

export function statOf(mean: number, min = mean, max = mean): StatView {
  return { samples: 60, mean, min, max };
}

/** A minute with a CPU mean, its peak and crawler counts. */
export function minuteAt(
  minute: number,
  { cpu, peak = cpu, counts = {} }: { cpu?: number; peak?: number | undefined; counts?: Record<string, number> } = {},
): WindowView {
  const startMs = minute * 60_000;
  return {
    startMs,
    lengthMs: 60_000,
    samples: 60,
    host: cpu === undefined ? {} : { cpu_busy_ratio: statOf(cpu, cpu / 2, peak) },
    filesystems: [],
    groups: Object.entries(counts).map(([name, count]) => ({
      name,
      count: statOf(count),
      cpuCores: statOf(count),
      memoryBytes: statOf(count),
    })),
    peaks: peak === undefined ? {} : { cpu: { atMs: startMs + 7000, value: peak, groups: [], top: [] } },
  };
}
