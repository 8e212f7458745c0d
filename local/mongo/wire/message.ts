import { documentEnd, valueEnd } from '../bson/elements.ts';
import { CommandError } from '../errors.ts';
import { crc32c } from './crc32c.ts';

/** The wire protocol (github.com/mongodb/specifications, message/OP_MSG; docs/reference/mongodb-wire-protocol). */
const OPCODE = { reply: 1, query: 2004, compressed: 2012, msg: 2013 } as const;
const FLAG = { checksumPresent: 1, moreToCome: 2, exhaustAllowed: 1 << 16 } as const;
/** Bits 0 to 15 are required: a server must refuse those that it does not know. */
const REQUIRED_BITS = 0xffff;
export const HEADER_BYTES = 16;
export const MAX_MESSAGE_BYTES = 48_000_000;

/** A message as it came: a command's bytes and the document sequences that came beside it. */
export interface Request {
  readonly requestId: number;
  readonly body: Buffer;
  readonly sequences: ReadonlyMap<string, Buffer[]>;
  /** The client waits for no answer. */
  readonly silent: boolean;
  /** The database of an old-style handshake, which is answered in its own format. */
  readonly legacyDatabase?: string;
}

const broken = (why: string): CommandError => new CommandError('ProtocolError', `Malformed message: ${why}`);

/** The length in a message's header. @throws CommandError if no message can have it. */
export function messageLength(header: Buffer): number {
  const length = header.readInt32LE(0);
  if (length < HEADER_BYTES || length > MAX_MESSAGE_BYTES) {
    throw broken(
      `a length of ${length} bytes is not between ${HEADER_BYTES} and ${MAX_MESSAGE_BYTES}; is this a MongoDB client?`,
    );
  }
  return length;
}

/** Reads a whole message. @throws CommandError in words for whatever is wrong with it. */
export function parseMessage(message: Buffer): Request {
  const requestId = message.readInt32LE(4);
  const opcode = message.readInt32LE(12);
  if (opcode === OPCODE.msg) return parseMsg(message, requestId);
  if (opcode === OPCODE.query) return parseQuery(message, requestId);
  if (opcode === OPCODE.compressed) throw broken('compression was not agreed on');
  throw broken(`operation code ${opcode} is not supported; use OP_MSG`);
}

function parseMsg(message: Buffer, requestId: number): Request {
  if (message.length < HEADER_BYTES + 5) throw broken('it ends before its first section');
  const flags = message.readUInt32LE(HEADER_BYTES);
  if ((flags & REQUIRED_BITS & ~(FLAG.checksumPresent | FLAG.moreToCome)) !== 0)
    throw broken(`unknown flags 0x${flags.toString(16)}`);
  let end = message.length;
  if ((flags & FLAG.checksumPresent) !== 0) {
    end -= 4;
    if (end < HEADER_BYTES + 5 || crc32c(message.subarray(0, end)) !== message.readUInt32LE(end))
      throw broken('its checksum is wrong');
  }
  let body: Buffer | undefined;
  const sequences = new Map<string, Buffer[]>();
  let at = HEADER_BYTES + 4;
  while (at < end) {
    const kind = message[at];
    const size = at + 5 <= end ? message.readInt32LE(at + 1) : -1;
    const next = at + 1 + size;
    if (size < 5 || next > end) throw broken('a section is longer than the message');
    if (kind === 0) {
      if (body !== undefined) throw broken('it has two bodies');
      body = sectionDocument(message, at + 1, next);
    } else if (kind === 1) addSequence(sequences, message, at + 5, next);
    else throw broken(`section kind ${String(kind)} is unknown`);
    at = next;
  }
  if (body === undefined) throw broken('it has no body');
  return { requestId, body, sequences, silent: (flags & FLAG.moreToCome) !== 0 };
}

/** A document that fills its section to the end. */
function sectionDocument(message: Buffer, start: number, end: number): Buffer {
  const document = message.subarray(start, end);
  documentEnd(document, 0);
  return document;
}

function addSequence(sequences: Map<string, Buffer[]>, message: Buffer, start: number, end: number): void {
  const zero = message.indexOf(0, start);
  if (zero < 0 || zero >= end) throw broken('a section has no name');
  const name = message.toString('utf8', start, zero);
  if (sequences.has(name)) throw broken(`the section '${name}' comes twice`);
  const documents: Buffer[] = [];
  let at = zero + 1;
  while (at < end) {
    const next = valueEnd(message, 0x03, at, end);
    documents.push(sectionDocument(message, at, next));
    at = next;
  }
  sequences.set(name, documents);
}

/** OP_QUERY lives on only for the first `hello` of a connection. */
function parseQuery(message: Buffer, requestId: number): Request {
  const zero = message.indexOf(0, HEADER_BYTES + 4);
  if (zero < 0) throw broken('it has no collection name');
  const collection = message.toString('utf8', HEADER_BYTES + 4, zero);
  const at = zero + 1 + 8;
  if (!collection.endsWith('.$cmd')) throw broken('OP_QUERY is only supported for the handshake; use OP_MSG');
  if (at + 5 > message.length) throw broken('it has no document');
  const end = valueEnd(message, 0x03, at, message.length);
  return {
    requestId,
    body: sectionDocument(message, at, end),
    sequences: new Map(),
    silent: false,
    legacyDatabase: collection.slice(0, -'.$cmd'.length),
  };
}

/** The bytes of an answer, in the format of the question. */
export function buildReply(
  replyId: number,
  request: Pick<Request, 'requestId' | 'legacyDatabase'>,
  body: Buffer,
): Buffer[] {
  const isLegacy = request.legacyDatabase !== undefined;
  const head = Buffer.alloc(HEADER_BYTES + (isLegacy ? 20 : 5));
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(replyId, 4);
  head.writeInt32LE(request.requestId, 8);
  head.writeInt32LE(isLegacy ? OPCODE.reply : OPCODE.msg, 12);
  // OP_REPLY: flags (8 = AwaitCapable), cursor 0, starting from 0, one document.
  if (isLegacy) {
    head.writeInt32LE(8, HEADER_BYTES);
    head.writeInt32LE(1, HEADER_BYTES + 16);
  }
  return [head, body];
}
