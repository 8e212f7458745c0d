import { type Db, MongoServerError, type UpdateFilter } from 'mongodb';
import { AppError } from '../model/app-error.ts';
import type { Server, ServerChange, ServerInput } from '../model/server.ts';
import { NEVER, type ServerDoc, servers } from './collections.ts';

const neverAsked = {
  lastAttemptMs: null,
  lastContactMs: null,
  lastError: null,
  roundTripMs: null,
  clockSkewMs: null,
  facts: null,
  cursor: null,
  latest: null,
  open: null,
  claimedForMs: 0,
  leaseId: null,
  leaseUntilMs: 0,
} as const;

/** @throws AppError `conflict` when the name is taken. */
export async function createServer(db: Db, id: string, input: ServerInput, nowMs: number): Promise<ServerDoc> {
  const doc: ServerDoc = {
    _id: id,
    ...input,
    createdMs: nowMs,
    updatedMs: nowMs,
    ...neverAsked,
    rollupFromMs: NEVER,
    rollupRevision: 0,
    checkFromMs: NEVER,
  };
  await namedOnce(input.name, () => servers(db).insertOne(doc));
  return doc;
}

/**
 * Changes fields of a server. At a new address another agent may answer, so its cursor and readings start anew.
 * @returns the changed server, or null when there is none of this id.
 * @throws AppError `conflict` when the name is taken.
 */
export async function changeServer(db: Db, id: string, change: ServerChange, nowMs: number): Promise<ServerDoc | null> {
  const before = await findServer(db, id);
  if (!before) return null;
  const moved = change.address !== undefined && change.address !== before.address;
  const update: UpdateFilter<ServerDoc> = {
    $set: { ...change, updatedMs: nowMs, ...(moved ? neverAsked : {}) } as Partial<ServerDoc>,
  };
  return namedOnce(change.name ?? before.name, () =>
    servers(db).findOneAndUpdate({ _id: id }, update, { returnDocument: 'after' }),
  );
}

export async function findServer(db: Db, id: string): Promise<ServerDoc | null> {
  return servers(db).findOne({ _id: id });
}

export async function deleteServer(db: Db, id: string): Promise<boolean> {
  const { deletedCount } = await servers(db).deleteOne({ _id: id });
  return deletedCount > 0;
}

/** Servers in order of name, after the name `after`. */
export async function listServers(db: Db, after: string | null, limit: number): Promise<ServerDoc[]> {
  return servers(db)
    .find(after === null ? {} : { name: { $gt: after } })
    .sort({ name: 1 })
    .limit(limit)
    .toArray();
}

export async function countServers(db: Db): Promise<number> {
  return servers(db).estimatedDocumentCount();
}

/** The cadences that some enabled server has. */
export async function usedCadences(db: Db): Promise<string[]> {
  return servers(db).distinct('cadence', { enabled: true });
}

export async function findServers(db: Db, ids: readonly string[]): Promise<ServerDoc[]> {
  return servers(db)
    .find({ _id: { $in: [...ids] } })
    .toArray();
}

/** Ids of the enabled servers that have not answered since `beforeMs`, or never. */
export async function silentServerIds(db: Db, beforeMs: number): Promise<string[]> {
  const silent = { $or: [{ lastContactMs: { $lt: beforeMs } }, { lastContactMs: null }] };
  const found = await servers(db)
    .find({ enabled: true, ...silent }, { projection: { _id: 1 } })
    .toArray();
  return found.map((doc) => doc._id);
}

export async function enabledServerIds(db: Db): Promise<string[]> {
  const found = await servers(db)
    .find({ enabled: true }, { projection: { _id: 1 } })
    .toArray();
  return found.map((doc) => doc._id);
}

/** What claims servers: a cadence whose schedule fired, or one server that somebody wants now. */
export type Due = { readonly cadence: string } | { readonly serverId: string };

/**
 * Claims the servers that are due for the scheduled time and that nobody else works on. Each row changes in one atomic
 * step, so a schedule that fires twice, or twice at once, pulls a server once.
 */
