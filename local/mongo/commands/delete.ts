import { decodeDocument } from '../bson/decode.ts';
import { int32, isNumber, toDouble } from '../bson/value.ts';
import { CommandError, notSupported } from '../errors.ts';
import { WriteSession } from '../store/write-session.ts';
import { documentArgument, flagArgument, hintArgument, namespaceArgument, refuseCollation } from './arguments.ts';
import type { Command, CommandContext } from './command.ts';
import { findFirst, findKeys, type Target } from './modify.ts';
import { acknowledge, collectWriteErrors, statements } from './write-errors.ts';

/** Deletes documents: all statements of the command in one atomic write. */
export const remove: Command = {
  names: ['delete'],
  fields: ['deletes', 'ordered', 'let'],
  run: async (context) => {
    const { engine, database, body } = context;
    const namespace = namespaceArgument(database, body, 'delete');
    if (documentArgument(body, 'let').size > 0) throw notSupported('delete with let');
    const ordered = body.get('ordered') === undefined || flagArgument(body, 'ordered');
    const deletes = statements(context, 'deletes').map(parseDelete);
    if (engine.find(namespace) === undefined) return { n: int32(0), ok: 1 };
    let deleted = 0;
    const { errors } = await engine.exclusively(namespace, async (collection) => {
      const session = new WriteSession(engine, collection);
      const outcome = await collectWriteErrors(deletes, ordered, async ({ target, single }) => {
        deleted += await runDelete(context, session, target, single);
        await session.relieve();
      });
      await session.commit();
      return outcome;
    });
    await acknowledge(context);
    return { n: int32(deleted), ...(errors.length > 0 ? { writeErrors: errors } : {}), ok: 1 };
  },
};

/** Reads a statement: `limit` is 0 for all and 1 for the first. */
export function parseDelete(raw: Buffer): { target: Target; single: boolean } {
  const statement = decodeDocument(raw);
  refuseCollation(statement);
  const limit = statement.get('limit');
  if (!isNumber(limit) || ![0, 1].includes(toDouble(limit))) {
    throw new CommandError('FailedToParse', 'The limit field in delete objects must be 0 or 1.');
  }
  const unknown = [...statement.keys()].find((name) => !['q', 'limit', 'hint', 'collation'].includes(name));
  if (unknown !== undefined)
    throw new CommandError('Location40415', `BSON field 'delete.deletes.${unknown}' is an unknown field.`);
  return {
    target: { filter: documentArgument(statement, 'q'), sort: [], hint: hintArgument(statement) },
    single: toDouble(limit) === 1,
  };
}

async function runDelete(
  context: CommandContext,
  session: WriteSession,
  target: Target,
  single: boolean,
): Promise<number> {
  if (single) {
    const stored = await findFirst(context, session, target);
    if (stored !== undefined) session.delete(stored);
    return stored === undefined ? 0 : 1;
  }
  let deleted = 0;
  for (const key of await findKeys(context, session, target)) {
    const raw = session.source.get(key);
    if (raw === undefined) continue;
    session.delete({ key, raw });
    deleted += 1;
    await session.relieve();
  }
  return deleted;
}
