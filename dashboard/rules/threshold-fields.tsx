import {
  type RuleMetric,
  ruleMetricInfo,
  ruleMetricNames,
  type Subject,
} from '../../shared/model/alerting/rule-metric.ts';
import { problemOf } from '../api/client.ts';
import type { Language } from '../data/language.ts';
import { unitsOf } from '../data/quantity.ts';
import { metricName } from '../data/rule-words.ts';
import { QuantityField } from '../parts/quantity-field.tsx';
import { SelectField } from '../parts/select-field.tsx';
import type { Known } from '../parts/use-known.ts';
import { useSettings } from '../settings.tsx';
import type { Texts } from '../text/texts.ts';
import type { Part } from './part.tsx';
import { SubjectField } from './subject-field.tsx';
import { TriggerFields } from './trigger-fields.tsx';

/** What is measured, on what, how, and beyond which value it is a breach. */
export function ThresholdFields(props: Part & { readonly known: Known }) {
  const { t, language } = useSettings();
  const { draft, change, known } = props;
  const { subject, unit } = ruleMetricInfo(draft.metric);
  const pick = (metric: RuleMetric) => {
    const next = ruleMetricInfo(metric);
    // A number of another unit, and the name of another kind of thing, mean nothing any more.
    const values = next.unit === unit ? {} : { threshold: null, clearThreshold: null };
    change({ metric, ...values, ...(next.subject === subject ? {} : { subject: '' }) });
  };
  return (
    <>
      <SelectField
        label={t.metric}
        value={draft.metric}
        options={metricOptions(t, language)}
        hint={draft.metric}
        error={problemOf(props.problem, 'metric')}
        onChange={pick}
      />
      <SubjectField {...props} subject={subject} known={known.subjects[subject]} />
      <SelectField
        label={t.statistic}
        value={draft.statistic}
        options={[
          ['mean', t.statisticIs.mean],
          ['peak', t.statisticIs[draft.comparison]],
        ]}
        onChange={(statistic) => {
          change({ statistic });
        }}
      />
      <Limits {...props} />
      <TriggerFields {...props} />
    </>
  );
}

function Limits({ draft, problem, change }: Part) {
  const { t } = useSettings();
  const { unit } = ruleMetricInfo(draft.metric);
  return (
    <div class="field-row">
      <SelectField
        label={t.fires}
        value={draft.comparison}
        options={[
          ['above', t.comparison.above],
          ['below', t.comparison.below],
        ]}
        onChange={(comparison) => {
          change({ comparison });
        }}
      />
      <QuantityField
        key={`threshold ${unit}`}
        label={t.threshold}
        error={problemOf(problem, 'threshold')}
        value={draft.threshold}
        units={unitsOf[unit]}
        onChange={(threshold) => {
          change({ threshold });
        }}
      />
      <QuantityField
        key={`clear ${unit}`}
        label={t.clearAt}
        hint={t.clearHint}
        error={problemOf(problem, 'clearThreshold')}
        value={draft.clearThreshold}
        like={draft.threshold}
        units={unitsOf[unit]}
        onChange={(clearThreshold) => {
          change({ clearThreshold });
        }}
      />
    </div>
  );
}

/** Every metric under what it is about. */
function metricOptions(t: Texts, language: Language): Map<string, (readonly [RuleMetric, string])[]> {
  const groups = new Map<string, (readonly [RuleMetric, string])[]>();
  for (const metric of ruleMetricNames) {
    const subject: Subject = ruleMetricInfo(metric).subject;
    const heading = t.subjectKind[subject];
    groups.set(heading, [...(groups.get(heading) ?? []), [metric, metricName(metric, language)]]);
  }
  return groups;
}