export async function claimServers(
  db: Db,
  due: Due,
  claim: { readonly scheduledMs: number; readonly nowMs: number; readonly leaseId: string; readonly leaseMs: number },
): Promise<string[]> {
  const which = 'cadence' in due ? { cadence: due.cadence } : { _id: due.serverId };
  await servers(db).updateMany(
    { enabled: true, ...which, claimedForMs: { $lt: claim.scheduledMs }, leaseUntilMs: { $lt: claim.nowMs } },
    { $set: { claimedForMs: claim.scheduledMs, leaseId: claim.leaseId, leaseUntilMs: claim.nowMs + claim.leaseMs } },
  );
  const claimed = await servers(db)
    .find({ leaseId: claim.leaseId }, { projection: { _id: 1 } })
    .sort({ _id: 1 })
    .toArray();
  return claimed.map((doc) => doc._id);
}

/** What a pull found out about one server. */
export type PullResult = Pick<ServerDoc, 'lastAttemptMs' | 'lastError'> &
  Partial<Pick<ServerDoc, 'lastContactMs' | 'roundTripMs' | 'clockSkewMs' | 'facts' | 'cursor' | 'latest' | 'open'>>;

/** One pull of one server, to be noted on its row. */
export interface PullRecord {
  readonly id: string;
  /** The address that was asked: a row that has another one by now stays as it is, the result belongs to another agent. */
  readonly address: string;
  readonly result: PullResult;
  /** Whether the lease goes back. */
  readonly done: boolean;
  /** Start of the oldest window that was stored; null when none was. The longer tiers are made anew from there. */
  readonly storedFromMs: number | null;
  /** The same where it is not newer than what was stored before: rules have to look again from there. */
  readonly lateFromMs?: number | null;
}

/** Notes the results of many pulls in one command. */
export async function recordPulls(db: Db, records: readonly PullRecord[]): Promise<void> {
  if (records.length === 0) return;
  await servers(db).bulkWrite(
    records.map(({ id, address, result, done, storedFromMs, lateFromMs = null }) => ({
      updateOne: {
        filter: { _id: id, address },
        update: {
          $set: { ...result, ...(done ? { leaseUntilMs: 0, leaseId: null } : {}) },
          ...(storedFromMs === null
            ? {}
            : {
                $min: { rollupFromMs: storedFromMs, ...(lateFromMs === null ? {} : { checkFromMs: lateFromMs }) },
                $inc: { rollupRevision: 1 },
              }),
        },
      },
    })),
    { ordered: false },
  );
}

/** Notes that the rules have looked at what came late. What came later still while they looked is looked at again. */
export async function markLateChecked(
  db: Db,
  checked: readonly { readonly id: string; readonly lateFromMs: number; readonly rollupRevision: number }[],
): Promise<void> {
  if (checked.length === 0) return;
  await servers(db).bulkWrite(
    checked.map(({ id, lateFromMs, rollupRevision }) => ({
      updateOne: {
        filter: { _id: id, checkFromMs: lateFromMs, rollupRevision },
        update: { $set: { checkFromMs: NEVER } },
      },
    })),
    { ordered: false },
  );
}

/** The registry's public face of a stored server. */
export function toServer(doc: ServerDoc): Server {
  const {
    _id,
    cursor,
    latest,
    open,
    claimedForMs,
    leaseId,
    leaseUntilMs,
    rollupFromMs,
    rollupRevision,
    checkFromMs,
    ...shown
  } = doc;
  return { id: _id, ...shown, status: statusOf(doc) };
}

function statusOf(doc: ServerDoc): Server['status'] {
  if (!doc.enabled) return 'disabled';
  if (doc.lastAttemptMs === null) return 'pending';
  return doc.lastError === null ? 'up' : 'unreachable';
}

async function namedOnce<T>(name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    if (cause instanceof MongoServerError && cause.code === 11000) {
      throw new AppError('conflict', `a server named “${name}” exists already: choose another name`, {
        cause,
        fields: [{ field: 'name', problem: 'is taken' }],
      });
    }
    throw cause;
  }
}
