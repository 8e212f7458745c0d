/**
 * A bounded set of names that keeps those it once took in, so that all seconds of a window together name no more than the
 * limit. A name that nobody asked for during `idleMs` makes room for a new one.
 */
export class Slots {
  readonly #limit: number;
  readonly #idleMs: number;
  readonly #lastUseMs = new Map<string, number>();

  constructor(limit: number, idleMs: number) {
    this.#limit = limit;
    this.#idleMs = idleMs;
  }

  /** Whether the name has a place, taking one when there is one. */
  take(name: string, monotonicMs: number): boolean {
    if (!this.#lastUseMs.has(name) && this.#lastUseMs.size >= this.#limit && !this.#dropIdle(monotonicMs)) return false;
    this.#lastUseMs.set(name, monotonicMs);
    return true;
  }

  #dropIdle(monotonicMs: number): boolean {
    for (const [name, lastUseMs] of this.#lastUseMs) {
      if (monotonicMs - lastUseMs >= this.#idleMs) this.#lastUseMs.delete(name);
    }
    return this.#lastUseMs.size < this.#limit;
  }
}
