import type { EndReason } from './alert.ts';
import type { Severity } from './rule.ts';
import type { Subject } from './rule-metric.ts';
import type { Language } from './words.ts';

/** Every word that messages about alerts are made of. */
export interface AlertVocabulary {
  readonly severity: Readonly<Record<Severity, string>>;
  readonly past: string;
  readonly stillFiring: (duration: string) => string;
  readonly unacknowledged: (duration: string) => string;
  readonly ended: Readonly<Record<EndReason, (duration: string) => string>>;
  readonly endExplained: Readonly<Record<EndReason, string>>;
  readonly above: (threshold: string) => string;
  readonly below: (threshold: string) => string;
  readonly between: (low: string, high: string) => string;
  readonly atLeast: (low: string) => string;
  readonly atMost: (high: string) => string;
  readonly noData: string;
  readonly worst: (value: string) => string;
  readonly sinceFor: (moment: string, duration: string) => string;
  readonly fromTo: (from: string, to: string, duration: string) => string;
  readonly sampleAge: (clock: string, age: string) => string;
  readonly acknowledgedBy: (who: string, moment: string, comment: string) => string;
  readonly nobodyAcknowledged: (duration: string) => string;
  readonly pastExplained: string;
  readonly label: Readonly<
    Record<
      | 'server'
      | 'rule'
      | 'severity'
      | 'value'
      | 'worst'
      | 'since'
      | 'lasted'
      | 'sample'
      | 'acknowledged'
      | 'end'
      | 'note'
      | 'measured',
      string
    >
  >;
  readonly subject: Readonly<Record<Exclude<Subject, 'host'>, string>>;
  /** What rules measure that look at no metric. */
  readonly measured: Readonly<Record<string, string>>;
  readonly ran: {
    readonly title: (moment: string) => string;
    readonly group: string;
    readonly count: string;
    readonly cpu: string;
    readonly memory: string;
    readonly process: string;
    readonly pid: string;
  };
  readonly separator: string;
  readonly inBrackets: (text: string) => string;
}

const en: AlertVocabulary = {
  severity: { warning: 'Warning', critical: 'Critical' },
  past: 'Past',
  stillFiring: (duration) => `Still firing after ${duration}`,
  unacknowledged: (duration) => `Unacknowledged for ${duration}`,
  ended: {
    recovered: (duration) => `Recovered after ${duration}`,
    no_data: (duration) => `Ended without data after ${duration}`,
    withdrawn: () => 'Withdrawn',
    rule_gone: () => 'Ended, rule removed',
    server_gone: () => 'Ended, server removed',
  },
  endExplained: {
    recovered: 'The value is back on the good side.',
    no_data: 'There is no more data; whether it recovered is not known.',
    withdrawn: 'Data that came later showed that it never was.',
    rule_gone: 'The rule was removed or changed; that says nothing about the server.',
    server_gone: 'The server was removed.',
  },
  above: (threshold) => `above ${threshold}`,
  below: (threshold) => `below ${threshold}`,
  between: (low, high) => `95 % sure: ${low} to ${high}`,
  atLeast: (low) => `95 % sure: at least ${low}`,
  atMost: (high) => `95 % sure: at most ${high}`,
  noData: 'no data',
  worst: (value) => `worst ${value}`,
  sinceFor: (moment, duration) => `${moment}, for ${duration}`,
  fromTo: (from, to, duration) => `${duration}, ${from} to ${to}`,
  sampleAge: (clock, age) => `${clock}, ${age} old when this was written`,
  acknowledgedBy: (who, moment, comment) => `by ${who}, ${moment}${comment === '' ? '' : `: ${comment}`}`,
  nobodyAcknowledged: (duration) => `Nobody acknowledged it for ${duration}.`,
  pastExplained: 'Found in data that came late. It was over by then: history, not news.',
  label: {
    server: 'Server',
    rule: 'Rule',
    severity: 'Severity',
    value: 'Value',
    worst: 'Worst value',
    since: 'Since',
    lasted: 'Lasted',
    sample: 'Newest sample',
    acknowledged: 'Acknowledged',
    end: 'Ended',
    note: 'Note',
    measured: 'Measured',
  },
  subject: { filesystem: 'Filesystem', group: 'Process group', process: 'Process' },
  measured: {
    unreachable: 'Time since the agent last answered.',
    clock_skew: 'How far its clock is off.',
    data_gap: 'Time for which there is no data.',
    time_to_full: 'Time until the filesystem is full, at its growth.',
    agent_restarted: 'The agent or the server was started anew.',
  },
  ran: {
    title: (moment) => `What ran at the peak, ${moment}`,
    group: 'Group',
    count: 'Count',
    cpu: 'CPU',
    memory: 'Memory',
    process: 'Process',
    pid: 'pid',
  },
  separator: ': ',
  inBrackets: (text) => ` (${text})`,
};

