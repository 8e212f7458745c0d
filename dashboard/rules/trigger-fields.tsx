import { problemOf } from '../api/client.ts';
import type { WrittenUnit } from '../data/quantity.ts';
import { QuantityField } from '../parts/quantity-field.tsx';
import { SelectField } from '../parts/select-field.tsx';
import { useSettings } from '../settings.tsx';
import { type Part, Span } from './part.tsx';

const NUMBER: readonly WrittenUnit[] = [{ word: '', times: 1, over: 1 }];

/** For how long, or how often, and what a minute without data is. */
export function TriggerFields(props: Part) {
  const { t } = useSettings();
  const { draft, problem, change } = props;
  return (
    <>
      <div class="field-row">
        <SelectField
          label={t.after}
          value={draft.trigger}
          options={[
            ['for', t.trigger.for],
            ['breaches', t.trigger.breaches],
          ]}
          onChange={(trigger) => {
            change({ trigger });
          }}
        />
        {draft.trigger === 'for' ? (
          <Span {...props} name="forMs" field="forMs" label={t.forLabel} hint={t.forHint} />
        ) : (
          <>
            <QuantityField
              key="count"
              label={t.breachCount}
              error={problemOf(problem, 'breaches.count')}
              value={draft.breachCount}
              units={NUMBER}
              onChange={(breachCount) => {
                change({ breachCount });
              }}
            />
            <QuantityField
              key="windows"
              label={t.breachWindows}
              error={problemOf(problem, 'breaches.windows')}
              value={draft.breachWindows}
              units={NUMBER}
              onChange={(breachWindows) => {
                change({ breachWindows });
              }}
            />
          </>
        )}
      </div>
      <SelectField
        label={t.missing}
        value={draft.missing}
        options={(['keep', 'ignore', 'breach'] as const).map((each) => [each, t.missingIs[each]])}
        onChange={(missing) => {
          change({ missing });
        }}
      />
    </>
  );
}
