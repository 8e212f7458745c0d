import type { Value } from '../bson/value.ts';
import { listArgument, namespaceArgument } from './arguments.ts';
import type { Command } from './command.ts';

/** Closes cursors that are no longer wanted. */
export const killCursors: Command = {
  names: ['killCursors'],
  fields: ['cursors'],
  run: async ({ body, cursors, database }) => {
    const namespace = namespaceArgument(database, body, 'killCursors');
    const killed: Value[] = [];
    const missing: Value[] = [];
    for (const id of listArgument(body, 'cursors')) {
      const known = typeof id === 'bigint' && (await cursors.kill(id, namespace));
      (known ? killed : missing).push(id);
    }
    return { cursorsKilled: killed, cursorsNotFound: missing, cursorsAlive: [], cursorsUnknown: [], ok: 1 };
  },
};
