import { useRef, useState } from 'preact/hooks';
import type { Server } from '../../shared/model/server.ts';
import { type ApiProblem, ask } from '../api/client.ts';
import { Problem } from '../parts/problem.tsx';
import { useSettings } from '../settings.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
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
  const open = (which: 'form' | 'delete') => () => {
    shut();
    setOpened(which);
  };
  const close = () => {
    setOpened('none');
    details.current?.querySelector('summary')?.focus();
    onChanged();
  };
  const send = async (path: string, method: 'POST' | 'PATCH', body: unknown) => {
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
        <div class="menu-list">
          {server.enabled && (
            <button type="button" onClick={() => void send('/pull', 'POST', {})}>
              {t.askNow}
            </button>
          )}
          <button type="button" onClick={open('form')}>
            {t.edit}
          </button>
          <button type="button" onClick={() => void send('', 'PATCH', { enabled: !server.enabled })}>
            {server.enabled ? t.disable : t.enable}
          </button>
          <button type="button" class="danger" onClick={open('delete')}>
            {t.delete}
          </button>
          <Problem problem={problem} />
        </div>
      </details>
      {opened === 'form' && <ServerDialog server={server} onClose={close} />}
      {opened === 'delete' && <DeleteDialog server={server} onClose={close} onDeleted={onDeleted} />}
    </>
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
