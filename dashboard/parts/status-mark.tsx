import type { ServerStatus } from '../../shared/model/server.ts';
import { useSettings } from '../settings.tsx';

const SHAPES: Record<ServerStatus, string> = {
  up: 'M6 1a5 5 0 1 0 0 10A5 5 0 0 0 6 1Z',
  unreachable: 'M6 .5 12 11.5H0Z',
  pending: 'M6 1a5 5 0 1 0 0 10A5 5 0 0 0 6 1Zm0 2.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6Z',
  disabled: 'M1 4.5h10v3H1Z',
};

/** A server's status as word, colour and shape: none of them carries it alone. */
export function StatusMark({ status, title }: { status: ServerStatus; title?: string | undefined }) {
  const { t } = useSettings();
  return (
    <span class={`status status-${status}`} title={title}>
      <svg viewBox="0 0 12 12" aria-hidden="true">
        <path d={SHAPES[status]} />
      </svg>
      {t.status[status]}
    </span>
  );
}
