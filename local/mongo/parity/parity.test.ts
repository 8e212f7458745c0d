import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { MongoClient } from 'mongodb';
import { startTestMongo, type TestMongo } from '../testing.ts';
import { isRefused, runCase, type Outcome } from './case.ts';
import { CASES } from './cases/index.ts';

/** Answers of a real MongoDB, written down by record.ts. */
function recorded(area: string): { server: string; answers: Outcome[] } {
  const text = readFileSync(new URL(`./answers/${area}.json`, import.meta.url), 'utf8');
  return JSON.parse(text) as { server: string; answers: Outcome[] };
}

describe('the embedded server answers as MongoDB does', () => {
  let mongo: TestMongo;
  let client: MongoClient;

  beforeAll(async () => {
    mongo = await startTestMongo();
    client = await MongoClient.connect(mongo.uri);
  });
  afterAll(async () => {
    await client.close();
    await mongo.remove();
  });

  test.each(Object.entries(CASES))(
    '%s',
    async (area, cases) => {
      const { answers } = recorded(area);
      expect(answers).toHaveLength(cases.length);
      const different = [];
      for (const [i, one] of cases.entries()) {
        const outcome = await runCase(client.db('parity'), one);
        if (one.mayRefuse === true && isRefused(outcome)) continue;
        if (JSON.stringify(outcome) !== JSON.stringify(answers[i])) {
          different.push({ command: one.command, mongodb: answers[i], embedded: outcome });
        }
      }
      expect(different).toEqual([]);
    },
    60_000,
  );
});
