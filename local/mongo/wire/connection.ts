import type { Socket } from 'node:net';
import { encodeReply, type Reply } from '../bson/encode.ts';
import { int32 } from '../bson/value.ts';
import { CommandError } from '../errors.ts';
import type { ReceiveBudget } from './receive-budget.ts';
import { buildReply, HEADER_BYTES, messageLength, parseMessage, type Request } from './message.ts';

/** Answers one request. */
export type Handle = (request: Request) => Promise<Reply>;

/** A message that has begun must be whole after this time. */
const MESSAGE_TIMEOUT_MS = 60_000;

/** Serves one client until it leaves or sends something broken: one message after another, so that a client that sends
 *  quicker than it is served is slowed down by TCP and not by our memory. */
export async function serveConnection(
  socket: Socket,
  handle: Handle,
  budget: ReceiveBudget,
  isClosing: () => boolean,
  log: (line: string) => void,
): Promise<void> {
  let replyId = 0;
  socket.setNoDelay(true);
  try {
    for await (const message of readMessages(socket, budget)) {
      const request = parseOrRefuse(message, socket);
      const reply = await handle(request);
      if (!request.silent) {
        replyId = (replyId + 1) | 0;
        await send(socket, buildReply(replyId, request, encodeReply(reply)));
      }
      if (isClosing()) break;
    }
  } catch (error) {
    if (error instanceof CommandError)
      log(`Closed the connection of ${socket.remoteAddress ?? 'a client'}: ${error.message}`);
    else if (!isDisconnect(error)) log(`A connection failed: ${(error as Error).message}`);
  } finally {
    socket.destroySoon();
  }
}

/** What is broken is answered in words, and then the connection is closed, for nobody knows where the next message
 *  begins. */
function parseOrRefuse(message: Buffer, socket: Socket): Request {
  try {
    return parseMessage(message);
  } catch (error) {
    if (error instanceof CommandError) refuse(socket, message, error);
    throw error;
  }
}

function refuse(socket: Socket, header: Buffer, error: CommandError): void {
  const requestId = header.length >= 8 ? header.readInt32LE(4) : 0;
  for (const part of buildReply(1, { requestId }, encodeReply(errorReply(error)))) socket.write(part);
}

/** An error as a command's reply. */
export const errorReply = (error: CommandError): Reply => ({
  ok: 0,
  errmsg: error.message,
  code: int32(error.code),
  codeName: error.codeName,
  ...error.details,
});

async function* readMessages(socket: Socket, budget: ReceiveBudget): AsyncGenerator<Buffer> {
  let held = 0;
  let parts: Buffer[] = [];
  let have = 0;
  let want = HEADER_BYTES;
  let waiting: NodeJS.Timeout | undefined;
  try {
    for await (const part of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      parts.push(part);
      have += part.length;
      held += part.length;
      budget.take(part.length);
      while (have >= want) {
        const bytes: Buffer = parts.length === 1 ? (parts[0] ?? part) : Buffer.concat(parts, have);
        want = lengthOrRefuse(bytes, socket);
        parts = [bytes];
        if (have < want) break;
        clearTimeout(waiting);
        waiting = undefined;
        yield bytes.subarray(0, want);
        const rest = bytes.subarray(want);
        parts = rest.length === 0 ? [] : [rest];
        have = rest.length;
        budget.give(held - have);
        held = have;
        want = HEADER_BYTES;
      }
      if (have === 0) continue;
      waiting ??= setTimeout(
        () => socket.destroy(new Error('a message was begun and not finished')),
        MESSAGE_TIMEOUT_MS,
      ).unref();
    }
  } finally {
    budget.give(held);
    clearTimeout(waiting);
  }
}

function lengthOrRefuse(bytes: Buffer, socket: Socket): number {
  try {
    return messageLength(bytes);
  } catch (error) {
    if (error instanceof CommandError) refuse(socket, bytes, error);
    throw error;
  }
}

/** Waits while the client does not read. */
function send(socket: Socket, parts: readonly Buffer[]): Promise<void> {
  socket.cork();
  let free = true;
  for (const part of parts) free = socket.write(part);
  socket.uncork();
  if (free) return Promise.resolve();
  if (socket.destroyed || !socket.writable) return Promise.reject(new Error('the client closed the connection'));
  return new Promise((resolve, reject) => {
    const settle = (end: () => void) => (): void => {
      socket.off('drain', drained);
      socket.off('close', closed);
      end();
    };
    const drained = settle(resolve);
    const closed = settle(() => {
      reject(new Error('the client closed the connection'));
    });
    socket.once('drain', drained);
    socket.once('close', closed);
  });
}

const isDisconnect = (error: unknown): boolean =>
  error instanceof Error &&
  ('code' in error
    ? ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ECONNABORTED'].includes(String(error.code))
    : /closed|begun/.test(error.message));
