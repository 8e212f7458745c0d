import type { Document } from 'bson';
import fc from 'fast-check';
import type { AnyBulkWriteOperation, Collection } from 'mongodb';
import { filters, ofOne, totalSorts } from './filters.ts';
import { ANY_TYPE, findProjections, pipelines, type RandomPipeline } from './pipelines.ts';
import { replacements, updates, type RandomUpdate } from './updates.ts';
import { documents, paths } from './values.ts';

/** One call of the driver: what it is, for the report, and the call itself. */
export interface Operation {
  readonly call: readonly [method: string, ...args: unknown[]];
  /** The order of the answer means nothing. */
  readonly unordered: boolean;
  readonly writes: boolean;
  run(collection: Collection): Promise<unknown>;
}

/** Numbers and bytes come as they are stored. */
export const TYPED = { promoteValues: false, promoteBuffers: false, promoteLongs: false, bsonRegExp: true } as const;

const operation = (
  method: string,
  args: readonly unknown[],
  run: (collection: Collection) => Promise<unknown>,
  unordered = false,
): Operation => ({ call: [method, ...args], run, unordered, writes: !READING.includes(method) });

const READING = ['find', 'aggregate', 'countDocuments', 'distinct'];

const find = fc
  .tuple(
    filters,
    fc.record(
      { sort: totalSorts, projection: findProjections, limit: fc.nat(3), skip: fc.nat(2), batchSize: fc.constant(2) },
      { requiredKeys: [], noNullPrototype: true },
    ),
  )
  .map(([filter, { limit, skip, ...rest }]) => {
    // Without a sort it is not defined which documents are left out.
    const options = { ...rest, ...(rest.sort === undefined ? {} : { limit: limit ?? 0, skip: skip ?? 0 }) };
    return operation('find', [filter, options], (c) => c.find(filter, { ...options, ...TYPED }).toArray(), !rest.sort);
  });

const aggregate = pipelines.map(({ pipeline, ordered }: RandomPipeline) =>
  operation('aggregate', [pipeline], (c) => c.aggregate(pipeline, TYPED).toArray(), !ordered),
);

/** With an index MongoDB also answers null for what is missing, and another one of several equal numbers. */
const distinct = async (collection: Collection, path: string, filter: Document): Promise<unknown[]> =>
  ((await collection.distinct(path, filter, TYPED)) as unknown[])
    .filter((value) => value !== null)
    .map((value) => ({ [ANY_TYPE]: value }));

const countOrDistinct = fc
  .tuple(paths, filters, fc.boolean())
  .map(([path, filter, counts]) =>
    counts
      ? operation('countDocuments', [filter], (c) => c.countDocuments(filter))
      : operation('distinct', [path, filter], (c) => distinct(c, path, filter), true),
  );

const options = ({ arrayFilters }: RandomUpdate, upsert: boolean) => ({
  upsert,
  ...(arrayFilters === undefined ? {} : { arrayFilters }),
});

/** One write as `bulkWrite` takes it. */
const writes: fc.Arbitrary<AnyBulkWriteOperation> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(ofOne, updates, fc.boolean()).map(([filter, change, upsert]) => ({
      updateOne: { filter, update: change.update, ...options(change, upsert) },
    })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(filters, updates)
      .map(([filter, change]) => ({ updateMany: { filter, update: change.update, ...options(change, false) } })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(ofOne, replacements, fc.boolean())
      .map(([filter, replacement, upsert]) => ({ replaceOne: { filter, replacement, upsert } })),
  },
  { weight: 1, arbitrary: documents.map((document) => ({ insertOne: { document } })) },
  { weight: 1, arbitrary: ofOne.map((filter) => ({ deleteOne: { filter } })) },
  { weight: 1, arbitrary: filters.map((filter) => ({ deleteMany: { filter } })) },
);

const bulkWrite = fc.tuple(fc.array(writes, { minLength: 1, maxLength: 4 }), fc.boolean()).map(([list, ordered]) =>
  operation('bulkWrite', [list, { ordered }], async (c) => {
    const { insertedCount, matchedCount, modifiedCount, deletedCount, upsertedIds } = await c.bulkWrite(list, {
      ordered,
      forceServerObjectId: true,
    });
    return { insertedCount, matchedCount, modifiedCount, deletedCount, upsertedIds };
  }),
);

const findOneAnd = fc
  .tuple(
    fc.oneof(
      ofOne.map((filter) => ({ filter })),
      fc.record({ filter: filters, sort: totalSorts }),
    ),
    updates,
    fc.record({ returnDocument: fc.constantFrom('before' as const, 'after' as const), upsert: fc.boolean() }),
    fc.constantFrom('findOneAndUpdate', 'findOneAndUpdate', 'findOneAndDelete', 'findOneAndReplace'),
    replacements,
  )
  .map(([{ filter, ...sorted }, change, more, method, replacement]) => {
    const metadata = { ...sorted, includeResultMetadata: true, ...TYPED } as const;
    if (method === 'findOneAndDelete')
      return operation(method, [filter, sorted], (c) => c.findOneAndDelete(filter, metadata));
    // An upsert whose filter may find none of several makes an id of its own.
    const upsert = more.upsert && !('sort' in sorted);
    const all = { ...options(change, upsert), returnDocument: more.returnDocument };
    if (method === 'findOneAndReplace') {
      const { arrayFilters, ...own } = all as typeof all & { arrayFilters?: Document[] };
      return operation(method, [filter, replacement, { ...sorted, ...own }], (c) =>
        c.findOneAndReplace(filter, replacement, { ...metadata, ...own }),
      );
    }
    return operation(method, [filter, change.update, { ...sorted, ...all }], (c) =>
      c.findOneAndUpdate(filter, change.update, { ...metadata, ...all }),
    );
  });

/** Puts documents there, of which some may be refused. */
export const insertMany = fc
  .tuple(fc.array(documents, { minLength: 1, maxLength: 6 }), fc.boolean())
  .map(([docs, ordered]) =>
    operation('insertMany', [docs, { ordered }], async (c) => {
      const { insertedCount } = await c.insertMany(docs, { ordered, forceServerObjectId: true });
      return insertedCount;
    }),
  );

export const reads: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 4, arbitrary: find },
  { weight: 4, arbitrary: aggregate },
  { weight: 1, arbitrary: countOrDistinct },
);
export const changes: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 3, arbitrary: bulkWrite },
  { weight: 1, arbitrary: findOneAnd },
);
