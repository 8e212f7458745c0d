import type { Alert } from './alert.ts';

/** An alert of a busy crawler server, with whatever a test wants different. */
export function alertOf(different: Partial<Alert> = {}): Alert {
  return {
    id: 'cpu-busy:s1::1700000040000',
    ruleId: 'cpu-busy',
    ruleName: 'CPU busy',
    ruleKind: 'threshold',
    serverId: 's1',
    serverName: 'crawler-1',
    subject: '',
    severity: 'warning',
    phase: 'firing',
    startsMs: 1_700_000_040_000,
    firedMs: 1_700_000_340_000,
    resolvedMs: null,
    endReason: null,
    metric: 'cpu_busy_ratio',
    comparison: 'above',
    threshold: 0.9,
    firedValue: 0.955,
    worstValue: 0.97,
    lastValue: 0.955,
    interval: null,
    peak: {
      atMs: 1_700_000_301_000,
      value: 0.99,
      groups: [{ name: 'scrapy:news', count: 12, cpuCores: 1.5, memoryBytes: 3 * 2 ** 30 }],
      top: [{ pid: 4711, name: 'python3', cpuCores: 0.4, memoryBytes: 2 ** 28 }],
    },
    newestSampleMs: 1_700_000_340_000,
    past: false,
    recipients: [],
    acknowledged: null,
    ...different,
  };
}
