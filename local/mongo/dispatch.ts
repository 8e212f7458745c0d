import { decodeValue } from './bson/decode.ts';
import { elements } from './bson/elements.ts';
import type { Reply } from './bson/encode.ts';
import { formatValue } from './bson/format.ts';
import { isNumber, toDouble, type Doc } from './bson/value.ts';
import { commands } from './commands/index.ts';
import type { Command, CommandContext, Counters } from './commands/command.ts';
import { sessionId } from './commands/sessions.ts';
import type { Cursors } from './cursor.ts';
import { badValue, CommandError, notSupported } from './errors.ts';
import type { Engine } from './store/engine.ts';
import { ADVICE, isCorruption } from './store/storage.ts';
import { errorReply } from './wire/connection.ts';
import type { Request } from './wire/message.ts';

/** Fields that every command may have, and that change nothing here. */
const GENERIC_FIELDS: ReadonlySet<string> = new Set([
  '$db',
  'lsid',
  '$clusterTime',
  '$readPreference',
  '$audit',
  '$client',
  '$configServerState',
  'readConcern',
  'writeConcern',
  'maxTimeMS',
  'maxTimeMSOpOnly',
  'comment',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
  'txnNumber',
  'autocommit',
  'startTransaction',
]);
/** Fields whose documents stay bytes, wherever the client puts them. */
const SEQUENCE_FIELDS: ReadonlySet<string> = new Set(['documents', 'updates', 'deletes']);
const READ_CONCERNS: readonly unknown[] = ['local', 'available', 'majority', 'linearizable', undefined];

/** What all connections share. */
export interface Shared {
  readonly engine: Engine;
  readonly cursors: Cursors;
  readonly counters: Counters;
  readonly nowMs: () => number;
}

/** Runs one request. Whatever goes wrong is a reply and never a thrown error. */
export async function dispatch(shared: Shared, request: Request, connectionId: number): Promise<Reply> {
  try {
    const { body, sequences } = openBody(request);
    const [name = ''] = body.keys();
    const command = commands.get(name);
    if (command === undefined) throw new CommandError('CommandNotFound', `no such command: '${name}'`);
    const database = request.legacyDatabase ?? body.get('$db');
    if (typeof database !== 'string') throw new CommandError('Location40571', 'OP_MSG requests require a $db argument');
    shared.counters.commands.set(
      command.names[0] ?? name,
      (shared.counters.commands.get(command.names[0] ?? name) ?? 0) + 1,
    );
    assertFields(command, name, body, database);
    const context: CommandContext = {
      engine: shared.engine,
      cursors: shared.cursors,
      counters: shared.counters,
      database,
      body,
      raw: request.body,
      sequences,
      session: sessionId(body.get('lsid')),
      connectionId,
      nowMs: shared.nowMs(),
    };
    return await command.run(context);
  } catch (error) {
    if (error instanceof CommandError) return errorReply(error);
    shared.engine.log(
      `An error inside the database: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    const advice = isCorruption(error) ? `. The database is damaged: stop it. ${ADVICE}` : '';
    const words = error instanceof Error ? error.message : String(error);
    return errorReply(new CommandError('InternalError', words + advice));
  }
}

/** Decodes a command's body; lists of documents stay bytes. */
function openBody(request: Request): { body: Doc; sequences: ReadonlyMap<string, Buffer[]> } {
  const body: Doc = new Map();
  const sequences = new Map(request.sequences);
  for (const element of elements(request.body)) {
    if (SEQUENCE_FIELDS.has(element.name) && element.type === 0x04 && body.size > 0) {
      sequences.set(element.name, documentsOf(request.body, element.name, element.valueStart));
    } else if (body.has(element.name)) {
      throw new CommandError('FailedToParse', `the command has the field '${element.name}' twice`);
    } else body.set(element.name, decodeValue(request.body, element));
  }
  return { body, sequences };
}

function documentsOf(bytes: Buffer, name: string, start: number): Buffer[] {
  const documents: Buffer[] = [];
  for (const item of elements(bytes, start)) {
    if (item.type !== 0x03)
      throw new CommandError(
        'TypeMismatch',
        `BSON field '${name}.${item.name}' is the wrong type, expected type 'object'`,
      );
    documents.push(bytes.subarray(item.valueStart, item.end));
  }
  return documents;
}

function assertFields(command: Command, name: string, body: Doc, database: string): void {
  if (command.adminOnly === true && database !== 'admin') {
    throw new CommandError('Unauthorized', `${name} may only be run against the admin database.`);
  }
  if (body.has('txnNumber')) {
    throw new CommandError(
      'IllegalOperation',
      'Transaction numbers are only allowed on a replica set member or mongos',
    );
  }
  if (body.has('startTransaction') || body.has('autocommit')) {
    throw new CommandError('InvalidOptions', `'autocommit' field requires a transaction number to also be specified`);
  }
  const wanted = body.get('writeConcern');
  const copies = wanted instanceof Map ? wanted.get('w') : undefined;
  if (isNumber(copies) && toDouble(copies) > 1) throw badValue("cannot use 'w' > 1 when a host is not replicated");
  const concern = body.get('readConcern');
  const level = concern instanceof Map ? concern.get('level') : undefined;
  if (!READ_CONCERNS.includes(level)) throw notSupported(`the read concern ${formatValue(level)}`);
  if (command.fields === 'any') return;
  for (const field of body.keys()) {
    if (field === name || GENERIC_FIELDS.has(field) || command.fields.includes(field)) continue;
    throw new CommandError('Location40415', `BSON field '${name}.${field}' is an unknown field.`);
  }
}
