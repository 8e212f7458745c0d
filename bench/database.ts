import { startMongo } from '../local/mongo/server.ts';

/** The embedded database in a process of its own: prints its URI, ends with its parent. */
const server = await startMongo({ dataDir: process.argv[2] ?? '.', port: 0, host: '127.0.0.1' });
process.stdout.write(`${server.uri}\n`);
process.on('disconnect', () => void server.close().then(() => process.exit(0)));
