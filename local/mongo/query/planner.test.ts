import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Document } from 'bson';
import fc from 'fast-check';
import { MongoClient, type Collection, type CreateIndexesOptions, type IndexSpecification } from 'mongodb';
import { startTestMongo, type TestMongo } from '../testing.ts';

interface Row extends Document {
  _id: number | string;
}

/** Indexes of every kind; whichever is there, the answers must be those of a scan. */
const INDEXES: [IndexSpecification, CreateIndexesOptions?][] = [
  [{ a: 1 }],
  [{ a: -1, b: 1 }],
  [{ b: 1, 'c.d': -1 }],
  [{ 'c.d': 1 }, { sparse: true }],
  [{ b: -1 }, { partialFilterExpression: { a: { $gt: 1 } } }],
];

const scalar = fc.constantFrom<unknown>(null, -1, 0, 1, 2, 2.5, 3, '', 'x', 'xy', true, new Date(0), new Date(5));
const field = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.record({ d: scalar }) },
  { weight: 1, arbitrary: fc.array(fc.record({ d: scalar }), { maxLength: 2 }) },
);
/** No document has arrays in two fields, for a compound index would refuse it. */
const documents = fc.array(
  fc
    .record({ a: field, b: field, c: field }, { requiredKeys: [] })
    .filter((doc) => Object.values(doc).filter(Array.isArray).length < 2),
  {
    minLength: 1,
    maxLength: 25,
  },
);
const condition = fc.oneof(
  scalar,
  fc.record({ $gte: scalar, $lt: scalar }, { requiredKeys: [] }).filter((c) => Object.keys(c).length > 0),
  fc.record({ $gt: scalar, $lte: scalar }, { requiredKeys: [] }).filter((c) => Object.keys(c).length > 0),
  fc.array(scalar, { maxLength: 4 }).map(($in) => ({ $in })),
  scalar.map(($ne) => ({ $ne })),
  fc.boolean().map(($exists) => ({ $exists })),
  fc.constantFrom<unknown>(
    /^x/,
    { $not: { $gt: 1 } },
    { $elemMatch: { $gt: 0, $lt: 3 } },
    { $size: 2 },
    [1, 2],
    { d: 1 },
    { $gt: 1 },
  ),
);
const clauses = fc.record({ a: condition, b: condition, 'c.d': condition, _id: condition }, { requiredKeys: [] });
const filters: fc.Arbitrary<Document> = fc.oneof(
  { weight: 3, arbitrary: clauses },
  {
    weight: 1,
    arbitrary: fc
      .tuple(clauses, fc.array(clauses, { minLength: 1, maxLength: 3 }))
      .map(([all, $or]) => ({ ...all, $or })),
  },
  { weight: 1, arbitrary: fc.array(clauses, { minLength: 1, maxLength: 2 }).map(($and) => ({ $and })) },
);
const sorts = fc.constantFrom<Record<string, 1 | -1>>(
  { _id: 1 },
  { _id: -1 },
  { a: 1, _id: 1 },
  { a: -1, b: 1, _id: 1 },
  { a: 1, b: -1, _id: 1 },
  { b: 1, 'c.d': -1, _id: 1 },
);

