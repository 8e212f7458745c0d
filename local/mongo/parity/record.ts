import { mkdir, writeFile } from 'node:fs/promises';
import { MongoClient } from 'mongodb';
import { runCase } from './case.ts';
import { CASES } from './cases/index.ts';

/** Asks a MongoDB server every case and writes its answers down:
 *  `node --import tsx local/mongo/parity/record.ts mongodb://127.0.0.1:27017/`. */
async function record(uri: string): Promise<void> {
  const client = await MongoClient.connect(uri);
  try {
    const { version } = (await client.db('admin').command({ buildInfo: 1 })) as unknown as { version: string };
    await client.db('parity').dropDatabase();
    await mkdir(new URL('answers/', import.meta.url), { recursive: true });
    for (const [area, cases] of Object.entries(CASES)) {
      const answers = [];
      for (const one of cases) answers.push(await runCase(client.db('parity'), one));
      const text = `${JSON.stringify({ server: `MongoDB ${version}`, answers }, null, 2)}\n`;
      await writeFile(new URL(`answers/${area}.json`, import.meta.url), text);
      process.stdout.write(`${area}: ${answers.length} answers of MongoDB ${version}\n`);
    }
  } finally {
    await client.close();
  }
}

const [uri] = process.argv.slice(2);
if (uri === undefined) throw new Error('Say which server to ask: record.ts mongodb://127.0.0.1:27017/');
await record(uri);
