import { useState } from 'preact/hooks';
import type { AgentTrial, ServerAnswer } from '../../shared/model/api.ts';
import type { Server } from '../../shared/model/server.ts';
import { type ApiProblem, ask } from '../api/client.ts';
import { formatMilliseconds } from '../data/format.ts';
import { Dialog } from '../parts/dialog.tsx';
import { useSettings } from '../settings.tsx';
import { type Draft, ServerForm } from './server-form.tsx';

/** Adds a server, or changes the given one, and then says whether its agent answered. */
export function ServerDialog({ server, onClose }: { server: Server | null; onClose: () => void }) {
  const { t } = useSettings();
  const [known, setKnown] = useState(server);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const [trial, setTrial] = useState<AgentTrial | null>(null);

  const save = async (draft: Draft) => {
    setBusy(true);
    const outcome = known
      ? await ask<ServerAnswer>(`api/servers/${encodeURIComponent(known.id)}`, { method: 'PATCH', body: draft })
      : await ask<ServerAnswer>('api/servers', { method: 'POST', body: draft });
    setBusy(false);
    setProblem(outcome.ok ? null : outcome.problem);
    if (!outcome.ok) return;
    setKnown(outcome.data.server);
    if (outcome.data.agent) setTrial(outcome.data.agent);
    else onClose();
  };

  return (
    <Dialog title={trial && known ? known.name : known ? t.editServer(known.name) : t.addServer} onClose={onClose}>
      {trial ? (
        <TrialResult
          trial={trial}
          onClose={onClose}
          onBack={() => {
            setTrial(null);
          }}
        />
      ) : (
        <ServerForm
          server={known}
          busy={busy}
          problem={problem}
          onSave={(draft) => void save(draft)}
          onCancel={onClose}
        />
      )}
    </Dialog>
  );
}

function TrialResult({ trial, onClose, onBack }: { trial: AgentTrial; onClose: () => void; onBack: () => void }) {
  const { t, language } = useSettings();
  const took = formatMilliseconds(trial.roundTripMs, language);
  return (
    <>
      <div role="status" class={trial.reached ? 'trial trial-reached' : 'trial trial-failed'}>
        <p>
          <strong>{trial.reached ? t.agentReached(took) : t.agentNotReached(took)}</strong>
        </p>
        {trial.error !== null && <p>{trial.error}</p>}
        {!trial.reached && <p>{t.agentHint}</p>}
      </div>
      <div class="dialog-buttons">
        {!trial.reached && (
          <button type="button" onClick={onBack}>
            {t.changeAddress}
          </button>
        )}
        <button type="button" class="primary" onClick={onClose}>
          {t.done}
        </button>
      </div>
    </>
  );
}
