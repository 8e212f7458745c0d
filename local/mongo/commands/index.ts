import { aggregate } from './aggregate.ts';
import { collMod } from './coll-mod.ts';
import { create, drop, dropDatabase, listCollections, listDatabases } from './collections.ts';
import type { Command } from './command.ts';
import { count } from './count.ts';
import { remove } from './delete.ts';
import { diagnostics } from './diagnostics.ts';
import { distinct } from './distinct.ts';
import { explain } from './explain.ts';
import { findAndModify } from './find-and-modify.ts';
import { find } from './find.ts';
import { getMore } from './get-more.ts';
import { hello } from './hello.ts';
import { createIndexes, dropIndexes, listIndexes } from './indexes.ts';
import { insert } from './insert.ts';
import { killCursors } from './kill-cursors.ts';
import { serverStatus } from './server-status.ts';
import { endSessions, refreshSessions } from './sessions.ts';
import { collStats, compact, dbStats } from './statistics.ts';
import { update } from './update.ts';

/** Every command that the server knows. A new one is one line here; a test finds files that are not listed. */
const all: readonly Command[] = [
  aggregate,
  collMod,
  collStats,
  compact,
  count,
  create,
  createIndexes,
  dbStats,
  ...diagnostics,
  distinct,
  drop,
  dropDatabase,
  dropIndexes,
  endSessions,
  explain,
  find,
  findAndModify,
  getMore,
  hello,
  insert,
  killCursors,
  listCollections,
  listDatabases,
  listIndexes,
  refreshSessions,
  remove,
  serverStatus,
  update,
];

/** Commands by each of their names. */
export const commands: ReadonlyMap<string, Command> = new Map(
  all.flatMap((command) => command.names.map((name): [string, Command] => [name, command])),
);
