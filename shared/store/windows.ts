import { Binary, type Db } from 'mongodb';
import { baseTier, type TierName, tiers } from '../model/tiers.ts';
import type { Window } from '../model/window.ts';
import { windows, type WindowDoc } from './collections.ts';
import { packWindow, type Unpacking, unpackWindow } from './window-codec.ts';

/** Thirteen digits reach to the year 2286; padded, so that the order of ids is the order of time. */
export function windowId(serverId: string, startMs: number): string {
  return `${serverId}:${String(startMs).padStart(13, '0')}`;
}

/**
 * Stores windows of many servers in one command. Writing one again replaces it by the same. Their retention counts from
 * `nowMs`, so that what comes late lives as long as what comes in time.
 */
export async function putWindows(
  db: Db,
  tier: TierName,
  parts: readonly { readonly serverId: string; readonly windows: readonly Window[] }[],
  nowMs: number,
): Promise<void> {
  const at = new Date(nowMs);
  const operations = parts.flatMap(({ serverId, windows: list }) =>
    list.map((window) => {
      const _id = windowId(serverId, window.startMs);
      return {
        replaceOne: { filter: { _id }, replacement: { at, data: new Binary(packWindow(window)) }, upsert: true },
      };
    }),
  );
  if (operations.length > 0) await windows(db, tier).bulkWrite(operations, { ordered: false });
}

/** The driver asks again after 101 documents unless told otherwise; an answer ends at 16 MB anyway. */
const ONE_ANSWER = 20_000;

/** Windows of one server that start in `[fromMs, toMs)`, oldest first. */
export async function readWindows(
  db: Db,
  tier: TierName,
  serverId: string,
  fromMs: number,
  toMs: number,
  unpacking?: Unpacking,
): Promise<Window[]> {
  const found = await windows(db, tier)
    .find({ _id: { $gte: windowId(serverId, fromMs), $lt: windowId(serverId, toMs) } }, { batchSize: ONE_ANSWER })
    .sort({ _id: 1 })
    .toArray();
  return found.map((doc) => unpackWindow(doc.data.buffer, unpacking));
}

/** One minute each of many servers, in one query, by server; an expired one is left out. */
export async function readWindowsAt(
  db: Db,
  at: readonly { readonly serverId: string; readonly startMs: number }[],
  unpacking?: Unpacking,
): Promise<Map<string, Window>> {
  if (at.length === 0) return new Map();
  const ids = at.map(({ serverId, startMs }) => windowId(serverId, startMs));
  const found = await windows(db, baseTier.name)
    .find({ _id: { $in: ids } }, { batchSize: ONE_ANSWER })
    .toArray();
  return new Map(found.map((doc) => [serverIdOf(doc), unpackWindow(doc.data.buffer, unpacking)]));
}

/** A server and the start of the first window that is wanted of it. */
export interface Since {
  readonly serverId: string;
  readonly fromMs: number;
}

/**
 * Windows of many servers, each from its own time on, in one query: by server, oldest first.
 * `complete` is false when there were more than `limit`.
 */
export async function readWindowsSince(
  db: Db,
  tier: TierName,
  since: readonly Since[],
  limit: number,
): Promise<{ readonly byServer: ReadonlyMap<string, Window[]>; readonly complete: boolean }> {
  const byServer = new Map(since.map(({ serverId }) => [serverId, [] as Window[]]));
  if (since.length === 0) return { byServer, complete: true };
  const ranges = since.map(({ serverId, fromMs }) => ({
    _id: { $gte: windowId(serverId, fromMs), $lt: `${serverId};` },
  }));
  const found = await windows(db, tier)
    .find({ $or: ranges }, { batchSize: ONE_ANSWER })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  for (const doc of found) byServer.get(serverIdOf(doc))?.push(unpackWindow(doc.data.buffer));
  return { byServer, complete: found.length < limit };
}

/**
 * Lets the windows of these spans live on from `nowMs`: a server that fell silent within a span will bring the rest of it
 * when it is back, and the span can only be made anew while all its parts are there. What was stored less than `staleMs` ago
 * is left as it is.
 */
export async function keepWindows(
  db: Db,
  tier: TierName,
  spans: readonly (Since & { readonly toMs: number })[],
  staleMs: number,
  nowMs: number,
): Promise<void> {
  if (spans.length === 0) return;
  await windows(db, tier).bulkWrite(
    spans.map(({ serverId, fromMs, toMs }) => ({
      updateMany: {
        filter: {
          _id: { $gte: windowId(serverId, fromMs), $lt: windowId(serverId, toMs) },
          at: { $lt: new Date(nowMs - staleMs) },
        },
        update: { $set: { at: new Date(nowMs) } },
      },
    })),
    { ordered: false },
  );
}

/** Deletes every window of a server, of every length. */
export async function deleteWindows(db: Db, serverId: string): Promise<void> {
  const filter = { _id: { $gte: `${serverId}:`, $lt: `${serverId};` } };
  await Promise.all(tiers.map(({ name }) => windows(db, name).deleteMany(filter)));
}

function serverIdOf({ _id }: WindowDoc): string {
  return _id.slice(0, _id.lastIndexOf(':'));
}
