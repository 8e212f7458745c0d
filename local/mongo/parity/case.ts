import { EJSON, type Document } from 'bson';
import type { Db } from 'mongodb';

/** Documents, and a command that is put to them. The same case runs on the embedded server and on a MongoDB. */
export interface ParityCase {
  readonly docs: readonly Document[];
  readonly command: Document;
  /** The embedded server may refuse this (NotImplemented), but never answer it otherwise. */
  readonly mayRefuse?: true;
}

/** What a server answered, as text with every BSON type shown. */
export interface Outcome {
  readonly error?: number;
  readonly reply?: string;
  readonly after?: string;
}

/** The embedded server's code for what it does not do. */
export const REFUSED = 238;

const TYPED = { promoteValues: false, promoteBuffers: false, promoteLongs: false, bsonRegExp: true } as const;
const COLLECTION = 'parity';

/** Fields of a reply that the two servers are compared by. */
function essence(reply: Document): Document {
  const { cursor, n, nModified, upserted, writeErrors, value, values, lastErrorObject } = reply as Record<
    string,
    unknown
  >;
  const batch = (cursor as { firstBatch?: unknown } | undefined)?.firstBatch;
  const errors = (writeErrors as { index: number; code: number }[] | undefined)?.map(({ index, code }) => ({
    index,
    code,
  }));
  return { batch, n, nModified, upserted, errors, value, values, lastErrorObject };
}

/** Whether the embedded server said that it does not do this. */
export const isRefused = ({ error, reply }: Outcome): boolean =>
  error === REFUSED || reply?.includes(`"code":{"$numberInt":"${REFUSED}"}`) === true;

/** Runs a case in a fresh collection. */
export async function runCase(db: Db, { docs, command }: ParityCase): Promise<Outcome> {
  const collection = db.collection(COLLECTION);
  await collection.deleteMany({});
  if (docs.length > 0) await collection.insertMany([...docs], { forceServerObjectId: true });
  const [name = ''] = Object.keys(command);
  const isRead = ['find', 'aggregate', 'count', 'distinct'].includes(name);
  try {
    const reply = await db.command({ ...command, ...(name === 'aggregate' ? { cursor: {} } : {}) }, TYPED);
    const after = isRead ? undefined : show(await collection.find({}, { ...TYPED, sort: { _id: 1 } }).toArray());
    const shown = show(essence(reply), name === 'aggregate' && !isOrdered(command));
    return { reply: shown, ...(after === undefined ? {} : { after }) };
  } catch (error) {
    const code = Number((error as { code?: unknown }).code);
    if (!Number.isInteger(code)) throw error;
    return { error: code };
  }
}

/** Whether the order of an aggregation's answer is defined: not after `$group` without a sort. */
function isOrdered({ pipeline }: Document): boolean {
  const names = (pipeline as Document[]).flatMap((stage) => Object.keys(stage));
  const groups = Math.max(names.lastIndexOf('$group'), names.lastIndexOf('$sortByCount'));
  return groups < 0 || names.lastIndexOf('$sort') > groups;
}

function show(value: Document, unordered = false): string {
  const text = (item: unknown): string => EJSON.stringify(item, { relaxed: false });
  if (unordered && Array.isArray(value['batch'])) {
    return text({ ...value, batch: (value['batch'] as unknown[]).map((item) => text(item)).sort() });
  }
  return text(value);
}
