import { useState } from 'preact/hooks';
import { type ApiProblem, ask } from '../api/client.ts';
import { useSettings } from '../settings.tsx';
import { Dialog } from './dialog.tsx';
import { Problem } from './problem.tsx';

interface Props {
  readonly title: string;
  readonly warning: string;
  /** What is deleted, in the API. */
  readonly path: string;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}

/** Asks once more before something is deleted. */
export function DeleteDialog({ title, warning, path, onClose, onDeleted }: Props) {
  const { t } = useSettings();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const confirm = async () => {
    setBusy(true);
    const outcome = await ask(path, { method: 'DELETE' });
    setBusy(false);
    if (outcome.ok) onDeleted();
    else setProblem(outcome.problem);
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{warning}</p>
      <Problem problem={problem} />
      <div class="dialog-buttons">
        <button type="button" onClick={onClose}>
          {t.cancel}
        </button>
        <button type="button" class="primary danger" disabled={busy} onClick={() => void confirm()}>
          {t.delete}
        </button>
      </div>
    </Dialog>
  );
}
