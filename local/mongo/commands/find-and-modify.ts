import type { ReplyValue } from '../bson/encode.ts';
import { int32, type Doc, type Value } from '../bson/value.ts';
import { CommandError, notSupported } from '../errors.ts';
import { compileProjection } from '../query/projection.ts';
import { parseSort } from '../query/sort.ts';
import { WriteSession } from '../store/write-session.ts';
import {
  documentArgument,
  flagArgument,
  hintArgument,
  listArgument,
  namespaceArgument,
  refuseCollation,
} from './arguments.ts';
import type { Command, CommandContext } from './command.ts';
import {
  compileModification,
  findFirst,
  insertUpserted,
  modifyStored,
  type Modification,
  type Target,
} from './modify.ts';
import { acknowledge } from './write-errors.ts';

interface Outcome {
  readonly value: Buffer | null;
  readonly lastErrorObject: Readonly<Record<string, ReplyValue>>;
}

/** Finds one document and changes or removes it, with nobody else between. */
export const findAndModify: Command = {
  names: ['findAndModify', 'findandmodify'],
  fields: [
    'query',
    'sort',
    'remove',
    'update',
    'new',
    'fields',
    'upsert',
    'arrayFilters',
    'hint',
    'collation',
    'bypassDocumentValidation',
    'let',
  ],
  run: async (context) => {
    const { engine, database, body, nowMs } = context;
    const namespace = namespaceArgument(database, body, body.has('findAndModify') ? 'findAndModify' : 'findandmodify');
    refuseCollation(body);
    if (documentArgument(body, 'let').size > 0) throw notSupported('findAndModify with let');
    const target = targetOf(body);
    const project = compileProjection(body.get('fields'));
    const removes = flagArgument(body, 'remove');
    const change = parseChange(body, removes, nowMs);
    const { value, lastErrorObject } = await engine.exclusively(namespace, async (collection) => {
      const session = new WriteSession(engine, collection);
      const outcome =
        change === undefined
          ? await removeOne(context, session, target)
          : await changeOne(context, session, target, change);
      await session.commit();
      return outcome;
    });
    await acknowledge(context);
    return { lastErrorObject, value: value === null || project === undefined ? value : project(value), ok: 1 };
  },
};

export const targetOf = (body: Doc): Target => ({
  filter: documentArgument(body, 'query'),
  sort: parseSort(body.get('sort')),
  hint: hintArgument(body),
});

function parseChange(body: Doc, removes: boolean, nowMs: number): Modification | undefined {
  const update = body.get('update');
  if (removes) {
    if (update !== undefined) throw new CommandError('FailedToParse', 'Cannot specify both an update and remove=true');
    if (flagArgument(body, 'upsert'))
      throw new CommandError('FailedToParse', 'Cannot specify both upsert=true and remove=true');
    if (flagArgument(body, 'new'))
      throw new CommandError(
        'FailedToParse',
        "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document",
      );
    return undefined;
  }
  if (update === undefined)
    throw new CommandError('FailedToParse', 'Either an update or remove=true must be specified');
  return compileModification(update, undefined, listArgument(body, 'arrayFilters'), nowMs);
}

async function removeOne(context: CommandContext, session: WriteSession, target: Target): Promise<Outcome> {
  const stored = await findFirst(context, session, target);
  if (stored !== undefined) session.delete(stored);
  return { value: stored?.raw ?? null, lastErrorObject: { n: int32(stored === undefined ? 0 : 1) } };
}

async function changeOne(
  context: CommandContext,
  session: WriteSession,
  target: Target,
  change: Modification,
): Promise<Outcome> {
  const wantsNew = flagArgument(context.body, 'new');
  const stored = await findFirst(context, session, target);
  if (stored !== undefined) {
    const { raw } = modifyStored(session, stored, change, context.nowMs);
    return { value: wantsNew ? raw : stored.raw, lastErrorObject: { n: int32(1), updatedExisting: true } };
  }
  if (!flagArgument(context.body, 'upsert'))
    return { value: null, lastErrorObject: { n: int32(0), updatedExisting: false } };
  const made: { id: Value; raw: Buffer } = insertUpserted(session, target.filter, change, context.nowMs);
  return {
    value: wantsNew ? made.raw : null,
    lastErrorObject: { n: int32(1), updatedExisting: false, upserted: made.id },
  };
}
