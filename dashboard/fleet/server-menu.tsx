import { useRef, useState } from 'preact/hooks';
import type { Server } from '../../shared/model/server.ts';
import { type ApiProblem, ask } from '../api/client.ts';
import { DeleteDialog } from '../parts/delete-dialog.tsx';
import { Problem } from '../parts/problem.tsx';
import { useSettings } from '../settings.tsx';
import { ServerDialog } from './server-dialog.tsx';

/** In which an agent has usually been asked and its windows stored. */
const PULL_MS = 1500;

interface Props {
  readonly server: Server;
  readonly onChanged: () => void;
  readonly onDeleted: () => void;
}

/** What one can do with a server: ask its agent now, edit, enable or disable, delete. */
export function ServerMenu({ server, onChanged, onDeleted }: Props) {
  const { t } = useSettings();
  const details = useRef<HTMLDetailsElement>(null);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const [opened, setOpened] = useState<'none' | 'form' | 'delete'>('none');
  const shut = () => {
    if (details.current) details.current.open = false;
  };
  const open = (which: 'form' | 'delete') => {
    shut();
    setOpened(which);
  };
  const close = () => {
    setOpened('none');
    details.current?.querySelector('summary')?.focus();
    onChanged();
  };
  const send = async (path: string, method: 'POST' | 'PATCH', body: object) => {
    const outcome = await ask(`api/servers/${encodeURIComponent(server.id)}${path}`, { method, body });
    setProblem(outcome.ok ? null : outcome.problem);
    if (!outcome.ok) return;
    shut();
    onChanged();
    // A pull only begins with its answer; what it brings shows a moment later.
    setTimeout(onChanged, PULL_MS);
  };
  return (
    <>
      <details class="menu" ref={details} {...shutOnLeave(shut)}>
        <summary aria-label={t.actionsOf(server.name)}>
          <span aria-hidden="true">⋯</span>
        </summary>
        <MenuList server={server} problem={problem} onOpen={open} onSend={(...args) => void send(...args)} />
      </details>
      {opened === 'form' && <ServerDialog server={server} onClose={close} />}
      {opened === 'delete' && (
        <DeleteDialog
          title={t.deleteTitle(server.name)}
          warning={t.deleteWarning}
          path={`api/servers/${encodeURIComponent(server.id)}`}
          onClose={close}
          onDeleted={() => {
            setOpened('none');
            onDeleted();
          }}
        />
      )}
    </>
  );
}

interface ListProps {
  readonly server: Server;
  readonly problem: ApiProblem | null;
  readonly onOpen: (which: 'form' | 'delete') => void;
  readonly onSend: (path: string, method: 'POST' | 'PATCH', body: object) => void;
}

function MenuList({ server, problem, onOpen, onSend }: ListProps) {
  const { t } = useSettings();
  const items: readonly { words: string; act: () => void; danger?: boolean }[] = [
    ...(server.enabled
      ? [
          {
            words: t.askNow,
            act: () => {
              onSend('/pull', 'POST', {});
            },
          },
        ]
      : []),
    {
      words: t.edit,
      act: () => {
        onOpen('form');
      },
    },
    {
      words: server.enabled ? t.disable : t.enable,
      act: () => {
        onSend('', 'PATCH', { enabled: !server.enabled });
      },
    },
    {
      words: t.delete,
      act: () => {
        onOpen('delete');
      },
      danger: true,
    },
  ];
  return (
    <div class="menu-list">
      {items.map(({ words, act, danger }) => (
        <button type="button" key={words} class={danger ? 'danger' : undefined} onClick={act}>
          {words}
        </button>
      ))}
      <Problem problem={problem} />
    </div>
  );
}

/** Shuts the menu when the focus goes elsewhere, and on Escape, which gives the focus back to its button. */
function shutOnLeave(shut: () => void) {
  return {
    onFocusOut: (event: FocusEvent) => {
      const menu = event.currentTarget as HTMLElement;
      if (!menu.contains(event.relatedTarget as Node | null)) shut();
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      shut();
      (event.currentTarget as HTMLElement).querySelector('summary')?.focus();
    },
  };
}
