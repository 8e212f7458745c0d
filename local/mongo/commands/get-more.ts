import { badValue } from '../errors.ts';
import { countArgument, textArgument } from './arguments.ts';
import type { Command } from './command.ts';

/** The next documents of a cursor. */
export const getMore: Command = {
  names: ['getMore'],
  fields: ['collection', 'batchSize'],
  run: async ({ body, cursors, database, nowMs }) => {
    const id = body.get('getMore');
    if (typeof id !== 'bigint') throw badValue('getMore needs the id of a cursor as an int64');
    const namespace = `${database}.${textArgument(body, 'collection')}`;
    const size = countArgument(body, 'batchSize') ?? 0;
    const more = await cursors.more(id, namespace, size === 0 ? Infinity : size, nowMs);
    return { cursor: { nextBatch: more.batch, id: more.id, ns: namespace }, ok: 1 };
  },
};
