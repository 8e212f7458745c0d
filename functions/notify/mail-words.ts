import type { Language } from '../../shared/model/alerting/words.ts';

/** Words of a mail around what is said of each alert. */
export interface MailWords {
  readonly counts: Readonly<
    Record<'firing' | 'repeat' | 'escalation' | 'resolved' | 'past', (count: number) => string>
  >;
  readonly critical: (count: number) => string;
  readonly onServers: (count: number) => string;
  readonly listSeparator: string;
  readonly andMore: (count: number) => string;
  readonly open: string;
  readonly openAll: string;
  readonly details: string;
  readonly chartAlt: (what: string) => string;
  readonly caption: (threshold: string | null) => string;
  readonly footer: string;
}

const en: MailWords = {
  counts: {
    firing: (count) => `${count} new`,
    repeat: (count) => `${count} still firing`,
    escalation: (count) => `${count} unacknowledged`,
    resolved: (count) => `${count} over`,
    past: (count) => `${count} past`,
  },
  critical: (count) => `${count} critical`,
  onServers: (count) => (count === 1 ? ' on 1 server' : ` on ${count} servers`),
  listSeparator: ', ',
  andMore: (count) => `and ${count} more`,
  open: 'Open in Peakwatch',
  openAll: 'Open all alerts in Peakwatch',
  details: 'The worst of them',
  chartAlt: (what) => `Chart of the hour around the peak: ${what}`,
  caption: (threshold) =>
    `Line: mean of each minute, in the band of its lowest and highest second.${threshold === null ? '' : ` Dashed red: ${threshold}.`} Ring: the peak. Grey below (n): processes of all groups. A gap is a gap in the data.`,
  footer: 'All times are UTC. You get this because a rule in Peakwatch names you, or you are a default recipient.',
};

const zh: MailWords = {
  counts: {
    firing: (count) => `${count} 条新告警`,
    repeat: (count) => `${count} 条仍在告警`,
    escalation: (count) => `${count} 条无人确认`,
    resolved: (count) => `${count} 条已结束`,
    past: (count) => `${count} 条历史告警`,
  },
  critical: (count) => `${count} 条严重`,
  onServers: (count) => `，涉及 ${count} 台服务器`,
  listSeparator: '，',
  andMore: (count) => `另有 ${count} 条`,
  open: '在 Peakwatch 中打开',
  openAll: '在 Peakwatch 中查看全部告警',
  details: '其中最严重的',
  chartAlt: (what) => `峰值前后一小时的图表：${what}`,
  caption: (threshold) =>
    `折线：每分钟均值，色带为该分钟内最低到最高的一秒。${threshold === null ? '' : `红色虚线：${threshold}。`}圆圈：峰值。下方灰线（n）：所有进程组的进程数。空缺表示没有数据。`,
  footer: '所有时间均为 UTC。您收到此邮件，是因为 Peakwatch 的规则指定了您，或您是默认收件人。',
};

export const mailWords: Readonly<Record<Language, MailWords>> = { en, zh };
