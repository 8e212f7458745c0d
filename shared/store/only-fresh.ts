import { type BulkWriteResult, MongoBulkWriteError } from 'mongodb';

/**
 * The result of an unordered bulk of upserts whose filters name a revision. Where a newer revision stands already, the filter
 * matches nothing and the insert meets the id that is there: that write came too late and is left out, which is what was meant.
 * @throws every other error.
 */
export async function onlyFresh(write: Promise<BulkWriteResult>): Promise<BulkWriteResult> {
  try {
    return await write;
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError()) throw error;
    if (!error.result.getWriteErrors().every(({ code }) => code === DUPLICATE_KEY)) throw error;
    return error.result;
  }
}

const DUPLICATE_KEY = 11_000;
