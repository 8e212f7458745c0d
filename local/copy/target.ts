import { randomUUID } from 'node:crypto';
import { type Db, MongoServerError } from 'mongodb';
import { parseRetention, type Retention } from '../../shared/model/tiers.ts';
import { prepareDatabase } from '../../shared/store/schema.ts';
import { withoutPasswords } from './words.ts';

interface Row {
  readonly _id: string;
  readonly name?: string;
  readonly lastAttemptMs?: number | null;
}

/** @throws Error in words when the database does not answer within some seconds, or refuses. */
export async function assertReachable(db: Db, role: 'source' | 'target', uri: string): Promise<void> {
  try {
    // Asks for something that needs a login, so that a wrong password shows here.
    await db.collection('servers').findOne({}, { projection: { _id: 1 } });
  } catch (cause) {
    const refused = cause instanceof MongoServerError ? 'refuses' : 'cannot be reached';
    const hint =
      cause instanceof MongoServerError
        ? 'Look at user name, password and rights.'
        : 'Look at the address, and whether its network lets this machine in (Atlas: Network Access).';
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(withoutPasswords(`The ${role} ${uri} ${refused}: ${why}. ${hint}`), { cause });
  }
}

/** @throws Error in words when both are the same database, under whatever names. */
export async function assertDifferent(source: Db, target: Db): Promise<void> {
  const mark = { _id: `copy:${randomUUID()}` };
  const there = target.collection<Row>('meta');
  await there.insertOne(mark);
  try {
    const seen = await source.collection<Row>('meta').findOne(mark);
    if (seen !== null) throw new Error('Source and target are the same database: there is nothing to copy.');
  } finally {
    await there.deleteOne(mark);
  }
}

/**
 * Keeps two installations from being mixed, and a target that is in use from being set back.
 * @throws Error in words when the target holds servers that the source does not have, windows without servers, or servers
 * that were pulled later than the source's.
 */
export async function assertCopyOf(source: Db, target: Db): Promise<void> {
  const projection = { name: 1, lastAttemptMs: 1 };
  const rows = (db: Db): Promise<Row[]> => db.collection<Row>('servers').find({}, { projection }).toArray();
  const [here, there, window] = await Promise.all([
    rows(source),
    rows(target),
    target.collection<Row>('windows_1m').findOne({}, { projection: { _id: 1 } }),
  ]);
  const known = new Map(here.map((row) => [row._id, row]));
  const foreign = there.filter((row) => !known.has(row._id));
  const later = there.filter((row) => (row.lastAttemptMs ?? 0) > (known.get(row._id)?.lastAttemptMs ?? 0));
  const refuse = (what: string): never => {
    throw new Error(
      `The target database “${target.databaseName}” ${what}. Name another database at the end of the URI, ` +
        'or add --force: then what both have is overwritten, and what only the target has stays.',
    );
  };
  const named = (list: readonly Row[]): string => `${list[0]?.name ?? ''}${list.length > 1 ? ` and others` : ''}`;
  if (foreign.length > 0)
    refuse(`holds other Peakwatch data: ${foreign.length} servers that the source does not have (${named(foreign)})`);
  if (window !== null && there.length === 0)
    refuse('holds other Peakwatch data: windows of servers that are not there');
  if (later.length > 0) refuse(`is in use: it pulled ${named(later)} later than the source did`);
}

/** The indexes, made with the retention that the source has; without the default rules that were deleted there. */
export async function prepareTarget(source: Db, target: Db): Promise<Retention> {
  const schema = await source.collection<{ _id: string; retention?: Retention }>('meta').findOne({ _id: 'schema' });
  const retention = { ...(parseRetention('') as Retention), ...schema?.retention };
  const ids = async (db: Db): Promise<string[]> =>
    (await db.collection<Row>('rules').find().toArray()).map((r) => r._id);
  const before = await ids(target);
  await prepareDatabase(target, retention);
  const kept = [...before, ...(await ids(source))];
  await target.collection<Row>('rules').deleteMany({ _id: { $nin: kept } });
  return retention;
}
