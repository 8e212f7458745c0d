import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { type ApiProblem, ask } from './client.ts';
import { masterNowMs } from './clock.ts';

export interface Polled<T> {
  /** The newest answer; kept when a later request fails. */
  readonly data: T | null;
  /** When `data` came, by the browser's clock. */
  readonly dataMs: number | null;
  /** Why the last request brought nothing; null when it brought data. */
  readonly problem: ApiProblem | null;
  readonly refresh: () => void;
}

type Held<T> = Omit<Polled<T>, 'refresh'>;
const NOTHING = { data: null, dataMs: null, problem: null };

/**
 * Asks again every `everyMs`, counted from the end of the last answer so that a slow API is not pushed. Rests while the tab
 * is hidden and asks at once when it is seen again. `pathNow` makes the address at each request, so a range can end now;
 * a new `key` forgets the old data.
 */
export function usePoll<T>(key: string, pathNow: (nowMs: number) => string, everyMs: number): Polled<T> {
  const [held, setHeld] = useState<{ key: string; value: Held<T> }>({ key, value: NOTHING });
  const [round, setRound] = useState(0);
  const path = useRef(pathNow);
  path.current = pathNow;

  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const run = async () => {
      clearTimeout(timer);
      try {
        const outcome = await ask<T>(path.current(masterNowMs()), { signal: abort.signal });
        setHeld((old) => ({
          key,
          value: outcome.ok
            ? { data: outcome.data, dataMs: Date.now(), problem: null }
            : { ...(old.key === key ? old.value : NOTHING), problem: outcome.problem },
        }));
      } catch {
        return; // Aborted: the page went elsewhere.
      }
      clearTimeout(timer);
      if (!document.hidden) timer = setTimeout(() => void run(), everyMs);
    };
    const onVisibility = () => {
      if (document.hidden) clearTimeout(timer);
      else void run();
    };
    document.addEventListener('visibilitychange', onVisibility);
    void run();
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      clearTimeout(timer);
      abort.abort();
    };
  }, [key, everyMs, round]);

  const refresh = useCallback(() => {
    setRound((n) => n + 1);
  }, []);
  return { ...(held.key === key ? held.value : NOTHING), refresh };
}
