import type { Acknowledgement, Alert } from '../../shared/model/alerting/alert.ts';
import type { MessageView } from '../../shared/model/alerting/message.ts';
import { peakMetrics } from '../../shared/model/metrics.ts';
import { viewPeak } from '../../shared/model/view.ts';
import type { FakeRow, Registry } from './fake-registry.ts';
import { fakeWindow } from './fake-windows.ts';

const MINUTE_MS = 60_000;
const GIB = 1024 ** 3;

/** Alerts of each kind that there is, newest first: firing and over, of a metric, a mount, a group and a silent server. */
export function fakeAlerts(
  { rows }: Registry,
  nowMs: number,
  acknowledged: ReadonlyMap<string, Acknowledgement>,
): Alert[] {
  const [busy, chinese, silent] = rows;
  if (!busy || !chinese || !silent) return [];
  const ago = (minutes: number) => nowMs - minutes * MINUTE_MS;
  const firing = [
    alert(busy, 'cpu-busy', 'CPU busy', ago(7), { metric: 'cpu_busy_ratio', threshold: 0.9, worst: 0.97 }),
    alert(silent, 'unreachable', 'Server unreachable', ago(11), {
      metric: 'unreachable',
      threshold: 240_000,
      worst: 840_000,
      severity: 'critical',
    }),
    alert(chinese, 'crawlers-missing', '爬虫缺失', ago(26), {
      metric: 'group_process_count',
      comparison: 'below',
      threshold: 1,
      worst: 0,
      subject: 'scrapy:prices',
      severity: 'critical',
    }),
    alert(busy, 'filesystem-full-soon', 'Filesystem full within a day', ago(95), {
      metric: 'time_to_full',
      comparison: 'below',
      threshold: 24 * 60 * MINUTE_MS,
      worst: 9.2 * 60 * MINUTE_MS,
      subject: '/srv/crawl',
      interval: [7.5 * 60 * MINUTE_MS, 13 * 60 * MINUTE_MS],
    }),
  ];
  return [...firing, ...pastAlerts(busy, chinese, ago)]
    .map((each) => ({ ...each, acknowledged: acknowledged.get(each.id) ?? each.acknowledged }))
    .sort((a, b) => b.startsMs - a.startsMs);
}

function pastAlerts(busy: FakeRow, chinese: FakeRow, ago: (minutes: number) => number): Alert[] {
  const over = (minutes: number): Partial<Alert> => ({
    phase: 'resolved',
    resolvedMs: ago(minutes),
    endReason: 'recovered',
  });
  const disk = { metric: 'filesystem_used_ratio', threshold: 0.9, worst: 0.913, subject: '/srv/crawl' };
  const memory = { metric: 'group_memory_per_process_bytes', threshold: GIB / 2, worst: 0.81 * GIB };
  return [
    { ...alert(busy, 'filesystem-used', 'Filesystem used', ago(310), disk), ...over(122) },
    {
      ...alert(busy, 'crawler-memory', 'One crawler over its memory', ago(410), {
        ...memory,
        subject: '<img src=x onerror=alert(1)>',
      }),
      ...over(398),
      acknowledged: { by: 'Li Wei', comment: 'restarted it', atMs: ago(402) },
    },
    {
      ...alert(chinese, 'cpu-busy', 'CPU busy', ago(700), { metric: 'cpu_busy_ratio', threshold: 0.9, worst: 0.99 }),
      ...over(650),
      past: true,
    },
    {
      ...alert(busy, 'memory-used', 'Memory used', ago(900), {
        metric: 'memory_used_ratio',
        threshold: 0.9,
        worst: 0.93,
      }),
      ...over(880),
      endReason: 'withdrawn',
    },
    ...Array.from({ length: 64 }, (_, i) => ({
      ...alert(busy, 'cpu-busy', 'CPU busy', ago(1000 + i * 63), {
        metric: 'cpu_busy_ratio',
        threshold: 0.9,
        worst: 0.91 + (i % 9) / 100,
      }),
      ...over(1000 + i * 63 - 12),
    })),
  ];
}

interface Told {
  readonly metric: string;
  readonly threshold: number;
  readonly worst: number;
  readonly comparison?: 'above' | 'below';
  readonly subject?: string;
  readonly severity?: 'critical';
  readonly interval?: [number, number];
}

function alert(row: FakeRow, ruleId: string, ruleName: string, startsMs: number, told: Told): Alert {
  const { metric, threshold, worst, comparison = 'above', subject = '', severity = 'warning', interval = null } = told;
  const peak = metric === 'unreachable' ? undefined : fakeWindow(row.made, startsMs)?.peaks.cpu;
  const ofMetric = metric.includes('_ratio') || metric.startsWith('group_');
  return {
    id: `${ruleId}:${row.server.id}:${subject}:${startsMs}`,
    ruleId,
    ruleName,
    ruleKind: ofMetric ? 'threshold' : metric,
    serverId: row.server.id,
    serverName: row.server.name,
    subject,
    severity,
    phase: 'firing',
    startsMs,
    firedMs: startsMs + 5 * MINUTE_MS,
    resolvedMs: null,
    endReason: null,
    metric,
    comparison,
    threshold,
    firedValue: (worst + threshold) / 2,
    worstValue: worst,
    lastValue: (3 * worst + threshold) / 4,
    interval,
    peak: peak ? viewPeak(peakMetrics.cpu, peak) : null,
    newestSampleMs: startsMs + 5 * MINUTE_MS,
    past: false,
    recipients: [],
    acknowledged: null,
  };
}

/** A message of each outcome. */
export function fakeMessages({ id, firedMs, phase }: Alert): MessageView[] {
  const message = (
    recipient: string,
    kind: MessageView['kind'],
    status: MessageView['status'],
    reason: string | null,
    attempts = 1,
  ): MessageView => ({
    id: `${id}:${kind}:${recipient}`,
    alertId: id,
    kind,
    recipient,
    status,
    reason,
    attempts,
    createdMs: firedMs,
    nextAttemptMs: firedMs + (status === 'pending' ? attempts * 4 * MINUTE_MS : 0),
    sentMs: status === 'sent' ? firedMs + 1800 : null,
  });
  return [
    message('ops@example.org', 'firing', 'sent', null),
    message('gone@example.org', 'firing', 'failed', '550 5.1.1 <gone@example.org>: user unknown'),
    message('#ops-chat', 'firing', 'pending', 'connect ETIMEDOUT 192.0.2.9:443', 3),
    message('night@example.org', 'escalation', 'dropped', 'acknowledged', 0),
    ...(phase === 'resolved' ? [message('ops@example.org', 'resolved', 'dropped', 'silenced', 0)] : []),
  ];
}
