import type { Alert } from '../../shared/model/alerting/alert.ts';
import { ruleMetricInfo } from '../../shared/model/alerting/rule-metric.ts';
import type { PeakResource } from '../../shared/model/metrics.ts';
import { formatAlertValue, isRuleMetric } from '../data/format.ts';
import type { Language } from '../data/language.ts';
import type { Texts } from '../text/texts.ts';

/** A value of an alert in its unit; what was not measured is said. */
export function alertValue(alert: Pick<Alert, 'metric'>, value: number | null, t: Texts, language: Language): string {
  return value === null ? t.noData : formatAlertValue(alert.metric, value, language);
}

/** The interval of an estimate, `3 h – 9 h`; null where the value is no estimate. */
export function intervalInWords(
  alert: Pick<Alert, 'metric' | 'interval'>,
  t: Texts,
  language: Language,
): string | null {
  if (!alert.interval) return null;
  const end = (value: number | null) =>
    value === null ? t.unlimited : formatAlertValue(alert.metric, value, language);
  return alert.interval.map(end).join(' – ');
}

/** The resource whose peak an alert of this metric carries, as the catalogue says. */
export function resourceOf(metric: string): PeakResource {
  return isRuleMetric(metric) ? ruleMetricInfo(metric).drivenBy : 'cpu';
}

/** Why a message stands where it stands: known codes as sentences, anything else is the receiver's own words. */
export function reasonInWords(reason: string | null, t: Texts): string {
  if (reason === null) return '';
  const known: Readonly<Record<string, string>> = t.messageReason;
  return Object.hasOwn(known, reason) ? (known[reason] ?? reason) : reason;
}
