import type { Alert } from './alert.ts';
import { alertVocabulary, type AlertVocabulary } from './alert-words-table.ts';
import type { MessageKind } from './message.ts';
import { type RuleMetric, ruleMetricInfo, ruleMetricNames } from './rule-metric.ts';
import { clockText, durationText, foreignText, type Language, momentText, valueText } from './words.ts';

export interface AlertWords {
  readonly tone: 'critical' | 'warning' | 'good' | 'quiet';
  /** What happened, first: `Critical`, `Recovered after 6 min`. */
  readonly badge: string;
  /** `crawler-1 /data`. */
  readonly where: string;
  readonly rule: string;
  /** The value that counts now, with nothing around it: `95.5 %`; empty where there is none. */
  readonly value: string;
  /** What it is compared with: `above 90 %`. */
  readonly limit: string;
  /** All of it in one line: `Critical: crawler-1 /data · Filesystem used 95.5 % (above 90 %)`. */
  readonly headline: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** Since when and for how long, in short. */
  readonly when: string;
  readonly ran: AlertRan | null;
}

export interface AlertRan {
  readonly title: string;
  readonly groups: readonly {
    readonly name: string;
    readonly count: string;
    readonly cpu: string;
    readonly memory: string;
  }[];
  readonly top: readonly {
    readonly name: string;
    readonly pid: string;
    readonly cpu: string;
    readonly memory: string;
  }[];
}

/** What is said of an alert, in words. Names in it are one clean line each, but not escaped for any format. */
export function alertWords(kind: MessageKind, alert: Alert, language: Language, nowMs: number): AlertWords {
  const words = alertVocabulary[language];
  const server = foreignText(alert.serverName);
  const subject = foreignText(alert.subject);
  const where = subject === '' ? server : `${server} ${subject}`;
  const rule = foreignText(alert.ruleName);
  const value = shownValue(kind, alert, language);
  const limit = alert.metric === 'agent_restarted' ? '' : limitText(alert, language);
  const badge = badgeText(kind, alert, language, nowMs);
  const worst = kind === 'resolved' && value !== '' ? words.worst(value) : value;
  return {
    tone: kind === 'resolved' ? 'good' : alert.past ? 'quiet' : alert.severity,
    badge,
    where,
    rule,
    value,
    limit,
    headline:
      [`${badge}${words.separator}${where} · ${rule}`, worst].filter((part) => part !== '').join(' ') +
      (worst === '' || limit === '' || kind === 'resolved' ? '' : words.inBrackets(limit)),
    facts: facts(kind, alert, { words, language, nowMs, server, subject, value, limit }),
    when: `${startText(alert.startsMs, nowMs)} · ${durationText(lastedMs(alert, nowMs), language)}`,
    ran: kind === 'resolved' ? null : ranWords(alert, language),
  };
}

interface FactContext {
  readonly words: AlertVocabulary;
  readonly language: Language;
  readonly nowMs: number;
  readonly server: string;
  readonly subject: string;
  readonly value: string;
  readonly limit: string;
}

function facts(kind: MessageKind, alert: Alert, context: FactContext): AlertWords['facts'] {
  const { words, language, nowMs, limit } = context;
  const lasted = durationText(lastedMs(alert, nowMs), language);
  const ended = kind === 'resolved' || alert.resolvedMs !== null;
  const whole = (value: string) => (value === '' || limit === '' ? value : value + words.inBrackets(limit));
  const worst = valueOf(alert, alert.worstValue, language);
  const rows: (readonly [string, string | null])[] = [
    [words.label.value, kind === 'resolved' ? null : withInterval(whole(context.value), alert, language)],
    [words.label.since, ended ? null : words.sinceFor(momentText(alert.startsMs), lasted)],
    [
      words.label.lasted,
      ended ? words.fromTo(momentText(alert.startsMs), momentText(alert.resolvedMs ?? nowMs), lasted) : null,
    ],
    [words.label.worst, kind === 'resolved' || worst !== context.value ? whole(worst) : null],
    [words.label.end, kind === 'resolved' && alert.endReason ? words.endExplained[alert.endReason] : null],
    [words.label.note, noteText(kind, alert, context)],
    [words.label.sample, kind === 'firing' && !alert.past ? sampleText(alert, context) : null],
    [words.label.server, context.server],
    [subjectLabel(alert, words), context.subject],
    [words.label.rule, foreignText(alert.ruleName)],
    [words.label.severity, words.severity[alert.severity]],
    [words.label.measured, measuredText(alert, language)],
    [words.label.acknowledged, acknowledgedText(alert, words)],
  ];
  return rows.flatMap(([label, value]) => (value === null || value === '' ? [] : [{ label, value }]));
}

