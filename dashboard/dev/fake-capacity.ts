import type { CapacityReport, CapacityResource, CostEstimate } from '../../shared/model/capacity.ts';
import { fromQuanta } from '../../shared/model/metrics.ts';
import { type Window, windowStartMs } from '../../shared/model/window.ts';
import type { FakeGroup, FakeServer } from './fake-fleet.ts';

const SPAN_MS = 600_000;

/** A report in the shape of the real one. Its costs are the made-up server's own: nothing is fitted here. */
export function fakeCapacity(server: FakeServer, windows: readonly Window[]): CapacityReport {
  const points = pointsOf(server, windows);
  const groups = server.groups.map((group, i) => {
    const counts = points.map((point) => point.counts[i] ?? 0);
    const [minCount, maxCount] = [Math.min(...counts), Math.max(...counts)];
    const meanCount = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    const costs = {
      cpu: costOf(group, 'cpu', maxCount - minCount),
      memory: costOf(group, 'memory', maxCount - minCount),
    };
    return { name: group.name, meanCount, minCount, maxCount, costs };
  });
  return {
    method: points.length === 0 ? 'none' : 'constant_base',
    limits: { cpu: server.cores, memory: server.memoryBytes },
    pointsUsed: points.filter((point) => !point.censored).length,
    pointsLeftOut: points.filter((point) => point.censored).length,
    days: points.length / 144,
    groups: points.length === 0 ? [] : groups,
    bases: { cpu: baseOf(points, server, 'cpu'), memory: baseOf(points, server, 'memory') },
    points,
  };
}

function pointsOf(server: FakeServer, windows: readonly Window[]): CapacityReport['points'] {
  const spans = new Map<number, Window[]>();
  for (const window of windows) {
    const startMs = windowStartMs(window.startMs, SPAN_MS);
    spans.set(startMs, [...(spans.get(startMs) ?? []), window]);
  }
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
  return [...spans].map(([startMs, parts]) => {
    const cpu = mean(parts.map((w) => meanOf(w, 'cpu_busy_ratio'))) * server.cores;
    return {
      startMs,
      lengthMs: SPAN_MS,
      counts: server.groups.map(({ name }) => mean(parts.map((w) => (w.groups[name]?.count.sum ?? 0) / w.samples))),
      cpu,
      memory: mean(parts.map((w) => meanOf(w, 'memory_used_bytes'))),
      censored: cpu > 0.92 * server.cores,
    };
  });
}

function meanOf(window: Window, metric: 'cpu_busy_ratio' | 'memory_used_bytes'): number {
  const stat = window.host[metric];
  return stat ? fromQuanta(metric, stat.sum / stat.samples) : 0;
}

const each = { cpu: 'coresEach', memory: 'bytesEach' } as const;

function costOf(group: FakeGroup, resource: CapacityResource, spread: number): CostEstimate {
  const cost = group[each[resource]];
  if (spread < 0.5) {
    return {
      state: 'unknown',
      reason: 'count_hardly_varied',
      direct: cost,
      sentence: {
        en: `What one more ${group.name} costs is unknown: its number hardly varied, so nothing shows what a change would do.`,
        zh: `每增加一个 ${group.name} 的成本未知：其数量几乎没有变化，无法看出增减的影响。`,
      },
    };
  }
  const shown = resource === 'cpu' ? [`${cost.toFixed(2)} cores`, `${cost.toFixed(2)} 核`] : [mib(cost), mib(cost)];
  return {
    state: 'known',
    cost,
    low: cost * 0.82,
    high: cost * 1.18,
    provisional: true,
    direct: cost * 0.93,
    sentence: {
      en: `One more ${group.name} takes about ${shown[0] ?? ''}. Provisional: assumes that nothing else changed.`,
      zh: `每增加一个 ${group.name} 约占用 ${shown[1] ?? ''}。暂定：假定其他条件不变。`,
    },
  };
}

function mib(bytes: number): string {
  return `${Math.round(bytes / 1024 ** 2)} MiB`;
}

function baseOf(points: CapacityReport['points'], server: FakeServer, resource: CapacityResource): number | null {
  if (points.length === 0) return null;
  const rest = points.map((point) => {
    const own = server.groups.reduce((sum, group, i) => sum + group[each[resource]] * (point.counts[i] ?? 0), 0);
    return (point[resource] ?? 0) - own;
  });
  const [first] = server.groups;
  const others = server.groups.slice(1).reduce((sum, group) => sum + group[each[resource]] * mid(group), 0);
  return rest.reduce((sum, n) => sum + n, 0) / rest.length + (first ? others : 0);
}

function mid({ counts: [least, most] }: FakeGroup): number {
  return (least + most) / 2;
}
