import { hostname } from 'node:os';
import { int32, narrowNumber } from '../bson/value.ts';
import type { Command } from './command.ts';
import { SERVER_VERSION } from './hello.ts';

const COUNTED = ['insert', 'update', 'delete', 'getMore', 'find', 'aggregate', 'findAndModify'] as const;

/** Numbers since the start. `metrics.queryExecutor.collectionScans.total` counts queries without an index. */
export const serverStatus: Command = {
  names: ['serverStatus'],
  fields: 'any',
  run: ({ counters, cursors, nowMs }) => {
    const commands = Object.fromEntries(
      [...counters.commands].map(([name, total]) => [name, { failed: 0n, total: BigInt(total) }]),
    );
    const { rss, heapUsed } = process.memoryUsage();
    return Promise.resolve({
      host: hostname(),
      version: SERVER_VERSION,
      process: 'peakwatch-embedded',
      pid: BigInt(process.pid),
      uptime: (nowMs - counters.startedMs) / 1000,
      localTime: new Date(nowMs),
      connections: { current: int32(counters.connections), totalCreated: int32(counters.connectionsMade) },
      opcounters: {
        ...Object.fromEntries(COUNTED.map((name) => [name.toLowerCase(), BigInt(counters.commands.get(name) ?? 0)])),
        query: BigInt(counters.commands.get('find') ?? 0),
        command: BigInt([...counters.commands.values()].reduce((a, b) => a + b, 0)),
      },
      mem: { resident: narrowNumber(Math.round(rss / 1048576)), heap: narrowNumber(Math.round(heapUsed / 1048576)) },
      metrics: {
        commands,
        cursor: { open: { total: BigInt(cursors.size) } },
        queryExecutor: {
          scanned: BigInt(counters.keysExamined),
          scannedObjects: BigInt(counters.documentsExamined),
          collectionScans: { total: BigInt(counters.collectionScans), nonTailable: BigInt(counters.collectionScans) },
        },
      },
      storageEngine: { name: 'leveldb', persistent: true },
      ok: 1,
    });
  },
};
