import { BSON, type Collection, type Db, type Document, type Filter, MongoError, MongoServerError } from 'mongodb';

/** Documents that are compared and written at once: two operations, of which Atlas's free tier allows 100 a second. */
const BATCH = 500;
/** Types stay as they are: a 64-bit number does not become a double on the way. */
const AS_STORED = { promoteValues: false, promoteLongs: false, promoteBuffers: false, bsonRegExp: true } as const;
/** A target that fails over is away for some 10 s. */
const RETRY_AFTER_MS = [1_000, 2_000, 4_000, 8_000];
/** Of MongoDB and Atlas: not allowed, not logged in, quota or limit of the cluster reached. Another try changes nothing. */
const FINAL_CODES: readonly unknown[] = [13, 18, 8000];

/** Every id of Peakwatch is a text. */
export type Doc = Document & { _id: string };

/** One collection that is copied or compared. */
export interface CollectionTask {
  readonly name: string;
  readonly source: Db;
  readonly target: Db;
  /** Where documents are replaced by ones with a new `at` only, comparing that says as much as comparing all of it. */
  readonly compareOnlyAt: boolean;
  /** How long documents live from the date in `at`; null when they do not expire. */
  readonly expireAfterMs: number | null;
  /** Ids that belong to each database itself. */
  readonly except: readonly string[];
  readonly nowMs: () => number;
}

/** What was found; `missing` and `different` were copied when writing. */
export interface Found {
  /** Documents of the source that have not expired. */
  readonly source: number;
  /** Of these, not at the target, and there but different. */
  readonly missing: number;
  readonly different: number;
  /** Of the source's documents, those that expired before they could be compared. */
  readonly expired: number;
}

/**
 * Compares the source with the target in order of `_id` and, when `write` is set, upserts what is missing or different. What
 * is there already is only compared, so a run that died is simply run again.
 * @param onBatch gets the number of documents since the last call
 */
export async function copyCollection(
  task: CollectionTask,
  write: boolean,
  onBatch: (documents: number) => void,
): Promise<Found> {
  const { name, source, nowMs } = task;
  const found = { source: 0, missing: 0, different: 0, expired: 0 };
  const projection = write || !task.compareOnlyAt ? {} : { projection: { _id: 1, at: 1 } };
  const cursor = source
    .collection<Doc>(name)
    .find(notExcepted(task), { ...AS_STORED, ...projection })
    .sort({ _id: 1 })
    .batchSize(BATCH);
  const compare = async (documents: readonly Doc[]): Promise<void> => {
    const there = await trying(() => versionsAt(task, documents));
    // Read the clock after the target was read: what expired until then may rightly be gone.
    const living = documents.filter((doc) => !isExpired(doc, task.expireAfterMs, nowMs()));
    const stale = living.filter((doc) => there.get(keyOf(doc)) !== versionOf(doc, task.compareOnlyAt));
    if (write && stale.length > 0) await trying(() => upsert(task.target.collection<Doc>(name), stale));
    const different = stale.filter((doc) => there.has(keyOf(doc))).length;
    found.source += living.length;
    found.expired += documents.length - living.length;
    found.different += different;
    found.missing += stale.length - different;
    onBatch(documents.length);
  };
  let batch: Doc[] = [];
  for await (const doc of cursor) {
    batch.push(doc);
    if (batch.length < BATCH) continue;
    await compare(batch);
    batch = [];
  }
  if (batch.length > 0) await compare(batch);
  return found;
}

/** Selects what is copied of a collection. */
export function notExcepted({ except }: CollectionTask): Filter<Doc> {
  return except.length > 0 ? { _id: { $nin: [...except] } } : {};
}

/** What the target has of these documents: a version by id. */
async function versionsAt(task: CollectionTask, documents: readonly Doc[]): Promise<Map<string, string>> {
  const projection = task.compareOnlyAt ? { projection: { _id: 1, at: 1 } } : {};
  const there = await task.target
    .collection<Doc>(task.name)
    .find({ _id: { $in: documents.map((doc) => doc._id) } }, { ...AS_STORED, ...projection })
    .toArray();
  return new Map(there.map((doc) => [keyOf(doc), versionOf(doc, task.compareOnlyAt)]));
}

async function upsert(target: Collection<Doc>, documents: readonly Doc[]): Promise<void> {
  await target.bulkWrite(
    documents.map((doc) => ({ replaceOne: { filter: { _id: doc._id }, replacement: doc, upsert: true } })),
    { ordered: false },
  );
}

/** Only dates expire; what has another type in `at` stays, as in MongoDB. */
function isExpired(doc: Doc, expireAfterMs: number | null, nowMs: number): boolean {
  const at: unknown = doc['at'];
  return expireAfterMs !== null && at instanceof Date && at.getTime() + expireAfterMs <= nowMs;
}

const bytes = (doc: Document): string => Buffer.from(BSON.serialize(doc)).toString('base64');
const keyOf = ({ _id }: Doc): string => bytes({ _id });
const versionOf = (doc: Doc, onlyAt: boolean): string => bytes(onlyAt ? { at: doc['at'] as unknown } : doc);

/** Tries again after a failure that may pass, as that of a target that has just lost its primary. */
async function trying<T>(run: () => Promise<T>): Promise<T> {
  for (const afterMs of RETRY_AFTER_MS) {
    try {
      return await run();
    } catch (error) {
      const mayPass = error instanceof MongoError && !(error instanceof MongoServerError && isFinal(error));
      if (!mayPass) throw error;
      await new Promise((resolve) => setTimeout(resolve, afterMs));
    }
  }
  return run();
}

const isFinal = ({ code }: MongoServerError): boolean => FINAL_CODES.includes(code);
