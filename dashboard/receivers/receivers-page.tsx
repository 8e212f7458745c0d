import { useState } from 'preact/hooks';
import type { ReceiversAnswer } from '../../shared/model/api.ts';
import type { ReceiverView } from '../../shared/model/alerting/receiver.ts';
import { usePoll } from '../api/use-poll.ts';
import { AlertTabs } from '../parts/alert-tabs.tsx';
import { DeleteButton } from '../parts/delete-button.tsx';
import { Problem } from '../parts/problem.tsx';
import { useSettings } from '../settings.tsx';
import { MailSection } from './mail-section.tsx';
import { ReceiverDialog } from './receiver-dialog.tsx';
import { TestButton } from './test-button.tsx';

const REFRESH_MS = 60_000;

export function ReceiversPage() {
  const { t } = useSettings();
  const { data, dataMs, problem, refresh } = usePoll<ReceiversAnswer>('receivers', () => 'api/receivers', REFRESH_MS);
  const [opened, setOpened] = useState<ReceiverView | 'new' | null>(null);
  return (
    <>
      <div class="page-head">
        <h1>{t.receivers}</h1>
        <AlertTabs page="receivers" />
        <button
          type="button"
          class="primary"
          onClick={() => {
            setOpened('new');
          }}
        >
          {t.addReceiver}
        </button>
      </div>
      <Problem problem={problem} dataMs={dataMs} />
      {!data && !problem && <p class="quiet">{t.loading}</p>}
      {data && <MailSection answer={data} />}
      {data && <Chats receivers={data.receivers} onOpen={setOpened} onChanged={refresh} />}
      {opened !== null && data && (
        <ReceiverDialog
          receiver={opened === 'new' ? null : opened}
          taken={data.receivers.map(({ id }) => id)}
          onClose={() => {
            setOpened(null);
          }}
          onSaved={() => {
            setOpened(null);
            refresh();
          }}
        />
      )}
    </>
  );
}

interface ChatsProps {
  readonly receivers: readonly ReceiverView[];
  readonly onOpen: (receiver: ReceiverView) => void;
  readonly onChanged: () => void;
}

function Chats({ receivers, onOpen, onChanged }: ChatsProps) {
  const { t } = useSettings();
  const kindWords: Readonly<Record<string, string>> = t.receiverKind;
  return (
    <section aria-labelledby="chats-heading">
      <h2 id="chats-heading">{t.chats}</h2>
      {receivers.length === 0 && <p class="card quiet empty-range">{t.noReceivers}</p>}
      {receivers.length > 0 && (
        <ul class="card list">
          {receivers.map((receiver) => (
            <li class="list-row receiver-row" key={receiver.id}>
              <div class="list-main">
                <b>#{receiver.id}</b> {receiver.name}
                <span class="block quiet small">
                  {kindWords[receiver.kind] ?? receiver.kind} · {receiver.host}
                </span>
              </div>
              <span class="list-act">
                <TestButton recipient={`#${receiver.id}`} />
                <button
                  type="button"
                  class="plain link-words"
                  aria-label={t.replaceReceiver(receiver.id)}
                  onClick={() => {
                    onOpen(receiver);
                  }}
                >
                  {t.change}
                </button>
                <DeleteButton
                  title={t.deleteReceiverTitle(receiver.id)}
                  warning={t.deleteReceiverWarning}
                  path={`api/receivers/${encodeURIComponent(receiver.id)}`}
                  onDeleted={onChanged}
                />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
