import { problemOf } from '../api/client.ts';
import { spanInWords } from '../data/age.ts';
import { lengthsMs } from '../data/silence-draft.ts';
import { Moment } from '../parts/moment-field.tsx';
import { Segments } from '../parts/segments.tsx';
import { useSettings } from '../settings.tsx';
import type { WhenProps } from './part.ts';
import { WeeklyFields } from './weekly-fields.tsx';

/** Once or every week, and then when. */
export function WhenFields(props: WhenProps) {
  const { t } = useSettings();
  const { draft, change } = props;
  return (
    <>
      <div class="field">
        <Segments
          label={t.whenWord}
          value={draft.kind}
          options={[
            ['once', t.silenceKind.once],
            ['weekly', t.silenceKind.weekly],
          ]}
          onChange={(kind) => {
            change({ kind });
          }}
        />
      </div>
      {draft.kind === 'once' ? <OnceFields {...props} /> : <WeeklyFields {...props} />}
    </>
  );
}

function OnceFields({ draft, problem, change }: WhenProps) {
  const { t, language } = useSettings();
  const words = (ms: number | null) => (ms === null ? t.untilMoment : spanInWords(ms, language));
  return (
    <>
      <div class="field">
        <span class="field-label">{t.lasting}</span>
        <Segments
          label={t.lasting}
          value={String(draft.lengthMs)}
          options={lengthsMs.map((ms) => [String(ms), words(ms)])}
          onChange={(chosen) => {
            change({ lengthMs: lengthsMs.find((ms) => String(ms) === chosen) ?? null });
          }}
        />
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
        {draft.lengthMs === null && (
          <Moment
            label={t.endsAt}
            error={problemOf(problem, 'when.endsMs')}
            value={draft.endsMs}
            onChange={(endsMs) => {
              change({ endsMs });
            }}
          />
        )}
      </div>
    </>
  );
}
