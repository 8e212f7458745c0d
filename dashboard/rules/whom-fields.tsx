import { problemOf } from '../api/client.ts';
import { ListField } from '../parts/list-field.tsx';
import { SpanField } from '../parts/quantity-field.tsx';
import { useSettings } from '../settings.tsx';
import type { Part } from './part.tsx';

/** Who is told, how often again, who else when nobody looks, and when it counts as over. */
export function WhomFields({ draft, problem, change, receivers }: Part & { readonly receivers: readonly string[] }) {
  const { t } = useSettings();
  const { repeatMs, escalateAfterMs, keepFiringMs } = draft;
  const wrong = ['repeatMs', 'escalation', 'keepFiringMs'].some((field) => problemOf(problem, field) !== null);
  return (
    <>
      <ListField
        label={t.recipientsWord}
        hint={t.recipientsHint}
        error={problemOf(problem, 'recipients')}
        value={draft.recipients}
        suggestions={receivers}
        onChange={(recipients) => {
          change({ recipients });
        }}
      />
      <details class="more" open={wrong || repeatMs !== null || escalateAfterMs !== null || (keepFiringMs ?? 0) > 0}>
        <summary>{t.more}</summary>
        <SpanField
          label={t.repeat}
          hint={t.repeatHint}
          error={problemOf(problem, 'repeatMs')}
          value={repeatMs}
          onChange={(value) => {
            change({ repeatMs: value });
          }}
        />
        <SpanField
          label={t.escalateAfter}
          hint={t.escalateHint}
          error={problemOf(problem, 'escalation.afterMs')}
          value={escalateAfterMs}
          onChange={(value) => {
            change({ escalateAfterMs: value });
          }}
        />
        {escalateAfterMs !== null && (
          <ListField
            label={t.escalateTo}
            error={problemOf(problem, 'escalation.recipients')}
            value={draft.escalateTo}
            suggestions={receivers}
            onChange={(escalateTo) => {
              change({ escalateTo });
            }}
          />
        )}
        <SpanField
          label={t.keepFiring}
          error={problemOf(problem, 'keepFiringMs')}
          value={keepFiringMs}
          onChange={(value) => {
            change({ keepFiringMs: value });
          }}
        />
      </details>
    </>
  );
}
