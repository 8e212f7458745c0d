import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { copyDatabase } from './copy.ts';
import { isMongoUri } from './source.ts';
import { withoutPasswords } from './words.ts';

const HELP = `Copies the database of npm start to a MongoDB of your own, such as Atlas.

  npm run local:copy -- --to MONGODB_URI [--from FOLDER_OR_URI] [--force]

  --to URI       database to copy to, with its name: mongodb+srv://user:password@host/peakwatch
  --from WHERE   data folder of npm start, or the URI of a database (default: PEAKWATCH_DATA, else .peakwatch)
  --force        copy also into a database that holds other Peakwatch data, or that is in use
  --help         this text

What is at the target already is only compared: a copy that was interrupted goes on where it was when it is run again, and
one that was finished copies what has changed since. At the end both are compared and the counts shown; the exit code is 1
when they differ.`;

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      to: { type: 'string' },
      from: { type: 'string' },
      force: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false, short: 'h' },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const { to } = values;
  if (to === undefined) throw new Error(`--to is missing: where is it to be copied to?\n\n${HELP}`);
  if (!isMongoUri(to)) throw new Error('--to must begin with mongodb:// or mongodb+srv://');
  const complete = await copyDatabase({
    to,
    from: values.from ?? readConfig().dataFolder,
    force: values.force,
    say: (line) => {
      console.log(line);
    },
    nowMs: Date.now,
  });
  return complete ? 0 : 1;
}

process.once('SIGINT', () => {
  console.error('Interrupted. Run it again: it goes on where it was.');
  process.exit(130);
});
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(withoutPasswords(error instanceof Error ? error.message : String(error)));
  process.exitCode = 1;
}
