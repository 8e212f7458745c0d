import { spanInWords } from './age.ts';
import { type Language, localeOf } from './language.ts';
import { type RuleMetric, ruleMetricInfo, ruleMetricNames } from '../../shared/model/alerting/rule-metric.ts';
import type { Unit } from '../../shared/model/metrics.ts';

const BINARY_STEPS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** A number with at most `digits` places after the point, and none that say nothing. */
export function formatNumber(value: number, digits: number, language: Language): string {
  return new Intl.NumberFormat(localeOf(language), { maximumFractionDigits: digits }).format(value);
}

/** Places after the point that leave about three telling digits. */
function placesFor(value: number): number {
  const size = Math.abs(value);
  return size >= 100 ? 0 : size >= 10 ? 1 : 2;
}

function formatBytes(bytes: number, language: Language): string {
  const size = Math.abs(bytes);
  const step = size < 1 ? 0 : Math.min(BINARY_STEPS.length - 1, Math.floor(Math.log2(size) / 10));
  const value = bytes / 1024 ** step;
  return `${formatNumber(value, step === 0 ? 0 : placesFor(value), language)} ${BINARY_STEPS[step] ?? 'B'}`;
}

function formatRatio(ratio: number, language: Language): string {
  const percent = ratio * 100;
  return `${formatNumber(percent, Math.abs(percent) >= 10 ? 0 : 1, language)}%`;
}

const formatters: Record<Unit, (value: number, language: Language) => string> = {
  ratio: formatRatio,
  bytes: formatBytes,
  bytes_per_second: (value, language) => `${formatBytes(value, language)}/s`,
  cores: (value, language) =>
    language === 'zh'
      ? `${formatNumber(value, placesFor(value), language)} 核`
      : `${formatNumber(value, placesFor(value), language)} ${value === 1 ? 'core' : 'cores'}`,
  count: (value, language) => formatNumber(value, value >= 100 ? 0 : 1, language),
  load: (value, language) => formatNumber(value, 2, language),
};

/** A value in base units, written for people: 0.375 of unit ratio is `38%`, 1,610,612,736 bytes are `1.5 GiB`. */
export function formatValue(unit: Unit, value: number, language: Language): string {
  return formatters[unit](value, language);
}

/** Milliseconds as a round trip: `14 ms`, `2.1 s`. */
export function formatMilliseconds(ms: number, language: Language): string {
  const seconds = language === 'zh' ? '秒' : 's';
  const milliseconds = language === 'zh' ? '毫秒' : 'ms';
  return Math.abs(ms) < 1000
    ? `${formatNumber(ms, Math.abs(ms) < 10 ? 1 : 0, language)} ${milliseconds}`
    : `${formatNumber(ms / 1000, 1, language)} ${seconds}`;
}

/** Below this a span is told in seconds and their parts. */
const SHORT_SPAN_MS = 60_000;

/**
 * An alert's value. `metric` is one that rules know, or the kind of a rule that looks at no metric, whose values are
 * milliseconds: how long silent, how far off, how long until full.
 */
export function formatAlertValue(metric: string, value: number, language: Language): string {
  if (isRuleMetric(metric)) return formatValue(ruleMetricInfo(metric).unit, value, language);
  return Math.abs(value) < SHORT_SPAN_MS ? formatMilliseconds(value, language) : spanInWords(Math.abs(value), language);
}

export function isRuleMetric(metric: string): metric is RuleMetric {
  return (ruleMetricNames as readonly string[]).includes(metric);
}

export type TimeStyle = 'second' | 'minute' | 'day' | 'day_minute' | 'day_second';

const timeStyles: Record<TimeStyle, Intl.DateTimeFormatOptions> = {
  second: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  minute: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  day: { month: 'short', day: 'numeric' },
  day_minute: { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  day_second: {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  },
};

/** A moment in the reader's time zone; `timeZone` is for tests. */
export function formatTime(atMs: number, style: TimeStyle, language: Language, timeZone?: string): string {
  const options = timeZone === undefined ? timeStyles[style] : { ...timeStyles[style], timeZone };
  return new Intl.DateTimeFormat(localeOf(language), options).format(atMs);
}
