import { join } from 'node:path';
import { LogFile } from './log-file.ts';
import { Part } from './part.ts';

/** A runner with one part: `part.fixture.ts FOLDER PROGRAM`. Prints the part's number; ends it on SIGTERM. */
const [folder = '', program = ''] = process.argv.slice(2);

const { part, ready } = Part.start({
  title: 'The part',
  args: [program],
  env: { PATH: '' },
  graceMs: 500,
  log: new LogFile(join(folder, 'part.log')),
  isReady: () => Promise.resolve(true),
  onProcess: () => undefined,
  say: console.log,
  onGivenUp: console.error,
});
process.on('SIGTERM', () => {
  void part.stop().then(() => process.exit(0));
});
await ready;
console.log(`part ${part.pid}`);
