import { Binary } from 'bson';
import type { Value } from '../bson/value.ts';
import { listArgument } from './arguments.ts';
import type { Command } from './command.ts';

/** A session's id as text, from `{ id: UUID }`. */
export function sessionId(lsid: Value | undefined): string | undefined {
  const id = lsid instanceof Map ? lsid.get('id') : undefined;
  return id instanceof Binary ? id.toString('hex') : undefined;
}

/** Closes the cursors of sessions that a client ends. */
export const endSessions: Command = {
  names: ['endSessions', 'killSessions'],
  fields: 'any',
  run: async ({ body, cursors }) => {
    const ids = listArgument(body, body.has('endSessions') ? 'endSessions' : 'killSessions').map(sessionId);
    await cursors.endSessions(new Set(ids.filter((id) => id !== undefined)));
    return { ok: 1 };
  },
};

/** A session lives in the client; there is nothing to keep. */
export const refreshSessions: Command = {
  names: ['refreshSessions', 'startSession'],
  fields: 'any',
  run: () => Promise.resolve({ ok: 1 }),
};
