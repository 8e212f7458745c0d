import { useEffect, useState } from 'preact/hooks';
import type { PlanAnswer, PlanSettings } from '../../shared/model/fleet-capacity.ts';
import { type ApiProblem, ask } from '../api/client.ts';
import { usePoll } from '../api/use-poll.ts';

const REFRESH_MS = 60_000;
const WAITING_MS = 2000;
/** Longer than this, and it is said that it takes long. */
const SLOW_MS = 30_000;
/** No longer than this is waited: then it failed, and the page of the system's state says why. */
const PATIENCE_MS = 900_000;

interface Waiting {
  /** What was there when a new plan was asked for. */
  readonly oldMadeMs: number | null;
  readonly slow: boolean;
}

/** The plan, and ways to have a new one made: asked for often until it is there. */
export function usePlan() {
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  const [refused, setRefused] = useState<ApiProblem | null>(null);
  const polled = usePoll<PlanAnswer>('plan', () => 'api/plan', waiting ? WAITING_MS : REFRESH_MS);
  const madeMs = polled.data?.made?.madeMs ?? null;
  const isWaiting = waiting !== null;
  useEffect(() => {
    if (waiting && madeMs !== waiting.oldMadeMs) setWaiting(null);
  }, [waiting, madeMs]);
  useEffect(() => {
    if (!isWaiting) return;
    const slow = setTimeout(() => {
      setWaiting((now) => now && { ...now, slow: true });
    }, SLOW_MS);
    const end = setTimeout(() => {
      setWaiting(null);
    }, PATIENCE_MS);
    return () => {
      clearTimeout(slow);
      clearTimeout(end);
    };
  }, [isWaiting]);
  const send = async (path: string, method: 'POST' | 'PUT', body: unknown) => {
    const outcome = await ask(path, { method, body });
    setRefused(outcome.ok ? null : outcome.problem);
    if (outcome.ok) setWaiting({ oldMadeMs: madeMs, slow: false });
  };
  return {
    ...polled,
    waiting,
    refused,
    planAnew: () => send('api/plan', 'POST', {}),
    saveSettings: (settings: PlanSettings) => send('api/plan/settings', 'PUT', settings),
  };
}
