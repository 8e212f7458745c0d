import type { Alert } from '../../shared/model/alert.ts';
import { viewPeak } from '../../shared/model/view.ts';
import type { FakeRow, Registry } from './fake-registry.ts';
import { fakeWindow } from './fake-windows.ts';

const MINUTE_MS = 60_000;

/** One alert of each kind that there is: firing and over, of a metric, of a mount and of a silent server. */
export function fakeAlerts({ rows }: Registry, nowMs: number): Alert[] {
  const [busy, , silent] = rows;
  if (!busy || !silent) return [];
  return [
    alert(busy, 'cpu-busy', 'CPU busy', nowMs - 7 * MINUTE_MS, {
      metric: 'cpu_busy_ratio',
      threshold: 0.9,
      worst: 0.97,
    }),
    {
      ...alert(silent, 'unreachable', 'Server unreachable', nowMs - 11 * MINUTE_MS, {
        metric: 'unreachable',
        threshold: 240_000,
        worst: 840_000,
      }),
      severity: 'critical',
      peak: null,
    },
    {
      ...alert(busy, 'filesystem-used', 'Filesystem used', nowMs - 310 * MINUTE_MS, {
        metric: 'filesystem_used_ratio',
        threshold: 0.9,
        worst: 0.913,
      }),
      subject: '/srv/crawl',
      phase: 'resolved',
      resolvedMs: nowMs - 122 * MINUTE_MS,
    },
  ];
}

function alert(
  row: FakeRow,
  ruleId: string,
  ruleName: string,
  startsMs: number,
  { metric, threshold, worst }: { metric: string; threshold: number; worst: number },
): Alert {
  const peak = fakeWindow(row.made, startsMs)?.peaks.cpu;
  return {
    id: `${ruleId}:${row.server.id}::${startsMs}`,
    ruleId,
    ruleName,
    serverId: row.server.id,
    serverName: row.server.name,
    subject: '',
    severity: 'warning',
    phase: 'firing',
    startsMs,
    firedMs: startsMs + 5 * MINUTE_MS,
    resolvedMs: null,
    metric,
    threshold,
    firedValue: threshold * 1.01,
    worstValue: worst,
    lastValue: worst,
    peak: peak ? viewPeak('cpu_busy_ratio', peak) : null,
    recipients: [],
  };
}
