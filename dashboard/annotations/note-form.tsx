import { useState } from 'preact/hooks';
import type { AnnotationInput } from '../../shared/model/fleet-capacity.ts';
import { type ApiProblem, ask, isBesideFields, problemOf } from '../api/client.ts';
import { masterNowMs } from '../api/clock.ts';
import { Field } from '../parts/field.tsx';
import { Moment } from '../parts/moment-field.tsx';
import { Problem } from '../parts/problem.tsx';
import { Segments } from '../parts/segments.tsx';
import { useSettings } from '../settings.tsx';

const FIELDS = ['text', 'atMs'];

/** "deploy 1.4", at a time, for this server or all. */
export function NoteForm({ serverId, onAdded }: { serverId: string; onAdded: () => void }) {
  const { t } = useSettings();
  const [text, setText] = useState('');
  const [atMs, setAtMs] = useState<number | null>(masterNowMs);
  const [where, setWhere] = useState<'this' | 'all'>('this');
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const save = async () => {
    const body: AnnotationInput = { text, atMs: atMs ?? masterNowMs(), serverIds: where === 'this' ? [serverId] : [] };
    const outcome = await ask('api/annotations', { method: 'POST', body });
    setProblem(outcome.ok ? null : outcome.problem);
    if (!outcome.ok) return;
    setText('');
    onAdded();
  };
  return (
    <form
      class="note-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Field
        label={t.noteWord}
        error={problemOf(problem, 'text')}
        value={text}
        placeholder={t.noteHint}
        onInput={setText}
      />
      <Moment label={t.noteAt} error={problemOf(problem, 'atMs')} value={atMs} onChange={setAtMs} />
      <Segments
        label={t.noteWhere}
        value={where}
        options={[
          ['this', t.noteThis],
          ['all', t.noteAll],
        ]}
        onChange={setWhere}
      />
      <button type="submit">{t.noteAdd}</button>
      <Problem problem={isBesideFields(problem, FIELDS) ? null : problem} />
    </form>
  );
}