function badgeText(kind: MessageKind, alert: Alert, language: Language, nowMs: number): string {
  const words = alertVocabulary[language];
  const lasted = durationText(lastedMs(alert, nowMs), language);
  if (kind === 'resolved') return words.ended[alert.endReason ?? 'recovered'](lasted);
  if (kind === 'repeat') return words.stillFiring(lasted);
  if (kind === 'escalation') return words.unacknowledged(durationText(nowMs - alert.firedMs, language));
  return alert.past ? words.past : words.severity[alert.severity];
}

function noteText(kind: MessageKind, alert: Alert, { words, language, nowMs }: FactContext): string | null {
  if (kind === 'escalation') return words.nobodyAcknowledged(durationText(nowMs - alert.firedMs, language));
  return alert.past ? words.pastExplained : null;
}

function sampleText(alert: Alert, { words, language, nowMs }: FactContext): string {
  const age = durationText(Math.max(0, nowMs - alert.newestSampleMs), language);
  return words.sampleAge(clockText(alert.newestSampleMs), age);
}

function acknowledgedText({ acknowledged }: Alert, words: AlertVocabulary): string | null {
  if (!acknowledged) return null;
  return words.acknowledgedBy(
    foreignText(acknowledged.by),
    momentText(acknowledged.atMs),
    foreignText(acknowledged.comment, 500),
  );
}

/** `22:14 UTC`; with its day where that is not clear. */
function startText(startsMs: number, nowMs: number): string {
  return `${momentText(startsMs).slice(nowMs - startsMs < 12 * 3_600_000 ? 11 : 5, 16)} UTC`;
}

/** How long the breach has lasted, or did. */
function lastedMs(alert: Alert, nowMs: number): number {
  return Math.max(0, (alert.resolvedMs ?? nowMs) - alert.startsMs);
}

/** What a firing message begins with is the value that fired; later messages, the value now; the last one, the worst. */
function shownValue(kind: MessageKind, alert: Alert, language: Language): string {
  const value = {
    firing: alert.firedValue,
    resolved: alert.worstValue,
    repeat: alert.lastValue,
    escalation: alert.lastValue,
  };
  return valueOf(alert, value[kind], language);
}

function valueOf(alert: Alert, value: number | null, language: Language): string {
  if (alert.metric === 'agent_restarted') return '';
  if (value === null) return alertVocabulary[language].noData;
  return isRuleMetric(alert.metric)
    ? valueText(ruleMetricInfo(alert.metric).unit, value, language)
    : durationText(value, language);
}

function limitText(alert: Alert, language: Language): string {
  return alertVocabulary[language][alert.comparison](valueOf(alert, alert.threshold, language));
}

function withInterval(text: string, alert: Alert, language: Language): string {
  const words = alertVocabulary[language];
  if (!alert.interval) return text;
  const [low, high] = alert.interval.map((end) => (end === null ? null : valueOf(alert, end, language)));
  if (low && high) return `${text}, ${words.between(low, high)}`;
  if (low) return `${text}, ${words.atLeast(low)}`;
  return high ? `${text}, ${words.atMost(high)}` : text;
}

function subjectLabel(alert: Alert, words: AlertVocabulary): string {
  const subject = isRuleMetric(alert.metric) ? ruleMetricInfo(alert.metric).subject : 'filesystem';
  return subject === 'host' ? '' : words.subject[subject];
}

function measuredText(alert: Alert, language: Language): string {
  if (isRuleMetric(alert.metric)) return ruleMetricInfo(alert.metric).help[language];
  return alertVocabulary[language].measured[alert.metric] ?? '';
}

function ranWords({ peak }: Alert, language: Language): AlertRan | null {
  if (!peak || peak.groups.length + peak.top.length === 0) return null;
  const use = (of: { cpuCores: number; memoryBytes: number }) => ({
    cpu: valueText('cores', of.cpuCores, language),
    memory: valueText('bytes', of.memoryBytes, language),
  });
  return {
    title: alertVocabulary[language].ran.title(momentText(peak.atMs)),
    groups: peak.groups.map((group) => ({
      name: foreignText(group.name, 60),
      count: valueText('count', group.count, language),
      ...use(group),
    })),
    top: peak.top.map((process) => ({
      name: foreignText(process.name, 60),
      pid: String(process.pid),
      ...use(process),
    })),
  };
}

/** Whether values are in the unit of a metric; otherwise they are milliseconds. */
export function isRuleMetric(metric: string): metric is RuleMetric {
  return (ruleMetricNames as readonly string[]).includes(metric);
}
