import { BSONError, EJSON, type Document } from 'bson';
import type { Collection, Db, IndexDescription } from 'mongodb';
import { ANY_TYPE, FOREIGN, UNORDERED } from './pipelines.ts';
import { TYPED, type Operation } from './operations.ts';

/** A series of calls on one collection. */
export interface Case {
  /** The collection, whose indexes stay. */
  readonly into: string;
  readonly foreign: readonly Document[];
  readonly operations: readonly Operation[];
}

/** Collections with and without indexes: the answers must not depend on them. */
export const INDEXES: Readonly<Record<string, IndexDescription[]>> = {
  plain: [],
  indexed: [
    { key: { a: 1 } },
    { key: { 'a.b': -1 } },
    { key: { e: 1, n: -1 } },
    { key: { at: -1 } },
    { key: { k: 1, at: -1 } },
    { key: { 'o.p': 1, b: 1 } },
  ],
  unique: [
    { key: { k: 1, n: 1 }, unique: true },
    { key: { c: 1 }, sparse: true },
    { key: { n: 1 }, partialFilterExpression: { e: true } },
  ],
};

/** One server's answer to one call. */
export type Answer =
  | { readonly answer: string; readonly error?: undefined }
  | {
      readonly answer?: undefined;
      readonly error: string;
      readonly code: number;
      readonly message: string;
      /** Which statements of a bulk failed. */
      readonly places: readonly number[];
    };

/** The embedded server's code for what it does not do. */
const REFUSED = 238;

/** Makes the collections of a database anew. */
export async function prepare(db: Db): Promise<void> {
  await db.dropDatabase();
  for (const [name, indexes] of Object.entries(INDEXES)) {
    await db.createCollection(name);
    if (indexes.length > 0) await db.collection(name).createIndexes(indexes);
  }
  await db.createCollection(FOREIGN);
}

export async function empty(db: Db, { into, foreign }: Case): Promise<void> {
  await Promise.all([db.collection(into).deleteMany({}), db.collection(FOREIGN).deleteMany({})]);
  if (foreign.length > 0) await db.collection(FOREIGN).insertMany(foreign.map((doc) => ({ ...doc })));
}

/** What a bulk had done when it failed. */
const COUNTS = ['insertedCount', 'matchedCount', 'modifiedCount', 'deletedCount', 'upsertedIds'];

/** Puts a call to a server. What is not the server's answer is thrown. */
export async function ask(collection: Collection, operation: Operation): Promise<Answer> {
  try {
    const answer = await operation.run(collection);
    const text = operation.call[0] === 'aggregate' ? showMade : show;
    if (!Array.isArray(answer)) return { answer: text(answer) };
    const lines = answer.map((each) => text(each));
    return { answer: (operation.unordered ? lines.sort() : lines).join('\n') };
  } catch (error) {
    const { code, message, writeErrors, result } = error as Document & Error;
    const main = Number(code);
    // The driver could not read the answer: MongoDB cuts long messages off within a letter.
    if (error instanceof BSONError)
      return { error: error.message, code: UNREADABLE, message: error.message, places: [] };
    if (!Number.isInteger(main)) throw error;
    const each = (writeErrors ?? []) as { index: number; code: number; errmsg: string }[];
    const counts = COUNTS.map((name) => (result as Record<string, unknown> | undefined)?.[name]);
    const places = each.map((one) => [one.index, one.code]);
    const refused = each.find((one) => one.code === REFUSED);
    return {
      error: show({ code: main, places, counts }),
      code: refused?.code ?? main,
      message: refused?.errmsg ?? message,
      places: each.map((one) => one.index),
    };
  }
}

/** Everything that is stored. */
export const stored = async (collection: Collection): Promise<string> =>
  (await collection.find({}, { ...TYPED, sort: { _id: 1 } }).toArray()).map(show).join('\n');

/** Where the first `updateMany` of a `bulkWrite` failed, if one did. */
const failedMany = (answer: Answer, { call: [method, list] }: Operation): number | undefined =>
  answer.error !== undefined && method === 'bulkWrite'
    ? answer.places.find((index) => 'updateMany' in ((list as Document[])[index] ?? {}))
    : undefined;

/** How two answers compare. `undefined`: the same as far as MongoDB says what it is, but nothing is known of the rest. */
export function agree(operation: Operation, embedded: Answer, real: Answer): boolean | undefined {
  const [ours, theirs] = [failedMany(embedded, operation), failedMany(real, operation)];
  // An update of many stops at the document that fails; which are changed before, and by what it fails, is a matter of order.
  if (ours !== undefined && ours === theirs) return undefined;
  // By which value an evaluation fails is one too, and its two engines have different codes for the same.
  if (embedded.error !== undefined && real.error !== undefined && isEvaluation(real)) return undefined;
  if (real.error !== undefined && (real.code === UNREADABLE || real.code >= FIRST_OF_ENGINE)) return undefined;
  return (embedded.answer ?? embedded.error) === (real.answer ?? real.error);
}

const UNREADABLE = -1;
/** The newer of MongoDB's two engines has own codes from here on: for values that the older one does not look at ($add after a
 *  null), and for plans that it cannot run (4822806, “duplicate field”). Which engine runs is not for the client to know. */
const FIRST_OF_ENGINE = 4_000_000;

/** Whether the real server understood the call and failed while it ran; all other errors have to have the same code. */
const isEvaluation = ({ code, message }: { code: number; message: string }): boolean =>
  code !== DUPLICATE_KEY &&
  /^(?:plan ?executor error|executor error|failed to optimize)|only supports numeric types$/i.test(message);
const DUPLICATE_KEY = 11_000;

/** Calls that work out expressions. */
const MAKES: readonly string[] = ['aggregate', 'find'];

/**
 * Whether the embedded server said that it does not do this. In a pipeline it also fails by a value that MongoDB never looks
 * at, because MongoDB filters and skips documents first.
 */
export const isRefusal = (operation: Operation, embedded: Answer, real: Answer): boolean =>
  embedded.error !== undefined &&
  (embedded.code === REFUSED || (MAKES.includes(operation.call[0]) && real.error === undefined));

/** Text with every BSON type shown. What a server makes up, and the order of what has none, is left out. */
export function show(value: unknown): string {
  return EJSON.stringify(value, inOrder, 0, { relaxed: false }).replaceAll(MADE_ID, '"$oid":"made"');
}

/** An ObjectId that was made in this century; those of the test are numbers. */
const MADE_ID = /"\$oid":"[1-9a-f][0-9a-f]{23}"/g;

function inOrder(key: string, item: unknown): unknown {
  if (key.startsWith(ANY_TYPE)) return JSON.parse(JSON.stringify(item).replaceAll(WHOLE_NUMBER, '$1')) as unknown;
  return key.startsWith(UNORDERED) && Array.isArray(item) ? item.map((each) => show(each)).sort() : item;
}

/** Numbers of every type. */
const WHOLE_NUMBER = /\{"\$number\w+":"(?:-(?=0))?(-?\d+)(?:\.0)?"\}/g;

/** The same for documents that a pipeline made: the order of their fields is a matter of how the stages were put together. */
export const showMade = (value: unknown): string =>
  JSON.stringify(JSON.parse(show(value)), (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
