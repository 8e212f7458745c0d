import { AppError } from '../../shared/model/app-error.ts';
import { viewWindow, type WindowView } from '../../shared/model/view.ts';
import type { Window } from '../../shared/model/window.ts';
import type { AgentFacts, WindowsReply } from '../../shared/model/wire.ts';

/** An agent's clock may be this far ahead before its windows are refused: they would lie in the future. */
const MAX_AHEAD_MS = 5 * 60_000;

/** What an agent's answer comes to: windows to store, and what to note on the server's row after that. */
export interface Accepted {
  readonly windows: readonly Window[];
  readonly more: boolean;
  readonly gap: boolean;
  readonly row: {
    readonly facts: AgentFacts;
    readonly clockSkewMs: number;
    readonly cursor: string;
    readonly latest?: WindowView;
    readonly open: WindowView | null;
  };
}

/**
 * Checks what the schema cannot: the clock, and that windows stand on their grid and in order.
 * @throws AppError `agent_reply_invalid`; nothing of the answer is used and the cursor stays, so nothing is lost.
 */
export function accept(reply: WindowsReply, midMs: number): Accepted {
  const clockSkewMs = Math.round(reply.nowMs - midMs);
  if (clockSkewMs > MAX_AHEAD_MS) {
    throw new AppError(
      'agent_reply_invalid',
      `the server's clock is ${Math.round(clockSkewMs / 1000)} s ahead: set its time (NTP), then its windows are taken again`,
    );
  }
  const all = reply.open ? [...reply.windows, reply.open] : reply.windows;
  for (const [i, window] of all.entries()) {
    const before = all[i - 1];
    if (window.startMs % window.lengthMs !== 0)
      throw invalid(`a window of ${window.lengthMs} ms starts off its grid, at ${window.startMs}`);
    if (before && window.startMs < before.startMs) throw invalid(`windows out of order at ${window.startMs}`);
    if (window.startMs > reply.nowMs) throw invalid(`a window starts in the future, at ${window.startMs}`);
  }
  const newest = reply.windows.at(-1);
  return {
    windows: reply.windows,
    more: reply.more,
    gap: reply.gap,
    row: {
      facts: reply.facts,
      clockSkewMs,
      cursor: reply.cursor,
      ...(newest ? { latest: viewWindow(newest) } : {}),
      open: reply.open ? viewWindow(reply.open) : null,
    },
  };
}

function invalid(what: string): AppError {
  return new AppError('agent_reply_invalid', `the agent's answer is not usable: ${what}`);
}
