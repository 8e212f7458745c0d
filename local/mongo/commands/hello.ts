import { int32 } from '../bson/value.ts';
import { MAX_DOCUMENT_BYTES } from '../bson/elements.ts';
import { MAX_MESSAGE_BYTES } from '../wire/message.ts';
import type { Command } from './command.ts';
import { MAX_STATEMENTS } from './write-errors.ts';

/** The release of MongoDB with which the answers were compared, and its wire version. Drivers of the last years accept
 *  it (mongodb 7 asks for 9 to 29, mongodb 5 for 6 to 21), and it promises none of what is missing here. */
export const SERVER_VERSION = '6.0.5';
const WIRE_VERSION = 17;

/** The handshake. It speaks as a single server without a replica set, so that drivers do not try transactions. */
export const hello: Command = {
  names: ['hello', 'isMaster', 'ismaster'],
  fields: 'any',
  run: ({ body, connectionId, nowMs }) =>
    Promise.resolve({
      ...(body.has('hello') ? { isWritablePrimary: true } : { ismaster: true }),
      helloOk: true,
      maxBsonObjectSize: int32(MAX_DOCUMENT_BYTES),
      maxMessageSizeBytes: int32(MAX_MESSAGE_BYTES),
      maxWriteBatchSize: int32(MAX_STATEMENTS),
      localTime: new Date(nowMs),
      logicalSessionTimeoutMinutes: int32(30),
      connectionId: int32(connectionId),
      minWireVersion: int32(0),
      maxWireVersion: int32(WIRE_VERSION),
      readOnly: false,
      ok: 1,
    }),
};
