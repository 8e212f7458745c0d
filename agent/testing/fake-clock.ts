import type { Clock } from '../clock.ts';

/** A clock that stands until it is moved. */
export class FakeClock implements Clock {
  #wallMs: number;
  #monotonicMs = 0;
  #timers: { readonly dueMs: number; readonly run: () => void }[] = [];

  constructor(wallMs: number) {
    this.#wallMs = wallMs;
  }

  readonly wallMs = (): number => this.#wallMs;
  readonly monotonicMs = (): number => this.#monotonicMs;

  readonly after = (delayMs: number, run: () => void): (() => void) => {
    const timer = { dueMs: this.#monotonicMs + delayMs, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  /** Sets the wall clock, as NTP or an administrator does; real time does not pass. */
  set(wallMs: number): void {
    this.#wallMs = wallMs;
  }

  /** Lets real time pass, running each timer at its moment and what follows from it. */
  async pass(ms: number): Promise<void> {
    const endMs = this.#monotonicMs + ms;
    for (;;) {
      const next = this.#timers.filter(({ dueMs }) => dueMs <= endMs).sort((a, b) => a.dueMs - b.dueMs)[0];
      this.#advanceTo(next?.dueMs ?? endMs);
      if (!next) return;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      next.run();
      await settle();
    }
  }

  /** Time passes, but the process gets no chance to run its timers: a stall. */
  stall(ms: number): void {
    this.#advanceTo(this.#monotonicMs + ms);
  }

  #advanceTo(monotonicMs: number): void {
    this.#wallMs += Math.max(0, monotonicMs - this.#monotonicMs);
    this.#monotonicMs = Math.max(monotonicMs, this.#monotonicMs);
  }
}

/** Lets promises that are ready do their work. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
