import type { Acknowledgement } from '../../shared/model/alerting/alert.ts';
import { defaultRules } from '../../shared/model/alerting/default-rules.ts';
import type { ReceiverView } from '../../shared/model/alerting/receiver.ts';
import { type Rule, RuleInput } from '../../shared/model/alerting/rule.ts';
import type { Silence } from '../../shared/model/alerting/silence.ts';

const HOUR_MS = 3_600_000;

/** What people set up for alerts, in memory. */
export interface FakeCentre {
  readonly acknowledged: Map<string, Acknowledgement>;
  rules: Rule[];
  silences: Silence[];
  receivers: ReceiverView[];
}

export function fakeCentre(nowMs: number): FakeCentre {
  return {
    acknowledged: new Map(),
    rules: fakeRules(),
    silences: fakeSilences(nowMs),
    receivers: fakeReceivers(nowMs),
  };
}

function fakeRules(): Rule[] {
  const own = {
    'crawlers-missing': {
      kind: 'threshold',
      name: '爬虫缺失',
      enabled: true,
      severity: 'critical',
      metric: 'group_process_count',
      subject: 'scrapy:prices',
      statistic: 'peak',
      comparison: 'below',
      threshold: 1,
      clearThreshold: 1,
      forMs: 0,
      breaches: { count: 3, windows: 5 },
      missing: 'breach',
      scope: { kind: 'tags', tags: ['prod', 'hz'] },
      recipients: ['ops@example.org', '#ops-chat'],
      repeatMs: 4 * HOUR_MS,
      escalation: { afterMs: HOUR_MS / 2, recipients: ['night@example.org'] },
    },
    'crawler-memory': {
      kind: 'threshold',
      name: 'One crawler over its memory',
      enabled: true,
      severity: 'warning',
      metric: 'group_memory_per_process_bytes',
      statistic: 'mean',
      threshold: 512 * 1024 ** 2,
      clearThreshold: 480 * 1024 ** 2,
      forMs: 120_000,
      scope: { kind: 'servers', serverIds: ['fake0'] },
    },
  };
  return [...defaultRules, ...Object.entries(own).map(([id, rule]) => ({ id, ...RuleInput.parse(rule) }))];
}

function fakeSilences(nowMs: number): Silence[] {
  const told = { createdMs: nowMs - 30 * HOUR_MS, updatedMs: nowMs - 30 * HOUR_MS };
  return [
    {
      ...told,
      id: 'moving',
      author: 'Li Wei',
      comment: 'Moving images-01 to another rack',
      scope: { kind: 'servers', serverIds: ['fake0', 'fake2'] },
      ruleIds: [],
      when: { kind: 'once', startsMs: nowMs - HOUR_MS / 3, endsMs: nowMs + 2 * HOUR_MS },
    },
    {
      ...told,
      id: 'nightly',
      author: 'Ana',
      comment: 'Nightly rebuild of the price index',
      scope: { kind: 'tags', tags: ['prod'] },
      ruleIds: ['cpu-busy', 'memory-used'],
      when: {
        kind: 'weekly',
        timeZone: 'Asia/Shanghai',
        weekdays: [1, 2, 3, 4, 5],
        at: '02:30',
        minutes: 90,
        startsMs: nowMs - 30 * HOUR_MS,
        endsMs: null,
      },
    },
    {
      ...told,
      id: 'done',
      author: 'Ana',
      comment: 'Kernel update',
      scope: { kind: 'all' },
      ruleIds: [],
      when: { kind: 'once', startsMs: nowMs - 29 * HOUR_MS, endsMs: nowMs - 28 * HOUR_MS },
    },
  ];
}

function fakeReceivers(nowMs: number): ReceiverView[] {
  const updatedMs = nowMs - 50 * HOUR_MS;
  return [
    { id: 'ops-chat', kind: 'dingtalk', name: '运维群', language: 'zh', host: 'oapi.dingtalk.com', updatedMs },
    { id: 'pager', kind: 'webhook', name: 'Pager', language: 'en', host: 'pager.example.org', updatedMs },
  ];
}
