import { useId } from 'preact/hooks';
import { problemOf } from '../api/client.ts';
import { weekdayName } from '../data/silence-words.ts';
import { Field } from '../parts/field.tsx';
import { Moment } from '../parts/moment-field.tsx';
import { SpanField } from '../parts/quantity-field.tsx';
import { useSettings } from '../settings.tsx';
import type { WhenProps } from './part.ts';

const MINUTE_MS = 60_000;
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];

/** Days of the week, a time of the clock in a time zone, and for how long. */
export function WeeklyFields(props: WhenProps) {
  const { t } = useSettings();
  const { draft, problem, change } = props;
  return (
    <>
      <Weekdays {...props} />
      <div class="field-row">
        <Field
          label={t.atTime}
          hint={t.timeHint}
          error={problemOf(problem, 'when.at')}
          value={draft.at}
          onInput={(at) => {
            change({ at });
          }}
        />
        <SpanField
          label={t.lasting}
          error={problemOf(problem, 'when.minutes')}
          value={draft.minutes === null ? null : draft.minutes * MINUTE_MS}
          onChange={(ms) => {
            change({ minutes: ms === null ? null : ms / MINUTE_MS });
          }}
        />
        <TimeZone {...props} />
      </div>
      <div class="field-row">
        <Moment
          label={t.startsAt}
          hint={t.startsHint}
          error={problemOf(problem, 'when.startsMs')}
          value={draft.startsMs}
          onChange={(startsMs) => {
            change({ startsMs });
          }}
        />
        <Moment
          label={t.endsAt}
          hint={t.endsHint}
          error={problemOf(problem, 'when.endsMs')}
          value={draft.endsMs}
          onChange={(endsMs) => {
            change({ endsMs });
          }}
        />
      </div>
    </>
  );
}

function Weekdays({ draft: { weekdays }, problem, change }: WhenProps) {
  const { t, language } = useSettings();
  const error = problemOf(problem, 'when.weekdays');
  return (
    <fieldset class={error === null ? 'field ticks' : 'field field-wrong ticks'}>
      <legend>{t.weekdays}</legend>
      <div class="chips suggestions">
        {WEEKDAYS.map((day) => (
          <button
            key={day}
            type="button"
            class="chip"
            aria-pressed={weekdays.includes(day)}
            onClick={() => {
              change({
                weekdays: weekdays.includes(day) ? weekdays.filter((each) => each !== day) : [...weekdays, day],
              });
            }}
          >
            {weekdayName(day, language)}
          </button>
        ))}
      </div>
      {error !== null && (
        <span class="field-error" role="alert">
          {error}
        </span>
      )}
    </fieldset>
  );
}

function TimeZone({ draft, problem, change }: WhenProps) {
  const { t } = useSettings();
  const listId = useId();
  return (
    <Field label={t.timeZone} error={problemOf(problem, 'when.timeZone')}>
      {(ids) => (
        <>
          <input
            {...ids}
            type="text"
            autocomplete="off"
            spellcheck={false}
            list={listId}
            value={draft.timeZone}
            onInput={(event) => {
              change({ timeZone: event.currentTarget.value });
            }}
          />
          <datalist id={listId}>
            {Intl.supportedValuesOf('timeZone').map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
