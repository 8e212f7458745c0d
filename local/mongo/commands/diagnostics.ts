import { cpus, hostname, totalmem } from 'node:os';
import { int32, narrowNumber } from '../bson/value.ts';
import { MAX_DOCUMENT_BYTES } from '../bson/elements.ts';
import { CommandError } from '../errors.ts';
import type { Command } from './command.ts';
import { SERVER_VERSION } from './hello.ts';

const answer = (name: string, reply: Awaited<ReturnType<Command['run']>>, ...others: string[]): Command => ({
  names: [name, ...others],
  fields: 'any',
  run: () => Promise.resolve(reply),
});

/** What drivers, mongosh and Compass ask of every server when they connect. */
export const diagnostics: readonly Command[] = [
  answer('ping', { ok: 1 }),
  answer(
    'buildInfo',
    {
      version: SERVER_VERSION,
      gitVersion: 'peakwatch-embedded',
      modules: ['peakwatch-embedded'],
      versionArray: SERVER_VERSION.split('.')
        .concat('0')
        .map((part) => int32(Number(part))),
      bits: int32(64),
      debug: false,
      maxBsonObjectSize: int32(MAX_DOCUMENT_BYTES),
      storageEngines: ['leveldb'],
      ok: 1,
    },
    'buildinfo',
  ),
  {
    names: ['hostInfo'],
    fields: 'any',
    run: () =>
      Promise.resolve({
        system: {
          hostname: hostname(),
          numCores: int32(cpus().length),
          memSizeMB: narrowNumber(Math.floor(totalmem() / 1048576)),
        },
        os: { type: process.platform, name: process.platform, version: process.version },
        ok: 1,
      }),
  },
  answer('connectionStatus', { authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] }, ok: 1 }),
  answer('getCmdLineOpts', { argv: ['peakwatch'], parsed: {}, ok: 1 }),
  answer('getLog', { totalLinesWritten: int32(0), log: [], ok: 1 }),
  answer('getFreeMonitoringStatus', { state: 'disabled', ok: 1 }),
  {
    names: ['whatsmyuri'],
    fields: 'any',
    run: ({ connectionId }) => Promise.resolve({ you: `127.0.0.1:${connectionId}`, ok: 1 }),
  },
  {
    names: ['getParameter'],
    fields: 'any',
    run: ({ body }) => {
      if (body.has('featureCompatibilityVersion')) {
        return Promise.resolve({ featureCompatibilityVersion: { version: '6.0' }, ok: 1 });
      }
      throw new CommandError('InvalidOptions', 'no option found to get');
    },
  },
];