const zh: AlertVocabulary = {
  severity: { warning: '警告', critical: '严重' },
  past: '历史',
  stillFiring: (duration) => `已持续告警 ${duration}`,
  unacknowledged: (duration) => `${duration}无人确认`,
  ended: {
    recovered: (duration) => `已恢复，持续 ${duration}`,
    no_data: (duration) => `因无数据结束，持续 ${duration}`,
    withdrawn: () => '已撤回',
    rule_gone: () => '已结束，规则已删除',
    server_gone: () => '已结束，服务器已删除',
  },
  endExplained: {
    recovered: '数值已回到正常范围。',
    no_data: '不再有数据，是否恢复未知。',
    withdrawn: '之后到达的数据表明它并未发生。',
    rule_gone: '规则已删除或修改，不代表服务器的状态。',
    server_gone: '服务器已删除。',
  },
  above: (threshold) => `高于 ${threshold}`,
  below: (threshold) => `低于 ${threshold}`,
  between: (low, high) => `95% 置信：${low} 至 ${high}`,
  atLeast: (low) => `95% 置信：至少 ${low}`,
  atMost: (high) => `95% 置信：至多 ${high}`,
  noData: '无数据',
  worst: (value) => `最差 ${value}`,
  sinceFor: (moment, duration) => `${moment}，已持续 ${duration}`,
  fromTo: (from, to, duration) => `${duration}，${from} 至 ${to}`,
  sampleAge: (clock, age) => `${clock}，本消息写出时已有 ${age}`,
  acknowledgedBy: (who, moment, comment) => `${who}，${moment}${comment === '' ? '' : `：${comment}`}`,
  nobodyAcknowledged: (duration) => `${duration}内无人确认。`,
  pastExplained: '在迟到的数据中发现，当时已结束：属于历史，并非新情况。',
  label: {
    server: '服务器',
    rule: '规则',
    severity: '级别',
    value: '当前值',
    worst: '最差值',
    since: '开始于',
    lasted: '持续',
    sample: '最新采样',
    acknowledged: '已确认',
    end: '结束',
    note: '说明',
    measured: '指标',
  },
  subject: { filesystem: '文件系统', group: '进程组', process: '进程' },
  measured: {
    unreachable: '代理最后一次应答至今的时间。',
    clock_skew: '时钟偏差。',
    data_gap: '没有数据的时长。',
    time_to_full: '按增长速度，文件系统写满所需的时间。',
    agent_restarted: '代理或服务器已重新启动。',
  },
  ran: {
    title: (moment) => `峰值时刻 ${moment} 在运行的进程`,
    group: '进程组',
    count: '数量',
    cpu: 'CPU',
    memory: '内存',
    process: '进程',
    pid: 'pid',
  },
  separator: '：',
  inBrackets: (text) => `（${text}）`,
};

export const alertVocabulary: Readonly<Record<Language, AlertVocabulary>> = { en, zh };
