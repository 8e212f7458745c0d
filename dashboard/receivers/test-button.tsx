import { useState } from 'preact/hooks';
import type { TestMessageAnswer } from '../../shared/model/api.ts';
import { ask, type Outcome } from '../api/client.ts';
import { Problem } from '../parts/problem.tsx';
import { useSettings } from '../settings.tsx';

interface Tried {
  readonly recipient: string;
  readonly outcome: Outcome<TestMessageAnswer>;
}

/** Sends a test message and says what the mail server or the chat answered. */
export function TestButton({ recipient }: { recipient: string }) {
  const { t } = useSettings();
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState<Tried | null>(null);
  const send = async () => {
    setBusy(true);
    const outcome = await ask<TestMessageAnswer>('api/messages/test', { method: 'POST', body: { recipient } });
    setBusy(false);
    setTried({ recipient, outcome });
  };
  return (
    <>
      <button
        type="button"
        disabled={busy || recipient === ''}
        aria-label={t.testOf(recipient)}
        onClick={() => void send()}
      >
        {busy ? t.testing : t.test}
      </button>
      <span class="test-result" role="status">
        {tried && <Result {...tried} />}
      </span>
    </>
  );
}

function Result({ recipient, outcome }: Tried) {
  const { t } = useSettings();
  if (!outcome.ok) return <Problem problem={outcome.problem} />;
  return outcome.data.accepted ? (
    <span class="message-sent">✓ {t.testAccepted(recipient)}</span>
  ) : (
    <span>
      <b class="message-failed">✕ {t.testRefused(recipient)}</b> {outcome.data.error}
    </span>
  );
}
