import { CommandError } from '../errors.ts';

/** Bytes of messages that are being received or answered, on all connections together. */
export const MOST_RECEIVED_BYTES = 256 * 1024 * 1024;

/** Keeps clients together from filling the memory with messages that they have begun. */
export class ReceiveBudget {
  #held = 0;

  /** @throws CommandError when the clients together send too much at once. */
  take(bytes: number): void {
    this.#held += bytes;
    if (this.#held > MOST_RECEIVED_BYTES) {
      throw new CommandError('ProtocolError', `clients send more than ${MOST_RECEIVED_BYTES} bytes at once; try again`);
    }
  }

  give(bytes: number): void {
    this.#held -= bytes;
  }
}
