import { problemOf } from '../api/client.ts';
import type { RuleKind } from '../../shared/model/alerting/rule.ts';
import { SelectField } from '../parts/select-field.tsx';
import type { Known } from '../parts/use-known.ts';
import { useSettings } from '../settings.tsx';
import { type Part, Span } from './part.tsx';
import { SubjectField } from './subject-field.tsx';
import { ThresholdFields } from './threshold-fields.tsx';

type PartProps = Part & { readonly known: Known };

/** The kind of a rule and the fields that this kind has. */
export function KindFields(props: PartProps) {
  const { t } = useSettings();
  const { draft, problem, change } = props;
  return (
    <>
      <SelectField
        label={t.kind}
        error={problemOf(problem, 'kind')}
        value={draft.kind}
        options={(Object.keys(t.ruleKind) as RuleKind[]).map((kind) => [kind, t.ruleKind[kind]])}
        onChange={(kind) => {
          change({ kind });
        }}
      />
      <OwnFields {...props} />
    </>
  );
}

function OwnFields(props: PartProps) {
  const { t } = useSettings();
  const { draft, known } = props;
  switch (draft.kind) {
    case 'threshold':
      return <ThresholdFields {...props} />;
    case 'time_to_full':
      return (
        <>
          <SubjectField {...props} subject="filesystem" known={known.subjects.filesystem} />
          <Span {...props} name="withinMs" field="withinMs" label={t.fullWithin} hint={t.fullHint} />
          <Span {...props} name="forMs" field="forMs" label={t.forLabel} hint={t.forHint} />
        </>
      );
    case 'data_gap':
      return <Span {...props} name="gapMs" field="longerThanMs" label={t.longerThan} />;
    case 'clock_skew':
      return <Span {...props} name="skewMs" field="longerThanMs" label={t.offBy} />;
    case 'unreachable':
      return <Span {...props} name="graceMs" field="graceMs" label={t.grace} />;
    case 'agent_restarted':
      return <p class="quiet small">{t.restartHint}</p>;
  }
}