describe('the planner', () => {
  let mongo: TestMongo;
  let client: MongoClient;
  let plain: Collection<Row>;
  let indexed: Collection<Row>;

  beforeAll(async () => {
    mongo = await startTestMongo();
    client = await MongoClient.connect(mongo.uri);
    plain = client.db('t').collection<Row>('plain');
    indexed = client.db('t').collection<Row>('indexed');
  });
  beforeEach(async () => {
    await client.db('t').dropDatabase();
    for (const [key, options] of INDEXES) await indexed.createIndex(key, options, {});
  });
  afterAll(async () => {
    await client.close();
    await mongo.remove();
  });

  test('finds with indexes what a scan finds, in the same order', async () => {
    const query = fc.record({ filter: filters, sort: sorts, skip: fc.nat(3), limit: fc.nat(5) });
    await fc.assert(
      fc.asyncProperty(documents, fc.array(query, { minLength: 5, maxLength: 5 }), async (docs, queries) => {
        const rows = docs.map((doc, _id) => ({ _id, ...doc })) as Row[];
        for (const collection of [plain, indexed]) {
          await collection.deleteMany({});
          await collection.insertMany(rows);
        }
        for (const { filter, sort, skip, limit } of queries) {
          const read = (from: Collection<Row>): Promise<Document[]> =>
            from.find(filter, { sort, skip, limit }).toArray();
          expect(await read(indexed)).toEqual(await read(plain));
          expect(await indexed.countDocuments(filter)).toBe(await plain.countDocuments(filter));
        }
        await Promise.all(
          [plain, indexed].map((c) =>
            c.updateMany(queries[0]?.filter ?? {}, { $set: { a: 2, b2: 1 }, $unset: { b: 1 } }),
          ),
        );
        expect(await indexed.find({ a: 2 }).sort({ _id: 1 }).toArray()).toEqual(
          await plain.find({ a: 2 }).sort({ _id: 1 }).toArray(),
        );
        expect(await indexed.find({ b: null }).sort({ _id: 1 }).toArray()).toEqual(
          await plain.find({ b: null }).sort({ _id: 1 }).toArray(),
        );
      }),
      { numRuns: 120 },
    );
  }, 60_000);

  describe('reads no more than it needs:', () => {
    beforeEach(async () => {
      await indexed.insertMany(
        Array.from({ length: 2000 }, (_, i) => ({
          _id: `s${i % 10}:${String(i).padStart(5, '0')}`,
          a: i % 100,
          b: i,
          c: { d: i % 7 },
        })),
      );
    });

    async function cost(
      filter: Document,
      options: { sort?: Record<string, 1 | -1>; limit?: number } = {},
    ): Promise<Record<string, unknown>> {
      const { queryPlanner, executionStats } = (await indexed
        .find(filter, options)
        .explain('executionStats')) as Record<string, Record<string, unknown>>;
      const stages = JSON.stringify(queryPlanner?.['winningPlan']);
      return {
        scan: stages.includes('COLLSCAN'),
        sort: stages.includes('SORT"'),
        index: /"indexName":"([^"]+)"/.exec(stages)?.[1],
        documents: executionStats?.['totalDocsExamined'],
        returned: executionStats?.['nReturned'],
      };
    }

    test('an _id', async () => {
      expect(await cost({ _id: 's1:00001' })).toEqual({
        scan: false,
        sort: false,
        index: undefined,
        documents: 1,
        returned: 1,
      });
    });
    test('a range of _id, in its order', async () => {
      expect(await cost({ _id: { $gte: 's1:', $lt: 's2:' } }, { sort: { _id: 1 } })).toEqual({
        scan: false,
        sort: false,
        index: '_id_',
        documents: 200,
        returned: 200,
      });
    });
    test('several _ids', async () => {
      expect(await cost({ _id: { $in: ['s1:00001', 's2:00002', 'nobody'] } })).toMatchObject({
        scan: false,
        documents: 2,
        returned: 2,
      });
    });
    test('the last of a range', async () => {
      expect(await cost({ _id: { $lt: 's3:' } }, { sort: { _id: -1 }, limit: 1 })).toMatchObject({
        scan: false,
        sort: false,
        documents: 1,
        returned: 1,
      });
    });
    test('equality and $in of an indexed field', async () => {
      expect(await cost({ a: 5 })).toMatchObject({ scan: false, documents: 20, returned: 20 });
      expect(await cost({ a: { $in: [5, 6] } })).toMatchObject({ scan: false, documents: 40, returned: 40 });
    });
    test('equality with a range, sorted by the index', async () => {
      expect(await cost({ a: 5, b: { $gte: 1000 } }, { sort: { b: 1 } })).toEqual({
        scan: false,
        sort: false,
        index: 'a_-1_b_1',
        documents: 10,
        returned: 10,
      });
    });
    test('a sort by an index, with a limit', async () => {
      expect(await cost({}, { sort: { a: 1 }, limit: 5 })).toMatchObject({ scan: false, sort: false });
    });
    test('alternatives that each have an index', async () => {
      expect(await cost({ $or: [{ a: 5 }, { _id: 's1:00001' }] })).toMatchObject({
        scan: false,
        documents: 21,
        returned: 21,
      });
    });
    test('several alternatives at once, of which one has an index', async () => {
      const both = { $and: [{ $or: [{ nothing: 1 }, { b: { $gte: 0 } }] }, { $or: [{ a: 5 }, { _id: 's1:00001' }] }] };
      expect(await cost(both)).toMatchObject({ scan: false, documents: 21, returned: 21 });
      const neither = {
        $and: [{ $or: [{ n: 1 }, { m: 1 }] }, { $or: [{ k: 1 }, { l: 1 }] }],
        $or: [{ n: 2 }, { m: 2 }],
      };
      expect(await cost(neither)).toMatchObject({ scan: true, returned: 0 });
    });
    test('and says so when it has to scan', async () => {
      expect(await cost({ nothing: 1 })).toEqual({
        scan: true,
        sort: false,
        index: undefined,
        documents: 2000,
        returned: 0,
      });
      const { metrics } = (await client.db('admin').command({ serverStatus: 1 })) as unknown as {
        metrics: { queryExecutor: { collectionScans: { total: number } } };
      };
      await indexed.findOne({ nothing: 1 });
      await indexed.findOne({ a: 1 });
      const after = (await client.db('admin').command({ serverStatus: 1 })) as unknown as { metrics: typeof metrics };
      expect(after.metrics.queryExecutor.collectionScans.total - metrics.queryExecutor.collectionScans.total).toBe(1);
    });
    test('updates, deletes, counts and pipelines too', async () => {
      const db = client.db('t');
      const explain = async (command: Document): Promise<string> =>
        JSON.stringify(await db.command({ explain: command, verbosity: 'queryPlanner' }));
      for (const command of [
        { update: 'indexed', updates: [{ q: { a: 5 }, u: { $set: { z: 1 } }, multi: true }] },
        { delete: 'indexed', deletes: [{ q: { a: 5 }, limit: 0 }] },
        { findAndModify: 'indexed', query: { a: 5 }, update: { $set: { z: 1 } } },
        { aggregate: 'indexed', pipeline: [{ $match: { a: 5 } }, { $group: { _id: '$b' } }], cursor: {} },
        { count: 'indexed', query: { a: 5 } },
        { distinct: 'indexed', key: 'b', query: { a: 5 } },
      ]) {
        const plan = await explain(command);
        expect(plan).toContain('IXSCAN');
        expect(plan).not.toContain('COLLSCAN');
      }
    });
  });
});
