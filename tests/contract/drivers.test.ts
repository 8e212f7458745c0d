import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Collection, MongoClient } from 'mongodb';
import { MongoClient as MongoClient5 } from 'mongodb-5';
import { MongoClient as MongoClient6 } from 'mongodb-6';
import { startTestMongo, type TestMongo } from '../../local/mongo/testing.ts';

interface Row {
  _id: string;
  n: number;
  at: Date;
}

let mongo: TestMongo;
beforeAll(async () => {
  mongo = await startTestMongo();
});
afterAll(() => mongo.remove());

// The calls that the product makes are spelled the same in all three; their types differ only in names.
const drivers: [string, () => MongoClient][] = [
  ['mongodb 5', () => new MongoClient5(mongo.uri) as unknown as MongoClient],
  ['mongodb 6', () => new MongoClient6(mongo.uri) as unknown as MongoClient],
  ['the current mongodb', () => new MongoClient(mongo.uri)],
];

describe.each(drivers)('%s', (name, make) => {
  let client: MongoClient;
  let rows: Collection<Row>;
  beforeEach(async () => {
    client = await make().connect();
    const db = client.db(`drivers_${name.replaceAll(' ', '_')}`);
    rows = db.collection<Row>('rows');
    await rows.deleteMany({});
    await rows.bulkWrite(
      ['b', 'a', 'c'].map((_id, i) => ({
        replaceOne: { filter: { _id }, replacement: { n: i, at: new Date(i) }, upsert: true },
      })),
      { ordered: false },
    );
  });
  afterEach(() => client.close());

  test('reads and writes', async () => {
    expect(
      (
        await rows
          .find({ n: { $gte: 0 } })
          .sort({ _id: 1 })
          .toArray()
      ).map(({ _id }) => _id),
    ).toEqual(['a', 'b', 'c']);
    await rows.insertMany(Array.from({ length: 250 }, (_, i) => ({ _id: `m${i}`, n: 10, at: new Date(i) })));
    expect(await rows.find({ n: 10 }, { batchSize: 100 }).toArray()).toHaveLength(250);
    expect(
      await rows
        .aggregate([{ $group: { _id: '$n', s: { $sum: 1 } } }, { $sort: { _id: -1 } }, { $limit: 1 }])
        .toArray(),
    ).toEqual([{ _id: 10, s: 250 }]);
    const changed = await rows.findOneAndUpdate(
      { _id: 'a' },
      { $inc: { n: 5 } },
      { returnDocument: 'after', includeResultMetadata: true },
    );
    expect(changed.value).toMatchObject({ _id: 'a', n: 6 });
    expect((await rows.updateMany({ n: 10 }, { $set: { n: 11 } })).modifiedCount).toBe(250);
    expect(await rows.distinct('n', { n: { $gt: 6 } })).toEqual([11]);
    expect(await rows.countDocuments({ n: 11 })).toBe(250);
    expect((await rows.deleteMany({ n: 11 })).deletedCount).toBe(250);
    await expect(rows.insertOne({ _id: 'a', n: 1, at: new Date(1) })).rejects.toMatchObject({ code: 11000 });
  });

  test('makes indexes', async () => {
    await rows.createIndexes([
      { key: { n: 1 }, name: 'n', unique: true },
      { key: { at: 1 }, name: 'expiry', expireAfterSeconds: 2_000_000_000 },
    ]);
    expect((await rows.indexes()).map((index) => index.name)).toEqual(['_id_', 'n', 'expiry']);
    await expect(rows.updateOne({ _id: 'a' }, { $set: { n: 0 } })).rejects.toMatchObject({ code: 11000 });
    await rows.dropIndex('n');
  });

  test('is told that there are no transactions and no change streams', async () => {
    const session = client.startSession();
    session.startTransaction();
    await expect(rows.insertOne({ _id: 'x', n: 1, at: new Date(1) }, { session })).rejects.toThrow(
      /replica set member or mongos|does not support retryable writes/,
    );
    await session.endSession();
    expect(await rows.findOne({ _id: 'x' })).toBeNull();
    await expect(rows.watch().next()).rejects.toMatchObject({ code: expect.any(Number) });
  });
});

/** What mongosh asks a server when it connects and for its prompt and completions (packages/service-provider-node-driver,
 *  packages/cli-repl, packages/shell-api of mongodb-js/mongosh), with what it makes of the answer. */
const asked: [object, object][] = [
  [
    {
      hello: 1,
      helloOk: true,
      client: {
        application: { name: 'mongosh 2.5.0' },
        driver: { name: 'nodejs|mongosh', version: '6.16.0|2.5.0' },
        os: { type: 'Linux' },
        platform: 'Node.js',
      },
    },
    { isWritablePrimary: true, ok: 1 },
  ],
  [{ buildInfo: 1 }, { version: '6.0.5', ok: 1 }],
  [{ connectionStatus: 1 }, { authInfo: { authenticatedUsers: [] }, ok: 1 }],
  [{ getCmdLineOpts: 1 }, { argv: ['peakwatch'], ok: 1 }],
  [{ getLog: 'startupWarnings' }, { log: [], ok: 1 }],
  [{ getFreeMonitoringStatus: 1 }, { state: 'disabled', ok: 1 }],
  [
    { getParameter: 1, featureCompatibilityVersion: 1 },
    { featureCompatibilityVersion: { version: '6.0' }, ok: 1 },
  ],
  [
    { listDatabases: 1, nameOnly: true },
    { databases: expect.any(Array), ok: 1 },
  ],
  [{ whatsmyuri: 1 }, { you: expect.any(String), ok: 1 }],
  [{ hostInfo: 1 }, { system: expect.any(Object), ok: 1 }],
  [{ serverStatus: 1 }, { process: 'peakwatch-embedded', ok: 1 }],
  [{ ping: 1 }, { ok: 1 }],
];
/** Commands that it tries and whose absence it understands. */
const absent = ['atlasVersion', 'replSetGetStatus', 'balancerStatus', 'getShardMap', 'isdbgrid', 'usersInfo'];

describe('mongosh', () => {
  let client: MongoClient;
  beforeEach(async () => {
    client = await new MongoClient(mongo.uri, { appName: 'mongosh 2.5.0' }).connect();
  });
  afterEach(() => client.close());

  test.each(asked)('gets an answer to %j', async (command, answer) => {
    expect(await client.db('admin').command(command)).toMatchObject(answer);
  });

  test.each(absent)('is told that there is no %s', async (name) => {
    await expect(client.db('admin').command({ [name]: 1 })).rejects.toMatchObject({
      code: 59,
      codeName: 'CommandNotFound',
    });
  });

  test('lists collections for its completions', async () => {
    await client.db('shown').createCollection('things');
    expect(await client.db('shown').listCollections({}, { nameOnly: true }).toArray()).toMatchObject([
      { name: 'things', type: 'collection' },
    ]);
  });
});
