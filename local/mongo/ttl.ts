import { decodeDocument } from './bson/decode.ts';
import { KeyWriter } from './bson/key-encoding.ts';
import { afterPrefix } from './bson/key-encoding.ts';
import { RANK } from './bson/value.ts';
import type { Collection, Index } from './store/collection.ts';
import type { Engine } from './store/engine.ts';
import { valuesAt } from './store/index-keys.ts';
import { WriteSession } from './store/write-session.ts';
import type { KeyRange } from './store/storage.ts';

/** Documents that are deleted in one write, so that other writers wait only a moment. */
const BATCH = 1000;

/** Deletes every document whose date in a TTL index is older than the index allows.
 *  @returns how many were deleted. */
export async function deleteExpired(engine: Engine, nowMs: number): Promise<number> {
  let deleted = 0;
  for (const collection of engine.collections) {
    for (const index of collection.indexes) {
      if (index.expireAfterSeconds === undefined) continue;
      for (;;) {
        const batch = await deleteBatch(engine, collection, index, nowMs - index.expireAfterSeconds * 1000);
        deleted += batch;
        if (batch === 0) break;
      }
    }
  }
  return deleted;
}

async function deleteBatch(engine: Engine, collection: Collection, index: Index, untilMs: number): Promise<number> {
  const [field] = index.fields;
  if (field === undefined) return 0;
  const piece = await engine.storage.entries(expiredRange(index, untilMs), BATCH, false);
  if (piece.entries.length === 0) return 0;
  return collection.mutex.run(async () => {
    if (collection.dropped || !collection.indexes.includes(index)) return 0;
    const session = new WriteSession(engine, collection);
    let deleted = 0;
    for (const [, id] of piece.entries) {
      const key = Buffer.concat([collection.prefix, id]);
      const raw = session.source.get(key);
      if (raw === undefined) continue;
      // The document may have been renewed since the index was read.
      const { values } = valuesAt(decodeDocument(raw), field.path);
      if (!values.some((value) => value instanceof Date && value.getTime() <= untilMs)) continue;
      session.delete({ key, raw });
      deleted += 1;
    }
    await session.commit();
    return deleted;
  });
}

/** Only dates expire; what is of another type stays. */
function expiredRange(index: Index, untilMs: number): KeyRange {
  const descending = index.fields[0]?.direction === -1;
  const limit = new KeyWriter()
    .raw(index.prefix)
    .field(new Date(untilMs), descending ? -1 : 1)
    .done();
  const type = Buffer.concat([index.prefix, Buffer.of(descending ? 255 - RANK.date : RANK.date)]);
  return descending ? { gte: limit, lt: afterPrefix(type) } : { gte: type, lt: afterPrefix(limit) };
}
