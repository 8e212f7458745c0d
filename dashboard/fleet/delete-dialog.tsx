import { useState } from 'preact/hooks';
import { type ApiProblem, ask } from '../api/client.ts';
import type { FleetEntry } from '../data/fleet.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Problem } from '../parts/problem.tsx';
import { useSettings } from '../settings.tsx';

interface Props {
  readonly server: FleetEntry['server'];
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}

export function DeleteDialog({ server, onClose, onDeleted }: Props) {
  const { t } = useSettings();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const confirm = async () => {
    setBusy(true);
    const outcome = await ask(`api/servers/${encodeURIComponent(server.id)}`, { method: 'DELETE' });
    setBusy(false);
    if (outcome.ok) onDeleted();
    else setProblem(outcome.problem);
  };
  return (
    <Dialog title={t.deleteTitle(server.name)} onClose={onClose}>
      <p>{t.deleteWarning}</p>
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
