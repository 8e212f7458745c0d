import type { Digest } from './mail-digest.ts';

/** A made-up alert, to see that a message arrives and how it looks. */
export function testDigest(recipient: string, nowMs: number): Digest {
  const startsMs = nowMs - 60_000;
  return {
    recipient,
    parts: [
      {
        id: `test:${nowMs}`,
        kind: 'firing',
        windows: [],
        alert: {
          id: `test:test::${startsMs}`,
          ruleId: 'test',
          ruleName: 'Test message',
          ruleKind: 'threshold',
          serverId: 'test',
          serverName: 'example',
          subject: '',
          severity: 'warning',
          phase: 'firing',
          startsMs,
          firedMs: nowMs,
          resolvedMs: null,
          endReason: null,
          metric: 'cpu_busy_ratio',
          comparison: 'above',
          threshold: 0.9,
          firedValue: 0.95,
          worstValue: 0.95,
          lastValue: 0.95,
          interval: null,
          peak: null,
          newestSampleMs: nowMs,
          past: false,
          recipients: [recipient],
          acknowledged: null,
        },
      },
    ],
  };
}
