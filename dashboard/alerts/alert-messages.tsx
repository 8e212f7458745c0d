import type { MessageView } from '../../shared/model/alerting/message.ts';
import { formatTime } from '../data/format.ts';
import { useSettings } from '../settings.tsx';
import { reasonInWords } from './alert-words.ts';

const SIGNS: Record<MessageView['status'], string> = { pending: '…', sent: '✓', failed: '✕', dropped: '–' };

/** Every message about an alert: to whom, what became of it, and why. */
export function AlertMessages({ messages }: { messages: readonly MessageView[] }) {
  const { t } = useSettings();
  if (messages.length === 0) return <p class="card quiet empty-range">{t.noMessages}</p>;
  return (
    <div class="card table-card">
      <table class="rows">
        <thead>
          <tr>
            {[t.messageWord, t.recipient, t.statusWord, t.when].map((heading) => (
              <th scope="col" key={heading}>
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {messages.map((message) => (
            <MessageRow key={message.id} message={message} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function MessageRow({ message }: { message: MessageView }) {
  const { t, language } = useSettings();
  const { status, attempts, sentMs, createdMs, nextAttemptMs } = message;
  const time = (ms: number) => formatTime(ms, 'day_second', language);
  const reason = reasonInWords(message.reason, t);
  return (
    <tr>
      <th scope="row" data-label={t.messageWord}>
        {t.messageKind[message.kind]}
      </th>
      <td data-label={t.recipient}>{message.recipient || '–'}</td>
      <td data-label={t.statusWord}>
        <span class={`message-status message-${status}`}>
          <span aria-hidden="true">{SIGNS[status]}</span> {t.messageStatus[status]}
        </span>
        {reason !== '' && <span class="block small">{reason}</span>}
        {status !== 'sent' && attempts > 0 && <span class="block quiet small">{t.attempts(attempts)}</span>}
      </td>
      <td data-label={t.when} class="small">
        {time(sentMs ?? createdMs)}
        {status === 'pending' && nextAttemptMs > createdMs && (
          <span class="block quiet">{t.nextAttempt(time(nextAttemptMs))}</span>
        )}
      </td>
    </tr>
  );
}
