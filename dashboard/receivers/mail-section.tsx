import { useState } from 'preact/hooks';
import type { ReceiversAnswer } from '../../shared/model/api.ts';
import { useSettings } from '../settings.tsx';
import { TestButton } from './test-button.tsx';

/** Whether mails can be sent at all, who gets them where rules name nobody, and a test mail to any address. */
export function MailSection({ answer: { mailProblem, defaultRecipients } }: { answer: ReceiversAnswer }) {
  const { t } = useSettings();
  const [address, setAddress] = useState(defaultRecipients.find((each) => !each.startsWith('#')) ?? '');
  return (
    <section class="alert-section" aria-labelledby="mail-heading">
      <h2 id="mail-heading">{t.mail}</h2>
      {mailProblem !== null && (
        <p class="problem" role="status">
          <strong>{t.mailProblem}</strong> {mailProblem}
        </p>
      )}
      <div class="card mail-card">
        {mailProblem === null && <p>✓ {t.mailWorks}</p>}
        <p>
          {t.defaultsAre} <b>{defaultRecipients.join(', ') || t.noDefaults}</b>
        </p>
        <div class="test-mail">
          <input
            type="email"
            value={address}
            placeholder="you@example.org"
            aria-label={t.testAddress}
            onInput={(event) => {
              setAddress(event.currentTarget.value);
            }}
          />
          <TestButton recipient={address.trim()} />
        </div>
      </div>
    </section>
  );
}
