import { decodeValue } from '../bson/decode.ts';
import { elements } from '../bson/elements.ts';
import type { Reply } from '../bson/encode.ts';
import { int32, type Doc, type Value } from '../bson/value.ts';
import { CommandError, notSupported } from '../errors.ts';
import { assertStages } from '../pipeline/stages.ts';
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
  findKeys,
  insertUpserted,
  modifyStored,
  type Modification,
  type Target,
} from './modify.ts';
import { acknowledge, collectWriteErrors, statements } from './write-errors.ts';

/** One statement of an update command. */
export interface UpdateStatement {
  readonly target: Target;
  readonly change: Modification;
  readonly multi: boolean;
  readonly upsert: boolean;
}

const STATEMENT_FIELDS = ['q', 'u', 'multi', 'upsert', 'arrayFilters', 'hint', 'collation', 'sort', 'c'];

/** Changes documents: all statements of the command in one atomic write. */
export const update: Command = {
  names: ['update'],
  fields: ['updates', 'ordered', 'bypassDocumentValidation', 'let'],
  run: async (context) => {
    const { engine, database, body, nowMs } = context;
    const namespace = namespaceArgument(database, body, 'update');
    if (documentArgument(body, 'let').size > 0) throw notSupported('update with let');
    const ordered = body.get('ordered') === undefined || flagArgument(body, 'ordered');
    const updates = statements(context, 'updates').map(splitStatement);
    const upserted: Reply[] = [];
    let matched = 0;
    let modified = 0;
    const { errors } = await engine.exclusively(namespace, async (collection) => {
      const session = new WriteSession(engine, collection);
      const outcome = await collectWriteErrors(updates, ordered, async (statement, index) => {
        const result = await runUpdate(context, session, compileStatement(statement, nowMs));
        matched += result.matched;
        modified += result.modified;
        if (result.upsertedId !== undefined) upserted.push({ index: int32(index), _id: result.upsertedId });
        await session.relieve();
      });
      await session.commit();
      return outcome;
    });
    await acknowledge(context);
    return {
      n: int32(matched + upserted.length),
      nModified: int32(modified),
      ...(upserted.length > 0 ? { upserted } : {}),
      ...(errors.length > 0 ? { writeErrors: errors } : {}),
      ok: 1,
    };
  },
};

/** A statement whose frame is right. */
interface SplitStatement {
  readonly statement: Doc;
  /** The bytes of `u`, if it is a document. */
  readonly replacement: Buffer | undefined;
}

/** Reads a statement of an update command. @throws CommandError for an error that ends the whole command. */
export function splitStatement(raw: Buffer): SplitStatement {
  const statement: Doc = new Map();
  let replacement: Buffer | undefined;
  for (const element of elements(raw)) {
    statement.set(element.name, decodeValue(raw, element));
    if (element.name === 'u' && element.type === 0x03) replacement = raw.subarray(element.valueStart, element.end);
  }
  const unknown = [...statement.keys()].find((name) => !STATEMENT_FIELDS.includes(name));
  if (unknown !== undefined) {
    throw new CommandError('Location40415', `BSON field 'update.updates.${unknown}' is an unknown field.`);
  }
  if (statement.has('c')) throw notSupported('update with c');
  const pipeline = statement.get('u');
  if (Array.isArray(pipeline)) assertStages(pipeline);
  return { statement, replacement };
}

/** Compiles a statement. @throws CommandError for an error that ends this statement only. */
export function compileStatement({ statement, replacement }: SplitStatement, nowMs: number): UpdateStatement {
  refuseCollation(statement);
  const multi = flagArgument(statement, 'multi');
  const change = compileModification(
    statement.get('u') ?? null,
    replacement,
    listArgument(statement, 'arrayFilters'),
    nowMs,
  );
  if (multi && change.replaces)
    throw new CommandError('FailedToParse', 'multi update is not supported for replacement-style update');
  const sort = parseSort(statement.get('sort'));
  if (multi && sort.length > 0) throw new CommandError('FailedToParse', 'Cannot specify sort with multi=true');
  return {
    target: { filter: documentArgument(statement, 'q'), sort, hint: hintArgument(statement) },
    change,
    multi,
    upsert: flagArgument(statement, 'upsert'),
  };
}

export interface UpdateResult {
  readonly matched: number;
  readonly modified: number;
  readonly upsertedId?: Value;
}

/** Runs one statement inside a session. */
export async function runUpdate(
  context: CommandContext,
  session: WriteSession,
  statement: UpdateStatement,
): Promise<UpdateResult> {
  const { target, change, multi, upsert } = statement;
  let matched = 0;
  let modified = 0;
  if (multi) {
    for (const key of await findKeys(context, session, target)) {
      const raw = session.source.get(key);
      if (raw === undefined) continue;
      matched += 1;
      if (modifyStored(session, { key, raw }, change, context.nowMs).changed) modified += 1;
      await session.relieve();
    }
  } else {
    const stored = await findFirst(context, session, target);
    if (stored !== undefined) {
      matched = 1;
      modified = modifyStored(session, stored, change, context.nowMs).changed ? 1 : 0;
    }
  }
  if (matched > 0 || !upsert) return { matched, modified };
  return { matched, modified, upsertedId: insertUpserted(session, target.filter, change, context.nowMs).id };
}
