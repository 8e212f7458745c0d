import type { Db } from 'mongodb';
import type { GroupCosts, ServerFit } from '../model/fleet-capacity.ts';
import type { PeakReport } from '../model/peak-cost/peak-report.ts';
import { packCosts, unpackCosts } from './cost-codec.ts';
import { costHistory, type FitDoc, fits } from './collections.ts';

/** `2026-11-22`: one fit a server and day. */
const dayOf = (atMs: number) => new Date(atMs).toISOString().slice(0, 10);

/** Everything that was worked out of a server last. */
export interface Fit {
  readonly serverId: string;
  readonly madeMs: number;
  readonly fit: ServerFit;
}

export interface PeakFit {
  readonly serverId: string;
  readonly madeMs: number;
  readonly peaks: PeakReport;
}

/** The costs of one day. */
export interface CostDay {
  readonly madeMs: number;
  readonly groups: readonly GroupCosts[];
}

/**
 * Keeps what was worked out of a server in place of what was before, and its costs as those of the day. Once more on the
 * same day replaces both. The day counts as done only when both are written.
 */
export async function putFit(
  db: Db,
  serverId: string,
  fit: ServerFit,
  costs: readonly GroupCosts[],
  nowMs: number,
): Promise<void> {
  const [at, day] = [new Date(nowMs), dayOf(nowMs)];
  const history = { at, groups: costs.map(packCosts) };
  await costHistory(db).replaceOne({ _id: `${serverId}:${day}` }, history, { upsert: true });
  await fits(db).replaceOne({ _id: serverId }, { at, day, fit }, { upsert: true });
}

export async function readFit(db: Db, serverId: string): Promise<Fit | null> {
  const [found] = await readFits(db, [serverId]);
  return found ?? null;
}

/** The last fits of these servers, in one query. */
export async function readFits(db: Db, serverIds: readonly string[]): Promise<Fit[]> {
  const found = await fits(db)
    .find({ _id: { $in: [...serverIds] } }, { batchSize: 10_000 })
    .toArray();
  return found.map(({ _id, at, fit }) => ({ serverId: _id, madeMs: at.getTime(), fit }));
}

/** Only the peaks of the last fits of these servers, in one query. */
export async function readPeakReports(db: Db, serverIds: readonly string[]): Promise<PeakFit[]> {
  const found = await fits(db)
    .find({ _id: { $in: [...serverIds] } }, { batchSize: 10_000 })
    .project<Pick<FitDoc, '_id' | 'at'> & { fit: Pick<ServerFit, 'peaks'> }>({ at: 1, 'fit.peaks': 1 })
    .toArray();
  return found.map(({ _id, at, fit }) => ({ serverId: _id, madeMs: at.getTime(), peaks: fit.peaks }));
}

/** The costs of a server day by day, the newest first. */
export async function listCostHistory(db: Db, serverId: string, limit: number): Promise<CostDay[]> {
  const found = await costHistory(db)
    .find({ _id: { $gt: `${serverId}:`, $lt: `${serverId};` } })
    .sort({ _id: -1 })
    .limit(limit)
    .toArray();
  return found.map(({ at, groups }) => ({ madeMs: at.getTime(), groups: groups.map(unpackCosts) }));
}

/** Of these servers, those that have no fit of the day yet. */
export async function serversToFit(db: Db, serverIds: readonly string[], nowMs: number): Promise<string[]> {
  const day = dayOf(nowMs);
  const made = await fits(db)
    .find({ _id: { $in: [...serverIds] } }, { projection: { day: 1 }, batchSize: 10_000 })
    .toArray();
  const done = new Set(made.filter((doc) => doc.day === day).map(({ _id }) => _id));
  return serverIds.filter((id) => !done.has(id));
}

export async function deleteFits(db: Db, serverId: string): Promise<void> {
  await fits(db).deleteOne({ _id: serverId });
  await costHistory(db).deleteMany({ _id: { $gt: `${serverId}:`, $lt: `${serverId};` } });
}
