import type { Annotation } from '../../shared/model/fleet-capacity.ts';
import { formatTime } from '../data/format.ts';
import { DeleteButton } from '../parts/delete-button.tsx';
import { useSettings } from '../settings.tsx';
import { NoteForm } from './note-form.tsx';

interface Props {
  readonly serverId: string;
  readonly annotations: readonly Annotation[];
  /** What the charts show, epoch ms. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly onChanged: () => void;
}

/** The moments that people noted in what the charts show, and a form for one more. */
export function Notes({ serverId, annotations, fromMs, toMs, onChanged }: Props) {
  const { t, language } = useSettings();
  const shown = annotations.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs).sort((a, b) => b.atMs - a.atMs);
  const where = ({ serverIds }: Annotation) =>
    serverIds.length === 0 ? t.noteAll : serverIds.length === 1 ? t.noteThis : t.noteSome;
  return (
    <details class="card notes">
      <summary>
        <h3>{t.notes}</h3>
        <span class="quiet small">{shown.map(({ text }) => text).join(', ') || t.noNotes}</span>
      </summary>
      {shown.length > 0 && (
        <ul>
          {shown.map((note) => (
            <li key={note.id}>
              <time class="quiet small">{formatTime(note.atMs, 'day_minute', language)}</time>
              <span>
                {note.text} <span class="quiet small">· {where(note)}</span>
              </span>
              <DeleteButton
                title={t.noteDelete(note.text)}
                warning={t.noteDeleteWarning}
                path={`api/annotations/${encodeURIComponent(note.id)}`}
                onDeleted={onChanged}
              />
            </li>
          ))}
        </ul>
      )}
      <NoteForm serverId={serverId} onAdded={onChanged} />
    </details>
  );
}
