import { useEffect, useState } from 'preact/hooks';
import { masterNowMs } from './clock.ts';

/** The master's clock in epoch ms, read again every `everyMs`. */
export function useNow(everyMs: number): number {
  const [nowMs, setNowMs] = useState(masterNowMs);
  useEffect(() => {
    const timer = setInterval(() => {
      setNowMs(masterNowMs());
    }, everyMs);
    return () => {
      clearInterval(timer);
    };
  }, [everyMs]);
  return nowMs;
}
