import { useState } from 'preact/hooks';
import type { Alert } from '../../shared/model/alerting/alert.ts';
import { type ApiProblem, ask, isBesideFields, problemOf } from '../api/client.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Field } from '../parts/field.tsx';
import { Problem } from '../parts/problem.tsx';
import { useAuthor } from '../parts/use-author.ts';
import { useSettings } from '../settings.tsx';

interface Props {
  readonly alert: Alert;
  readonly onChanged: () => void;
}

const pathOf = (alert: Alert) => `api/alerts/${encodeURIComponent(alert.id)}/acknowledge`;

/** Opens the form to acknowledge an alert, or takes it back. */
export function AcknowledgeButton({ alert, onChanged }: Props) {
  const { t } = useSettings();
  const [opened, setOpened] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const takeBack = async () => {
    const outcome = await ask(pathOf(alert), { method: 'DELETE' });
    setProblem(outcome.ok ? null : outcome.problem);
    if (outcome.ok) onChanged();
  };
  if (alert.acknowledged) {
    return (
      <>
        <button type="button" onClick={() => void takeBack()}>
          {t.takeBack}
        </button>
        <Problem problem={problem} />
      </>
    );
  }
  return (
    <>
      <button
        type="button"
        onClick={() => {
          setOpened(true);
        }}
      >
        {t.acknowledge}
      </button>
      {opened && (
        <AcknowledgeDialog
          alert={alert}
          onChanged={onChanged}
          onClose={() => {
            setOpened(false);
          }}
        />
      )}
    </>
  );
}

function AcknowledgeDialog({ alert, onChanged, onClose }: Props & { onClose: () => void }) {
  const { t } = useSettings();
  const [by, setBy, keep] = useAuthor();
  const [comment, setComment] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const send = async () => {
    setBusy(true);
    const outcome = await ask(pathOf(alert), { method: 'POST', body: { by, comment } });
    setBusy(false);
    setProblem(outcome.ok ? null : outcome.problem);
    if (!outcome.ok) return;
    keep();
    onClose();
    onChanged();
  };
  return (
    <Dialog title={t.acknowledgeTitle} onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <p>
          <b>{alert.ruleName}</b> · {alert.serverName} {alert.subject}
        </p>
        <p class="quiet small">{t.acknowledgeHelp}</p>
        <Field label={t.yourName} error={problemOf(problem, 'by')} value={by} onInput={setBy} autoFocus={by === ''} />
        <Field
          label={t.comment}
          error={problemOf(problem, 'comment')}
          value={comment}
          onInput={setComment}
          autoFocus={by !== ''}
        />
        <Problem problem={isBesideFields(problem, ['by', 'comment']) ? null : problem} />
        <div class="dialog-buttons">
          <button type="button" onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" class="primary" disabled={busy}>
            {t.acknowledge}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
