import type { LatestAnswer } from '../../shared/model/api.ts';
import type { WindowView } from '../../shared/model/view.ts';

export type FleetEntry = LatestAnswer['servers'][number];

/**
 * The window that a fleet row shows: the last closed one, because it is whole; the open one while there is no closed one,
 * or when a stretch of time is missing between them.
 */
export function shownWindow({ closed, open }: FleetEntry): { window: WindowView; isOpen: boolean } | null {
  if (open && (!closed || open.startMs - (closed.startMs + closed.lengthMs) >= closed.lengthMs)) {
    return { window: open, isOpen: true };
  }
  return closed ? { window: closed, isOpen: false } : null;
}

/** Epoch ms of the newest second that is known of a server, or null. An open window reaches to when the agent was asked. */
export function newestDataMs({ server, closed, open }: FleetEntry): number | null {
  const closedEndMs = closed ? closed.startMs + closed.lengthMs : null;
  if (!open) return closedEndMs;
  const askedMs = server.lastContactMs ?? open.startMs + open.samples * 1000;
  return Math.max(closedEndMs ?? 0, Math.min(open.startMs + open.lengthMs, askedMs));
}

/** Crawlers that ran in a window, the most numerous group first; groups without a process are left out. */
export function crawlerCounts(window: WindowView): { name: string; count: number }[] {
  return window.groups
    .map(({ name, count }) => ({ name, count: count.mean }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

/** Whether every word of the search stands somewhere in the server's name, address, description, tags or groups. */
export function matchesSearch(entry: FleetEntry, search: string): boolean {
  const { name, address, description, tags, facts } = entry.server;
  const groups = [entry.closed, entry.open].flatMap((window) => window?.groups.map((group) => group.name) ?? []);
  const text = [name, address, description, ...tags, facts?.hostName ?? '', ...groups].join('\n').toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
