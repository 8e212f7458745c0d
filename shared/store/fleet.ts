import type { Db } from 'mongodb';
import type { HostMetric } from '../model/metrics.ts';
import { Server } from '../model/server.ts';
import { viewWindow, type WindowView } from '../model/view.ts';
import type { Window } from '../model/window.ts';
import { type ServerDoc, servers } from './collections.ts';
import { readWindowsAt } from './windows.ts';

/** The host metrics that a list of servers shows; all of them come with one server's windows. */
const LISTED: readonly HostMetric[] = ['cpu_busy_ratio', 'memory_used_bytes', 'memory_used_ratio', 'load1'];
const HEAD = ['startMs', 'lengthMs', 'samples'];
/** The registry's fields, which windows there are, and of the open one what changes within a minute. */
const ROW = Object.fromEntries(
  [
    ...Object.keys(Server.shape),
    ...HEAD.flatMap((name) => [`latest.${name}`, `open.${name}`]),
    ...LISTED.map((name) => `open.host.${name}`),
  ].map((path) => [path, 1]),
);

/** A row of that projection: a window that is null in the database is absent here. */
type Row = Omit<ServerDoc, 'latest' | 'open'> & { readonly latest?: Head; readonly open?: OpenHead };
type Head = Pick<WindowView, 'startMs' | 'lengthMs' | 'samples'>;
type OpenHead = Head & Partial<Pick<WindowView, 'host'>>;

/** Servers in order of name, after the name `after`, without their windows. */
export async function listRegistry(db: Db, after: string | null, limit: number): Promise<ServerDoc[]> {
  const found = await servers(db)
    .find(after === null ? {} : { name: { $gt: after } }, { projection: { latest: 0, open: 0 }, batchSize: limit })
    .sort({ name: 1 })
    .limit(limit)
    .toArray();
  return found.map((doc) => ({ ...doc, latest: null, open: null }));
}

/**
 * Servers in order of name with their latest windows as a list shows them: a few host metrics, groups, filesystems, no
 * peaks. Groups and filesystems of the open window come only where the closed one is missing or does not reach up to it.
 * The closed windows are read packed, a tenth of what the rows carry for people; two queries for a fleet of any size, a
 * third for those whose window expired or does not reach.
 */
export async function listFleet(db: Db, limit: number): Promise<ServerDoc[]> {
  const rows = await servers(db)
    .find({}, { batchSize: limit })
    .project<Row>(ROW)
    .sort({ name: 1 })
    .limit(limit)
    .toArray();
  const closed = await readWindowsAt(
    db,
    rows.flatMap(({ _id, latest }) => (latest ? [{ serverId: _id, startMs: latest.startMs }] : [])),
    { peaks: false },
  );
  const lacking = rows.filter(({ _id, latest, open }) => {
    const expired = latest !== undefined && !closed.has(_id);
    return expired || (open !== undefined && !reachesUpTo(latest, open));
  });
  const whole = await wholeRows(db, lacking);
  return rows.map((row) => {
    const window = closed.get(row._id);
    const { latest = null, open = null } = whole.get(row._id) ?? {};
    return {
      ...row,
      latest: window ? viewOf(window) : latest && listed(latest),
      open: open ? listed(open) : row.open ? headOf(row.open) : null,
    };
  });
}

type Whole = Pick<ServerDoc, 'latest' | 'open'>;

async function wholeRows(db: Db, rows: readonly Row[]): Promise<Map<string, Whole>> {
  if (rows.length === 0) return new Map();
  const found = await servers(db)
    .find({ _id: { $in: rows.map(({ _id }) => _id) } }, { projection: { latest: 1, open: 1 }, batchSize: rows.length })
    .toArray();
  return new Map(found.map((doc) => [doc._id, doc]));
}

/** Whether less than a window is missing between the closed window and the open one. */
function reachesUpTo(closed: Head | undefined, open: Head): boolean {
  return closed !== undefined && open.startMs - (closed.startMs + closed.lengthMs) < closed.lengthMs;
}

const onlyListed = <T>(host: Partial<Record<HostMetric, T>>): Partial<Record<HostMetric, T>> =>
  Object.fromEntries(LISTED.flatMap((name) => (host[name] ? [[name, host[name]]] : [])));

/** In base units, but only what is listed: the rest is most of the work. */
function viewOf(window: Window): WindowView {
  return viewWindow({ ...window, host: onlyListed(window.host) });
}

function listed(view: WindowView): WindowView {
  return { ...view, host: onlyListed(view.host), peaks: {} };
}

/** The open window without what the closed one says better. */
function headOf({ startMs, lengthMs, samples, host = {} }: OpenHead): WindowView {
  return { startMs, lengthMs, samples, host, filesystems: [], groups: [], peaks: {} };
}
