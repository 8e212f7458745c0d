import { ruleMetricInfo } from '../../shared/model/alerting/rule-metric.ts';
import type { RuleInput } from '../../shared/model/alerting/rule.ts';
import type { Scope } from '../../shared/model/alerting/scope.ts';
import type { Texts } from '../text/texts.ts';
import { spanInWords } from './age.ts';
import { formatValue } from './format.ts';
import type { Language } from './language.ts';

/** A metric's help as a name: without the full stop. */
export function metricName(metric: Parameters<typeof ruleMetricInfo>[0], language: Language): string {
  return ruleMetricInfo(metric).help[language].replace(/[.。]$/, '');
}

/** When a rule fires, in a line: `Share of all cores busy · mean above 90% · for 5 min · clears at 80%`. */
export function ruleInWords(rule: RuleInput, t: Texts, language: Language): string {
  const span = (ms: number) => spanInWords(ms, language);
  const lasting = (ms: number) => (ms === 0 ? t.atOnce : t.forShort(span(ms)));
  switch (rule.kind) {
    case 'threshold': {
      const { metric, subject, statistic, comparison, threshold, clearThreshold, breaches, forMs } = rule;
      const { unit, subject: subjectKind } = ruleMetricInfo(metric);
      const value = (base: number) => formatValue(unit, base, language);
      return [
        metricName(metric, language),
        subject || t.eachOf[subjectKind],
        `${t.statisticShort[statistic === 'mean' ? 'mean' : comparison]} ${t.comparison[comparison]} ${value(threshold)}`,
        breaches ? t.breachesShort(breaches.count, breaches.windows) : lasting(forMs),
        clearThreshold === threshold ? '' : t.clearShort(value(clearThreshold)),
      ]
        .filter((part) => part !== '')
        .join(' · ');
    }
    case 'time_to_full':
      return [rule.subject || t.eachOf.filesystem, `${t.fullWithin} ${span(rule.withinMs)}`, lasting(rule.forMs)].join(
        ' · ',
      );
    case 'data_gap':
      return `${t.ruleKind.data_gap} · ${t.longerThan} ${span(rule.longerThanMs)}`;
    case 'clock_skew':
      return `${t.offBy} ${span(rule.longerThanMs)}`;
    case 'unreachable':
      return `${t.ruleKind.unreachable} · ${t.grace} ${span(rule.graceMs)}`;
    case 'agent_restarted':
      return t.ruleKind.agent_restarted;
  }
}

/** Which servers, in a line; ids of servers become names where those are known. */
export function scopeInWords(scope: Scope, nameOf: ReadonlyMap<string, string>, t: Texts): string {
  switch (scope.kind) {
    case 'all':
      return t.allServers;
    case 'tags':
      return scope.tags.map((tag) => `#${tag}`).join(' ');
    case 'servers':
      return scope.serverIds.map((id) => nameOf.get(id) ?? id).join(', ');
  }
}
