import type { Socket } from 'node:net';
import { dispatch, type Shared } from './dispatch.ts';
import { serveConnection } from './wire/connection.ts';
import { ReceiveBudget } from './wire/receive-budget.ts';

/** A request that runs longer than this is cut off when the server ends. */
const GRACE_MS = 5000;

/** The clients of a server. */
export class Connections {
  readonly #shared: Shared;
  readonly #log: (line: string) => void;
  /** By socket: the promise that it is served to its end, and whether a request runs on it. */
  readonly #open = new Map<Socket, { served: Promise<void>; active: boolean }>();
  readonly #budget = new ReceiveBudget();
  #closing = false;

  constructor(shared: Shared, log: (line: string) => void) {
    this.#shared = shared;
    this.#log = log;
  }

  accept(socket: Socket): void {
    if (this.#closing) {
      socket.destroy();
      return;
    }
    const { counters } = this.#shared;
    counters.connections += 1;
    counters.connectionsMade += 1;
    const id = counters.connectionsMade;
    const state = { served: Promise.resolve(), active: false };
    this.#open.set(socket, state);
    // An error also ends the reading of the socket, which is where it is handled.
    socket.on('error', () => undefined);
    const handle = async (request: Parameters<typeof dispatch>[1]): ReturnType<typeof dispatch> => {
      state.active = true;
      try {
        return await dispatch(this.#shared, request, id);
      } finally {
        state.active = false;
      }
    };
    state.served = serveConnection(socket, handle, this.#budget, () => this.#closing, this.#log).finally(() => {
      this.#open.delete(socket);
      counters.connections -= 1;
    });
  }

  /** Answers what has begun and closes all connections. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const [socket, { active }] of this.#open) if (!active) socket.destroy();
    const cutOff = setTimeout(() => {
      for (const socket of this.#open.keys()) socket.destroy();
    }, GRACE_MS);
    await Promise.all([...this.#open.values()].map(({ served }) => served));
    clearTimeout(cutOff);
  }
}
