import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Db, MongoClient } from 'mongodb';
import { startTestMongo, type TestMongo } from '../../local/mongo/testing.ts';
import { prepare } from './differential/compare.ts';
import { cases, runCase, Tally } from './differential/run.ts';

/** About five commands a case; 100,000 take half an hour. */
const RUNS = Number(process.env['DIFFERENTIAL_RUNS'] ?? 800);
/** Always the same in CI, so that nobody's change fails by chance; another one for a long run. */
const SEED = Number(process.env['DIFFERENTIAL_SEED'] ?? 20_260_101);
const TIME_LIMIT_MS = process.env['DIFFERENTIAL_RUNS'] === undefined ? 60_000 : 24 * 3_600_000;

let mongo: TestMongo;
let clients: MongoClient[];
let servers: { embedded: Db; real: Db };
beforeAll(async () => {
  const uri = process.env['MONGODB_URI'];
  if (uri === undefined) throw new Error('a real MongoDB is needed: npm run test:mongodb finds or names one');
  mongo = await startTestMongo();
  const [embedded, real] = await Promise.all(
    [mongo.uri, uri].map((each) =>
      new MongoClient(each, { ignoreUndefined: true, serverSelectionTimeoutMS: 5_000 }).connect(),
    ),
  );
  if (embedded === undefined || real === undefined) throw new Error('two servers');
  clients = [embedded, real];
  const name = `peakwatch_differential_${process.pid}`;
  servers = { embedded: embedded.db(name), real: real.db(name) };
  await Promise.all([prepare(servers.embedded), prepare(servers.real)]);
});
afterAll(async () => {
  await servers.real.dropDatabase();
  await Promise.all(clients.map((client) => client.close()));
  await mongo.remove();
});

test(
  'the embedded server answers random commands as MongoDB does, or refuses them',
  async () => {
    const tally = new Tally();
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        expect((await runCase(servers, one, tally))?.text).toBeUndefined();
      }),
      { numRuns: RUNS, seed: SEED },
    );
    const refusals = [...tally.refusals].sort(([, a], [, b]) => b - a).map(([words, n]) => `${n} × ${words}`);
    process.stdout.write(`${tally.commands} random commands, ${tally.refused} refused: ${refusals.join('; ')}\n`);
    expect(tally.commands).toBeGreaterThan(3 * RUNS);
    expect(tally.refused / tally.commands).toBeLessThan(0.02);
  },
  TIME_LIMIT_MS,
);
