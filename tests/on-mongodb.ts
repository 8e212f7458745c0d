import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { MongoClient } from 'mongodb';
import { startMongod } from './support/mongod.ts';

/**
 * `npm run test:mongodb`: the store's contract and the end-to-end tests, with the same expectations, on a real MongoDB: the
 * one that MONGODB_URI names, or a mongod found on this machine. Says which; fails when there is none.
 */
const given = process.env['MONGODB_URI'];
const started = given === undefined ? await startMongod() : null;
const uri = given ?? started?.uri ?? '';
let exitCode = 1;
try {
  const client = await new MongoClient(uri, { serverSelectionTimeoutMS: 5_000 }).connect();
  const { version } = (await client.db('admin').command({ buildInfo: 1 })) as { version: string };
  await client.close();
  console.log(`MongoDB ${version} at ${uri.replace(/\/\/[^@/]*@/, '//***@')}${started ? ` (${started.program})` : ''}`);
  const jest = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=NodeVersionSupportWarning',
  ];
  const args = [...jest, 'node_modules/jest/bin/jest.js', '--selectProjects', 'unit', 'e2e', 'mongodb', '--runInBand'];
  const child = spawn(
    process.execPath,
    [
      ...args,
      '--testPathPatterns',
      'tests/contract/(store|alerting|rollup|status|fleet|ranges|operations|capacity|annotations)',
      'tests/e2e/system',
      '\\.mongodb\\.test',
    ],
    {
      stdio: 'inherit',
      env: { ...process.env, MONGODB_URI: uri },
    },
  );
  [exitCode] = (await once(child, 'exit')) as [number];
} finally {
  await started?.close();
}
process.exit(exitCode);
