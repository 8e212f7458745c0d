import { parseArgs } from 'node:util';
import { startMongo } from './server.ts';
import { describeSaved, repairFolder } from './store/repair.ts';

const HELP = `Peakwatch's embedded database: speaks MongoDB's wire protocol on loopback.

  --port NUMBER    port to listen on (default 27017, 0 for any free one)
  --host ADDRESS   loopback address to listen on (default 127.0.0.1)
  --data FOLDER    where the data lies (default .peakwatch/mongo)
  --repair         rebuild a damaged folder from what can still be read, then start
  --help           this text
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '27017' },
      host: { type: 'string', default: '127.0.0.1' },
      data: { type: 'string', default: '.peakwatch/mongo' },
      repair: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535)
    throw new Error(`--port must be a number from 0 to 65535, not ${values.port}`);
  if (values.repair) {
    for (const saved of await repairFolder(values.data)) process.stderr.write(`${describeSaved(saved)}\n`);
  }
  const mongo = await startMongo({
    dataDir: values.data,
    port,
    host: values.host,
    log: (line) => {
      process.stderr.write(`${line}\n`);
    },
  });
  process.stdout.write(`Embedded database listening on ${mongo.uri} with its data in ${values.data}\n`);
  const end = (): void => {
    mongo.close().then(
      () => process.exit(0),
      (error: unknown) => {
        fail(error);
      },
    );
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

main().catch(fail);
