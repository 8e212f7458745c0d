import { ObjectId } from 'bson';
import { decodeValue } from '../bson/decode.ts';
import { assertSound, elements, MAX_DOCUMENT_BYTES } from '../bson/elements.ts';
import { encodeElement, joinElements } from '../bson/encode.ts';
import { int32, typeName, type Value } from '../bson/value.ts';
import { BSONRegExp } from 'bson';
import { badValue, CommandError } from '../errors.ts';
import { WriteSession } from '../store/write-session.ts';
import { flagArgument, namespaceArgument } from './arguments.ts';
import type { Command } from './command.ts';
import { acknowledge, collectWriteErrors, statements } from './write-errors.ts';

/** Puts new documents into a collection, all of the command in one atomic write. */
export const insert: Command = {
  names: ['insert'],
  fields: ['documents', 'ordered', 'bypassDocumentValidation'],
  run: async (context) => {
    const { engine, database, body } = context;
    const namespace = namespaceArgument(database, body, 'insert');
    const documents = statements(context, 'documents');
    const ordered = body.get('ordered') === undefined || flagArgument(body, 'ordered');
    const { errors, done } = await engine.exclusively(namespace, async (collection) => {
      const session = new WriteSession(engine, collection);
      const result = await collectWriteErrors(documents, ordered, async (raw) => {
        const { id, bytes } = prepareDocument(raw);
        session.insert(id, bytes);
        await session.relieve();
      });
      await session.commit();
      return result;
    });
    await acknowledge(context);
    return { n: int32(done), ...(errors.length > 0 ? { writeErrors: errors } : {}), ok: 1 };
  },
};

/** A sound document whose first field is its _id; a missing one is made. */
export function prepareDocument(raw: Buffer): { id: Value; bytes: Buffer } {
  assertSound(raw);
  if (raw.length > MAX_DOCUMENT_BYTES) {
    throw new CommandError(
      'BSONObjectTooLarge',
      `object to insert too large. size in bytes: ${raw.length}, max size: ${MAX_DOCUMENT_BYTES}`,
    );
  }
  let position = 0;
  for (const element of elements(raw)) {
    if (element.name === '_id') {
      const id = decodeValue(raw, element);
      assertId(id);
      if (position === 0) return { id, bytes: raw };
      const rest = [raw.subarray(4, element.start), raw.subarray(element.end, raw.length - 1)];
      return { id, bytes: joinElements([raw.subarray(element.start, element.end), ...rest]) };
    }
    position += 1;
  }
  const id = new ObjectId();
  return { id, bytes: joinElements([encodeElement('_id', id), raw.subarray(4, raw.length - 1)]) };
}

/** What MongoDB takes for an _id: everything but arrays, patterns and documents with operators. */
export function assertId(id: Value): void {
  if (Array.isArray(id) || id instanceof BSONRegExp) {
    throw new CommandError('InvalidIdField', `The '_id' value cannot be of type ${typeName(id)}`);
  }
  const first = id instanceof Map ? [...id.keys()].find((name) => name.startsWith('$')) : undefined;
  if (first !== undefined)
    throw badValue(`_id fields may not contain '$'-prefixed fields: ${first} is not valid for storage.`);
}
