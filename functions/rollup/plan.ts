import { windowStartMs } from '../../shared/model/window.ts';

const MINUTE_MS = 60_000;

/** A server and how far back its longer windows have to be made anew. */
export interface Behind {
  readonly serverId: string;
  readonly fromMs: number;
}

/**
 * Splits servers into batches of about `windows` minutes each, so that memory stays bounded after an outage; one that is
 * further behind is a batch of its own.
 */
export function batchesByWindows<T extends Behind>(servers: readonly T[], windows: number, nowMs: number): T[][] {
  const batches: T[][] = [];
  let room = 0;
  for (const server of servers) {
    const expected = Math.max(1, Math.ceil((nowMs - server.fromMs) / MINUTE_MS));
    if (batches.length === 0 || expected > room) {
      batches.push([]);
      room = windows;
    }
    batches.at(-1)?.push(server);
    room -= expected;
  }
  return batches;
}

/**
 * The spans of `lengthMs` in which silent servers stopped, where a part of the span is still to come.
 * @param ends where the windows of each server end
 */
export function brokenSpans(
  ends: readonly { readonly serverId: string; readonly lastStartMs: number }[],
  lengthMs: number,
): { serverId: string; fromMs: number; toMs: number }[] {
  return ends.map(({ serverId, lastStartMs }) => {
    const fromMs = windowStartMs(lastStartMs, lengthMs);
    return { serverId, fromMs, toMs: fromMs + lengthMs };
  });
}
