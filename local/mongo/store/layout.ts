import { afterPrefix, KeyWriter } from '../bson/key-encoding.ts';
import type { KeyRange } from './storage.ts';

/** First byte of a key in the store. */
const SPACE = { meta: 0x00, catalog: 0x01, statistics: 0x02, documents: 0x03, index: 0x04, garbage: 0x05 } as const;

/** Which shape of the store this is; another number is refused at the start. */
export const FORMAT_KEY = Buffer.from([SPACE.meta, 0x66]);
/** The last number given to a collection or an index. */
export const LAST_ID_KEY = Buffer.from([SPACE.meta, 0x69]);

/** `01 <namespace>` → what the collection is called, its options and indexes, as BSON. */
export const catalogKey = (namespace: string): Buffer =>
  Buffer.concat([Buffer.from([SPACE.catalog]), Buffer.from(namespace)]);
export const CATALOG_RANGE: KeyRange = { gte: Buffer.from([SPACE.catalog]), lt: Buffer.from([SPACE.catalog + 1]) };

/** `02 <collection>` → how many documents and how many bytes. */
export const statisticsKey = (collectionId: number): Buffer =>
  new KeyWriter().byte(SPACE.statistics).uint32(collectionId).done();

/** `03 <collection> <encoded _id>` → the document's bytes. */
export const documentPrefix = (collectionId: number): Buffer =>
  new KeyWriter().byte(SPACE.documents).uint32(collectionId).done();

/** `04 <index> <encoded fields> [<encoded _id>, if not unique]` → the encoded _id. */
export const indexPrefix = (indexId: number): Buffer => new KeyWriter().byte(SPACE.index).uint32(indexId).done();

/** `05 <prefix>` → nothing; what begins with the prefix belongs to nobody and is cleared at the next start. */
export const garbageKey = (prefix: Buffer): Buffer => Buffer.concat([Buffer.from([SPACE.garbage]), prefix]);
export const GARBAGE_RANGE: KeyRange = { gte: Buffer.from([SPACE.garbage]), lt: Buffer.from([SPACE.garbage + 1]) };
export const garbagePrefix = (key: Buffer): Buffer => key.subarray(1);

/** All keys that begin with a prefix. */
export const prefixRange = (prefix: Buffer): KeyRange => ({ gte: prefix, lt: afterPrefix(prefix) });
