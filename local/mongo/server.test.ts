import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Binary, Int32, Long, MongoClient, ObjectId, type Collection, type Db, type Document } from 'mongodb';
import { startTestMongo, type TestMongo } from './testing.ts';

interface Row extends Document {
  _id: number | string;
}

describe('through the driver', () => {
  let mongo: TestMongo;
  let client: MongoClient;
  let db: Db;
  let rows: Collection<Row>;
  let nowMs = 1_700_000_000_000;

  beforeAll(async () => {
    mongo = await startTestMongo({ nowMs: () => nowMs });
    client = await MongoClient.connect(mongo.uri);
    db = client.db('peakwatch');
    rows = db.collection<Row>('rows');
  });
  beforeEach(async () => {
    nowMs = 1_700_000_000_000;
    await db.dropDatabase();
  });
  afterAll(async () => {
    await client.close();
    await mongo.remove();
  });

  test('types come back as they went', async () => {
    const typed = {
      _id: 1,
      int: new Int32(1),
      long: Long.fromString('9007199254740993'),
      double: 1.5,
      date: new Date(5),
      data: new Binary(Buffer.from('abc')),
      id: new ObjectId(),
      nothing: null,
      list: [1, [2]],
      deep: { 10: 1, 2: 1 },
    };
    await rows.insertOne(typed);
    const found = await rows.findOne({ _id: 1 }, { promoteValues: false });
    expect(found).toEqual({
      ...typed,
      _id: new Int32(1),
      double: expect.objectContaining({ value: 1.5 }),
      list: [new Int32(1), [new Int32(2)]],
      deep: { 10: new Int32(1), 2: new Int32(1) },
    });
    expect(await rows.findOne({ missing: null })).not.toBeNull();
    expect(await rows.findOne({ nothing: { $exists: true } })).not.toBeNull();
  });

  describe('cursors', () => {
    beforeEach(async () => {
      await rows.insertMany(Array.from({ length: 1000 }, (_, i) => ({ _id: i, text: 'x'.repeat(100) })));
    });

    test('come in batches to their end', async () => {
      const found = await rows.find({}, { batchSize: 7, sort: { _id: 1 } }).toArray();
      expect(found.map(({ _id }) => _id)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
      expect(
        await rows
          .aggregate([{ $match: { _id: { $gte: 500 } } }, { $project: { _id: 1 } }], { batchSize: 7 })
          .toArray(),
      ).toHaveLength(500);
    });

    test('see writes between batches or not, but never a document twice', async () => {
      const cursor = rows.find({}, { batchSize: 10, sort: { _id: 1 } });
      const first = await cursor.next();
      await rows.deleteMany({ _id: { $gte: 500 } });
      const ids = [first, ...(await cursor.toArray())].map((row) => row?._id);
      expect(new Set(ids).size).toBe(ids.length);
    });

    test('that are closed, unknown or idle are gone', async () => {
      const open = async (): Promise<Long> =>
        (
          (await db.command({ find: 'rows', batchSize: 1 }, { promoteLongs: false })) as unknown as {
            cursor: { id: Long };
          }
        ).cursor.id;
      const more = (id: Long): Promise<Document> => db.command({ getMore: id, collection: 'rows' });
      const killed = await open();
      expect(
        await db.command({ killCursors: 'rows', cursors: [killed, Long.fromNumber(5)] }, { promoteLongs: false }),
      ).toMatchObject({ cursorsKilled: [killed], cursorsNotFound: [Long.fromNumber(5)] });
      await expect(more(killed)).rejects.toMatchObject({ code: 43, codeName: 'CursorNotFound' });
      const finished = await open();
      expect(((await more(finished)) as unknown as { cursor: { id: Long } }).cursor.id).toEqual(0);
      await expect(more(finished)).rejects.toMatchObject({ code: 43 });
    });

    test('are bounded in number: the longest idle goes first', async () => {
      const ids: Long[] = [];
      for (let i = 0; i < 1001; i += 1) {
        nowMs += 1;
        ids.push(
          (
            (await db.command({ find: 'rows', batchSize: 1 }, { promoteLongs: false })) as unknown as {
              cursor: { id: Long };
            }
          ).cursor.id,
        );
      }
      await expect(db.command({ getMore: ids[0], collection: 'rows' })).rejects.toMatchObject({ code: 43 });
      expect(await db.command({ getMore: ids[1], collection: 'rows', batchSize: 1 })).toMatchObject({ ok: 1 });
      await db.command({ killCursors: 'rows', cursors: ids });
    }, 20_000);
  });

  describe('many at once', () => {
    test('one upsert makes the document and the others change it', async () => {
      const results = await Promise.all(
        Array.from({ length: 50 }, () => rows.updateOne({ _id: 'one' }, { $inc: { n: 1 } }, { upsert: true })),
      );
      expect(results.filter(({ upsertedCount }) => upsertedCount === 1)).toHaveLength(1);
      expect(await rows.findOne()).toEqual({ _id: 'one', n: 50 });
    });

    test('a lease is taken by one only', async () => {
      await rows.insertOne({ _id: 's', enabled: true, pull: { leaseUntilMs: 0 } });
      const taken = await Promise.all(
        Array.from({ length: 30 }, (_, i) =>
          rows.findOneAndUpdate(
            { enabled: true, 'pull.leaseUntilMs': { $lt: 5 } },
            { $set: { 'pull.leaseUntilMs': 10, by: i } },
            { returnDocument: 'after' },
          ),
        ),
      );
      expect(taken.filter((row) => row !== null)).toHaveLength(1);
    });

    test('a unique name is had once', async () => {
      await rows.createIndex({ name: 1 }, { unique: true }, {});
      const outcomes = await Promise.allSettled(
        Array.from({ length: 30 }, (_, i) => rows.insertOne({ _id: i, name: 'same' })),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await rows.countDocuments()).toBe(1);
    });

    test('1,000 inserts share the disk syncs', async () => {
      await Promise.all(
        Array.from({ length: 1000 }, (_, i) => rows.insertOne({ _id: i }, { writeConcern: { w: 1, journal: true } })),
      );
      expect(await rows.estimatedDocumentCount()).toBe(1000);
    }, 20_000);
  });

  describe('unique indexes', () => {
    test('name the index, the key and the value', async () => {
      await rows.createIndex({ name: 1, kind: -1 }, { unique: true }, {});
      await rows.insertOne({ _id: 1, name: 'a', kind: 1 });
      await expect(rows.insertOne({ _id: 2, name: 'a', kind: 1 })).rejects.toMatchObject({
        code: 11000,
        message:
          'E11000 duplicate key error collection: peakwatch.rows index: name_1_kind_-1 dup key: { name: "a", kind: 1 }',
        keyPattern: { name: 1, kind: -1 },
        keyValue: { name: 'a', kind: 1 },
      });
      await expect(rows.insertOne({ _id: 1 })).rejects.toMatchObject({ code: 11000, keyPattern: { _id: 1 } });
    });

    test('hold in one command, ordered or not', async () => {
      await rows.createIndex({ name: 1 }, { unique: true }, {});
      const docs = [
        { _id: 1, name: 'a' },
        { _id: 2, name: 'a' },
        { _id: 3, name: 'b' },
      ];
      await expect(rows.insertMany(docs)).rejects.toMatchObject({ result: { insertedCount: 1 } });
      await expect(rows.insertMany(docs, { ordered: false })).rejects.toMatchObject({ result: { insertedCount: 1 } });
      expect(await rows.distinct('name')).toEqual(['a', 'b']);
    });

    test('free a value that is changed or deleted, and refuse one that is taken', async () => {
      await rows.createIndex({ name: 1 }, { unique: true }, {});
      await rows.insertMany([
        { _id: 1, name: 'a' },
        { _id: 2, name: 'b' },
      ]);
      await expect(rows.updateOne({ _id: 2 }, { $set: { name: 'a' } })).rejects.toMatchObject({ code: 11000 });
      await rows.updateOne({ _id: 1 }, { $set: { name: 'c' } });
      await rows.updateOne({ _id: 2 }, { $set: { name: 'a' } });
      await rows.deleteOne({ _id: 2 });
      await rows.insertOne({ _id: 3, name: 'a' });
      expect(await rows.find({ name: 'a' }).toArray()).toEqual([{ _id: 3, name: 'a' }]);
    });

    test('are not made over documents that break them', async () => {
      await rows.insertMany([
        { _id: 1, name: 'a' },
        { _id: 2, name: 'a' },
      ]);
      await expect(rows.createIndex({ name: 1 }, { unique: true }, {})).rejects.toMatchObject({ code: 11000 });
      expect(await rows.indexes()).toHaveLength(1);
    });

    test('may be for some documents only', async () => {
      await rows.createIndex({ subject: 1 }, { unique: true, partialFilterExpression: { open: true } }, {});
      await rows.insertMany([
        { _id: 1, subject: 'x', open: false },
        { _id: 2, subject: 'x', open: true },
        { _id: 3, subject: 'x', open: false },
      ]);
      await expect(rows.updateOne({ _id: 1 }, { $set: { open: true } })).rejects.toMatchObject({ code: 11000 });
      await rows.createIndex({ sparse: 1 }, { unique: true, sparse: true }, {});
      await rows.insertMany([{ _id: 4 }, { _id: 5 }]);
    });
  });

  describe('indexes', () => {
    test('are listed, kept, changed and dropped', async () => {
      expect(await rows.createIndex({ at: 1 }, { expireAfterSeconds: 60 }, {})).toBe('at_1');
      expect(await rows.createIndex({ at: 1 }, { expireAfterSeconds: 60 }, {})).toBe('at_1');
      await expect(rows.createIndex({ at: 1 }, { expireAfterSeconds: 61 }, {})).rejects.toMatchObject({ code: 85 });
      await expect(rows.createIndex({ b: 1 }, { name: 'at_1' }, {})).rejects.toMatchObject({ code: 86 });
      expect(await db.command({ collMod: 'rows', index: { name: 'at_1', expireAfterSeconds: 90 } })).toMatchObject({
        expireAfterSeconds_old: 60,
        expireAfterSeconds_new: 90,
      });
      await db.command({ collMod: 'rows', index: { keyPattern: { at: 1 }, expireAfterSeconds: 99 } });
      expect(await rows.indexes()).toEqual([
        { v: 2, key: { _id: 1 }, name: '_id_' },
        { v: 2, key: { at: 1 }, name: 'at_1', expireAfterSeconds: 99 },
      ]);
      await rows.dropIndex('at_1');
      await expect(rows.dropIndex('at_1')).rejects.toMatchObject({ code: 27 });
      await expect(rows.dropIndex('_id_')).rejects.toMatchObject({ code: 72 });
      await expect(db.collection('nobody').indexes()).rejects.toMatchObject({ code: 26 });
    });

    test.each([
      [{ a: 1, b: 1 }, { expireAfterSeconds: 5 }, 67],
      [{ a: 'text' }, {}, 238],
      [{ a: '2dsphere' }, {}, 238],
      [{ 'a.$**': 1 }, {}, 238],
      [{ a: 1 }, { collation: { locale: 'de' } }, 238],
      [{ a: 1 }, { expireAfterSeconds: -1 }, 67],
      [{ a: 0 }, {}, 67],
    ])('of the kind %j %j are refused with %d', async (key, options, code) => {
      await expect(rows.createIndex(key as Record<string, 1>, options, {})).rejects.toMatchObject({ code });
    });

    test('of two arrays are refused', async () => {
      await rows.createIndex({ a: 1, b: 1 }, {}, {});
      await expect(rows.insertOne({ _id: 1, a: [1], b: [2] })).rejects.toMatchObject({ code: 171 });
    });
  });

  test('what has expired is deleted through the index, and nothing else', async () => {
    await rows.createIndex({ at: 1 }, { expireAfterSeconds: 60 }, {});
    await rows.insertMany([
      ...Array.from({ length: 2500 }, (_, i) => ({ _id: i, at: new Date(nowMs - i) })),
      { _id: 'no date', at: 'x' },
      { _id: 'none' },
      { _id: 'list', at: [new Date(nowMs - 1), new Date(nowMs + 99_000)] },
    ]);
    expect(await mongo.deleteExpired()).toBe(0);
    nowMs += 59_000;
    expect(await mongo.deleteExpired()).toBe(1500);
    nowMs += 2000;
    expect(await mongo.deleteExpired()).toBe(1001);
    expect((await rows.find().toArray()).map(({ _id }) => _id).sort()).toEqual(['no date', 'none']);
    await db.command({ collMod: 'rows', index: { name: 'at_1', expireAfterSeconds: 1 } });
  });

  test('the monitor runs by itself', async () => {
    const quick = await startTestMongo({ ttlIntervalMs: 20 });
    const other = await MongoClient.connect(quick.uri);
    const things = other.db('t').collection('things');
    await things.createIndex({ at: 1 }, { expireAfterSeconds: 0 }, {});
    await things.insertOne({ at: new Date(0) });
    while ((await things.estimatedDocumentCount()) > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await other.close();
    await quick.remove();
  });

  describe('refused rather than answered wrongly:', () => {
    test.each<[string, Document, number]>([
      ['an unknown command', { mapReduce: 'rows' }, 59],
      ['an unknown field', { find: 'rows', foo: 1 }, 40415],
      ['a collation', { find: 'rows', collation: { locale: 'en' } }, 238],
      ['a tailable cursor', { find: 'rows', tailable: true }, 238],
      ['a snapshot', { find: 'rows', readConcern: { level: 'snapshot' } }, 238],
      ['a capped collection', { create: 'c', capped: true, size: 1000 }, 40415],
      ['a view', { create: 'c', viewOn: 'rows' }, 40415],
      ['a write into another collection', { aggregate: 'rows', pipeline: [{ $out: 'x' }], cursor: {} }, 238],
      ['a change stream', { aggregate: 'rows', pipeline: [{ $changeStream: {} }], cursor: {} }, 238],
      ['a name that MongoDB refuses', { insert: 'a$b', documents: [{}] }, 73],
      ['a system collection', { insert: 'system.x', documents: [{}] }, 73],
    ])('%s', async (_, command, code) => {
      await expect(db.command(command)).rejects.toMatchObject({ code });
    });

    test('transactions, with the words of a single MongoDB server', async () => {
      const transaction = { txnNumber: Long.fromNumber(1), startTransaction: true, autocommit: false };
      await expect(db.command({ find: 'rows', ...transaction })).rejects.toMatchObject({
        code: 20,
        codeName: 'IllegalOperation',
      });
    });

    test('a document over 16 MB', async () => {
      await rows.insertOne({ _id: 1, big: 'x'.repeat(9 * 1024 * 1024) });
      await expect(rows.updateOne({ _id: 1 }, [{ $set: { again: '$big' } }])).rejects.toMatchObject({ code: 10334 });
    });

    test('Decimal128 where it would have to be compared', async () => {
      const { Decimal128 } = await import('bson');
      await rows.insertOne({ _id: 1, price: Decimal128.fromString('1.10') });
      expect(await rows.findOne({ _id: 1 })).toEqual({ _id: 1, price: Decimal128.fromString('1.10') });
      await expect(rows.find({ price: { $gt: 1 } }).toArray()).rejects.toThrow(/Decimal128/);
    });
  });

  test('collections and databases are listed, made and dropped', async () => {
    await db.createCollection('made');
    await expect(db.createCollection('made')).rejects.toMatchObject({ code: 48 });
    await rows.insertOne({ _id: 1 });
    expect((await db.listCollections().toArray()).map(({ name }) => name)).toEqual(['made', 'rows']);
    expect(await db.listCollections({ name: 'made' }, { nameOnly: true }).toArray()).toEqual([
      { name: 'made', type: 'collection' },
    ]);
    expect((await client.db().admin().listDatabases()).databases).toMatchObject([{ name: 'peakwatch' }]);
    expect(await db.command({ collStats: 'rows' })).toMatchObject({ count: 1, nindexes: 1, size: 14 });
    expect(await db.stats()).toMatchObject({ collections: 2, objects: 1 });
    expect(await db.dropCollection('rows')).toBe(true);
    expect(await rows.find().toArray()).toEqual([]);
    await db.dropDatabase();
    expect(await db.listCollections().toArray()).toEqual([]);
  });

  test('a dropped collection leaves nothing to the one that takes its name', async () => {
    await rows.createIndex({ name: 1 }, { unique: true }, {});
    await rows.insertOne({ _id: 1, name: 'a' });
    await rows.drop();
    await rows.createIndex({ name: 1 }, { unique: true }, {});
    expect(await rows.countDocuments()).toBe(0);
    await rows.insertOne({ _id: 1, name: 'a' });
  });

  test('bulkWrite mixes kinds and reports each', async () => {
    await rows.insertMany([
      { _id: 1, n: 1 },
      { _id: 2, n: 1 },
    ]);
    const result = await rows.bulkWrite(
      [
        { replaceOne: { filter: { _id: 3 }, replacement: { n: 3 }, upsert: true } },
        { updateOne: { filter: { _id: 1 }, update: { $inc: { n: 1 } } } },
        { deleteOne: { filter: { _id: 2 } } },
        { insertOne: { document: { _id: 9 } } },
      ],
      { ordered: false },
    );
    expect(result).toMatchObject({ upsertedCount: 1, modifiedCount: 1, deletedCount: 1, insertedCount: 1 });
    expect(await rows.find().sort({ _id: 1 }).toArray()).toEqual([{ _id: 1, n: 2 }, { _id: 3, n: 3 }, { _id: 9 }]);
  });

  test('statements of one command see each other', async () => {
    await rows.createIndex({ n: 1 }, {}, {});
    await rows.bulkWrite([
      { updateOne: { filter: { _id: 1 }, update: { $set: { n: 5 } }, upsert: true } },
      { updateMany: { filter: { n: 5 }, update: { $inc: { n: 1 } } } },
      { updateOne: { filter: { n: 6 }, update: { $set: { seen: true } } } },
      { updateOne: { filter: { n: 5 }, update: { $set: { wrong: true } } } },
    ]);
    expect(await rows.find().toArray()).toEqual([{ _id: 1, n: 6, seen: true }]);
  });

  test('tools that connect are answered', async () => {
    const admin = client.db('admin');
    for (const command of [
      { buildInfo: 1 },
      { hostInfo: 1 },
      { getParameter: 1, featureCompatibilityVersion: 1 },
      { getLog: 'startupWarnings' },
      { connectionStatus: 1 },
      { getCmdLineOpts: 1 },
      { whatsmyuri: 1 },
      { serverStatus: 1 },
      { ping: 1 },
    ]) {
      expect(await admin.command(command)).toMatchObject({ ok: 1 });
    }
    await expect(admin.command({ atlasVersion: 1 })).rejects.toMatchObject({ code: 59 });
  });
});
