import type { Db } from 'mongodb';
import type { PeakReport } from '../model/peak-cost/peak-report.ts';
import { fits } from './collections.ts';

/** `2026-11-22`: one fit a server and day. */
const dayOf = (atMs: number) => new Date(atMs).toISOString().slice(0, 10);

/** Keeps what was worked out of a server's peaks. Once more on the same day replaces it. */
export async function putFit(db: Db, serverId: string, report: PeakReport, nowMs: number): Promise<void> {
  const _id = `${serverId}:${dayOf(nowMs)}`;
  await fits(db).replaceOne({ _id }, { at: new Date(nowMs), report }, { upsert: true });
}

export interface Fit {
  readonly madeMs: number;
  readonly report: PeakReport;
}

/** The fits of a server, the newest first. */
export async function listFits(db: Db, serverId: string, limit: number): Promise<Fit[]> {
  const found = await fits(db)
    .find({ _id: { $gt: `${serverId}:`, $lt: `${serverId};` } })
    .sort({ _id: -1 })
    .limit(limit)
    .toArray();
  return found.map(({ at, report }) => ({ madeMs: at.getTime(), report }));
}

/** Of these servers, those that have no fit of the day yet. */
export async function serversToFit(db: Db, serverIds: readonly string[], nowMs: number): Promise<string[]> {
  const day = dayOf(nowMs);
  const ids = serverIds.map((id) => `${id}:${day}`);
  const made = await fits(db)
    .find({ _id: { $in: ids } }, { projection: { _id: 1 } })
    .toArray();
  const done = new Set(made.map(({ _id }) => _id));
  return serverIds.filter((id) => !done.has(`${id}:${day}`));
}

export async function deleteFits(db: Db, serverId: string): Promise<void> {
  await fits(db).deleteMany({ _id: { $gt: `${serverId}:`, $lt: `${serverId};` } });
}
