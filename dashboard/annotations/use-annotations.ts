import { useMemo } from 'preact/hooks';
import type { AnnotationsAnswer } from '../../shared/model/api.ts';
import type { Annotation } from '../../shared/model/fleet-capacity.ts';
import { usePoll } from '../api/use-poll.ts';

const REFRESH_MS = 60_000;
const NONE: readonly Annotation[] = [];

/** What people noted about a server in a span of time, and a way to ask again. `spanNow` is read at each request. */
export function useAnnotations(
  serverId: string,
  key: string,
  spanNow: (nowMs: number) => { readonly fromMs: number; readonly toMs: number },
) {
  const { data, refresh } = usePoll<AnnotationsAnswer>(
    `annotations ${serverId} ${key}`,
    (nowMs) => {
      const { fromMs, toMs } = spanNow(nowMs);
      return `api/annotations?serverId=${encodeURIComponent(serverId)}&from=${fromMs}&to=${toMs}`;
    },
    REFRESH_MS,
  );
  const annotations = data?.annotations ?? NONE;
  const notes = useMemo(() => annotations.map(({ atMs, text }) => ({ atMs, text })), [annotations]);
  return { annotations, notes, refresh };
}
