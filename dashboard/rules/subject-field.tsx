import { useId } from 'preact/hooks';
import type { Subject } from '../../shared/model/alerting/rule-metric.ts';
import { problemOf } from '../api/client.ts';
import { Field } from '../parts/field.tsx';
import { useSettings } from '../settings.tsx';
import type { Part } from './part.tsx';

interface Props extends Part {
  readonly subject: Subject;
  /** Names that exist. */
  readonly known: readonly string[];
}

/** One mount, group or name of a process, suggested from those that exist; empty is each of them. */
export function SubjectField({ draft, problem, change, subject, known }: Props) {
  const { t } = useSettings();
  const listId = useId();
  if (subject === 'host') return null;
  return (
    <Field label={t.subjectKind[subject]} hint={t.emptyIsEach} error={problemOf(problem, 'subject')}>
      {(ids) => (
        <>
          <input
            {...ids}
            type="text"
            autocomplete="off"
            spellcheck={false}
            list={listId}
            value={draft.subject}
            placeholder={t.eachOf[subject]}
            onInput={(event) => {
              change({ subject: event.currentTarget.value });
            }}
          />
          <datalist id={listId}>
            {known.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
