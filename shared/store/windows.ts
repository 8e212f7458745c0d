import { Binary, type Db } from 'mongodb';
import type { Window } from '../model/window.ts';
import { windows, type WindowDoc } from './collections.ts';
import { packWindow, unpackWindow } from './window-codec.ts';

/** Thirteen digits reach to the year 2286; padded, so that the order of ids is the order of time. */
export function windowId(serverId: string, startMs: number): string {
  return `${serverId}:${String(startMs).padStart(13, '0')}`;
}

/** Stores windows of many servers in one command. Writing one again replaces it by the same. */
export async function putWindows(
  db: Db,
  parts: readonly { readonly serverId: string; readonly windows: readonly Window[] }[],
): Promise<void> {
  const operations = parts.flatMap(({ serverId, windows: list }) =>
    list.map((window) => {
      const _id = windowId(serverId, window.startMs);
      const replacement = { at: new Date(window.startMs), data: new Binary(packWindow(window)) };
      return { replaceOne: { filter: { _id }, replacement, upsert: true } };
    }),
  );
  if (operations.length > 0) await windows(db).bulkWrite(operations, { ordered: false });
}

/** Windows of one server that start in `[fromMs, toMs)`, oldest first. */
export async function readWindows(db: Db, serverId: string, fromMs: number, toMs: number): Promise<Window[]> {
  const found = await windows(db)
    .find({ _id: { $gte: windowId(serverId, fromMs), $lt: windowId(serverId, toMs) } })
    .sort({ _id: 1 })
    .toArray();
  return found.map(fromDoc);
}

/**
 * Windows of many servers, each from its own time on, in one query: by server, oldest first.
 * `complete` is false when there were more than `limit`.
 */
export async function readWindowsSince(
  db: Db,
  since: readonly { readonly serverId: string; readonly fromMs: number }[],
  limit: number,
): Promise<{ readonly byServer: ReadonlyMap<string, Window[]>; readonly complete: boolean }> {
  const byServer = new Map(since.map(({ serverId }) => [serverId, [] as Window[]]));
  if (since.length === 0) return { byServer, complete: true };
  const ranges = since.map(({ serverId, fromMs }) => ({
    _id: { $gte: windowId(serverId, fromMs), $lt: `${serverId};` },
  }));
  const found = await windows(db).find({ $or: ranges }).sort({ _id: 1 }).limit(limit).toArray();
  for (const doc of found) byServer.get(doc._id.slice(0, doc._id.lastIndexOf(':')))?.push(fromDoc(doc));
  return { byServer, complete: found.length < limit };
}

/** Deletes every window of a server. */
export async function deleteWindows(db: Db, serverId: string): Promise<void> {
  await windows(db).deleteMany({ _id: { $gte: `${serverId}:`, $lt: `${serverId};` } });
}

function fromDoc(doc: WindowDoc): Window {
  return unpackWindow(doc.data.buffer);
}
