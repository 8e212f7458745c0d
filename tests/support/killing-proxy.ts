import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What a driver says of itself and its sessions; it comes and goes with the driver's mood and writes nothing. */
const NOT_COUNTED = new Set([
  'hello',
  'isMaster',
  'ismaster',
  'ping',
  'endSessions',
  'killCursors',
  'abortTransaction',
]);
/** The wire protocol's header, flags and kind of section (mongodb.com/docs/manual/reference/mongodb-wire-protocol). */
const HEADER_BYTES = 16;
const OP_MSG = 2013;
const COMMAND_AT = HEADER_BYTES + 4 + 1 + 4;

export interface CommandProxy {
  /** The URI of the database behind it. */
  readonly uri: string;
  /** Called with `update messages` before a command is passed on; it waits for the promise. */
  onCommand: (label: string) => Promise<void>;
  close(): Promise<void>;
}

/** A proxy in front of a MongoDB that sees every command before the server does. */
export async function startCommandProxy(target: string): Promise<CommandProxy> {
  const { hostname, port, pathname } = new URL(target);
  const sockets = new Set<Socket>();
  const track = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    return socket;
  };
  const server = createServer((client) => {
    const upstream = track(connect(Number(port), hostname));
    track(client).on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy()).pipe(client);
    void passOn(client, upstream, (label) => proxy.onCommand(label)).catch(() => client.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: CommandProxy = {
    uri: `mongodb://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`,
    onCommand: () => Promise.resolve(),
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
  return proxy;
}

async function passOn(client: Socket, upstream: Socket, onCommand: (label: string) => Promise<void>): Promise<void> {
  let held = Buffer.alloc(0);
  for await (const chunk of client) {
    held = Buffer.concat([held, chunk as Buffer]);
    while (held.length >= 4 && held.length >= held.readInt32LE(0)) {
      const length = held.readInt32LE(0);
      const message = held.subarray(0, length);
      held = held.subarray(length);
      const label = labelOf(message);
      if (label !== null) await onCommand(label);
      if (!upstream.destroyed) upstream.write(message);
    }
  }
}

/** The first element of the command's document: its name, and the collection. */
function labelOf(message: Buffer): string | null {
  if (message.readInt32LE(12) !== OP_MSG) return null;
  const nameEnd = message.indexOf(0, COMMAND_AT + 1);
  const name = message.toString('utf8', COMMAND_AT + 1, nameEnd);
  if (NOT_COUNTED.has(name)) return null;
  const isText = message[COMMAND_AT] === 2;
  return isText ? `${name} ${message.toString('utf8', nameEnd + 5, message.indexOf(0, nameEnd + 5))}` : name;
}
