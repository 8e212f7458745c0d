import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { brokenMessage, type Chance, isWhole } from './broken-messages.ts';

export interface Sent {
  messages: number;
  /** Messages that were answered, in words or with a result. */
  answered: number;
  connections: number;
}

/** A server that does not answer within this time is stuck. */
const ANSWER_TIMEOUT_MS = 20_000;

/** Sends broken messages, one after another, over connections that are made anew whenever the server has closed one. */
export async function sendBroken(port: number, messages: number, chance: Chance): Promise<Sent> {
  const sent: Sent = { messages: 0, answered: 0, connections: 0 };
  let connection: Connection | undefined;
  while (sent.messages < messages) {
    if (connection?.isOpen !== true) {
      connection = await Connection.open(port);
      sent.connections += 1;
    }
    const broken = brokenMessage(chance);
    if (await connection.send(broken)) sent.answered += 1;
    sent.messages += 1;
  }
  connection?.reset();
  return sent;
}

class Connection {
  readonly #socket: Socket;
  /** Called when something came, or nothing more will. */
  #wake: (() => void) | undefined;
  #replied = false;
  isOpen = true;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', () => {
      this.#replied = true;
      this.#wake?.();
    });
    const gone = (): void => {
      this.isOpen = false;
      this.#wake?.();
    };
    socket.on('error', gone).on('end', gone).on('close', gone);
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => socket.destroy(new Error('no answer')));
  }

  static async open(port: number): Promise<Connection> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new Connection(socket);
  }

  /** @returns whether there was an answer before the connection closed. */
  async send(message: Buffer): Promise<boolean> {
    this.#replied = false;
    const whole = isWhole(message);
    // What is not whole would make the server wait for the rest: the end of the connection says that none comes.
    if (whole) this.#socket.write(message);
    else this.#socket.end(message);
    while (!this.#isSettled(whole)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (!this.isOpen) this.reset();
    return this.#replied;
  }

  #isSettled(whole: boolean): boolean {
    return !this.isOpen || (whole && this.#replied);
  }

  /** Closes it so that its port is free at once. A reset after an end is refused by libuv, and Node.js then never lets the handle go. */
  reset(): void {
    if (this.#socket.writableEnded) this.#socket.destroy();
    else this.#socket.resetAndDestroy();
    this.isOpen = false;
  }
}
