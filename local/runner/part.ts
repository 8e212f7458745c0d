import { setTimeout as sleep } from 'node:timers/promises';
import { Child, type ChildOptions, type Ending } from './child.ts';
import type { ProcessIdentity } from './process-identity.ts';

/** A part that crashes more often than this within the span is given up. */
const MAX_RESTARTS = 3;
const RESTART_SPAN_MS = 60_000;
const READY_TIMEOUT_MS = 30_000;

export interface PartOptions extends ChildOptions {
  /** As people call it: "the agent". */
  readonly title: string;
  /** Resolves when the part answers; asked again until then. */
  readonly isReady: (signal: AbortSignal) => Promise<boolean>;
  /** Told of each process that is started. */
  readonly onProcess: (identity: ProcessIdentity) => void;
  readonly say: (message: string) => void;
  /** Called once when the part has crashed too often. */
  readonly onGivenUp: (error: Error) => void;
  /** First pause before a restart, doubled each time. */
  readonly restartPauseMs?: number;
}

/** A child process that the system needs: started, watched, and started again when it crashes. */
export class Part {
  readonly #options: PartOptions;
  readonly #stopping = new AbortController();
  readonly #restartsMs: number[] = [];
  #child: Child;
  #watching: Promise<void> = Promise.resolve();
  #stopped: Promise<void> | undefined;

  private constructor(options: PartOptions) {
    this.#options = options;
    this.#child = this.#spawn();
  }

  /**
   * Starts the part; `ready` resolves when it answers.
   * `ready` rejects in words, with the end of its output, when the part ends first or says nothing for 30 s.
   */
  static start(options: PartOptions): { readonly part: Part; readonly ready: Promise<void> } {
    const part = new Part(options);
    return { part, ready: part.#waitUntilReady() };
  }

  get pid(): number {
    return this.#child.identity.pid;
  }

  /** Ends it for good; a second call waits for the first. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#stopping.abort();
    await this.#child.stop();
    await this.#watching;
    this.#options.log.close();
  }

  #spawn(): Child {
    const child = new Child(this.#options);
    this.#options.onProcess(child.identity);
    return child;
  }

  async #waitUntilReady(): Promise<void> {
    const { title, isReady } = this.#options;
    const waiting = new AbortController();
    const signal = AbortSignal.any([waiting.signal, this.#stopping.signal, AbortSignal.timeout(READY_TIMEOUT_MS)]);
    const polled = poll(isReady, signal).then((ready) =>
      ready ? null : new Error(`${title} did not answer in time.`),
    );
    const crashed = this.#child.ended.then((ending) => new Error(`${title} ${inWords(ending)} while it was starting.`));
    const problem = await Promise.race([polled, crashed]);
    waiting.abort();
    if (this.#stopping.signal.aborted) return;
    if (problem) throw new Error(`${problem.message}\n${this.#lastWords()}`);
    this.#watching = this.#watch();
  }

  async #watch(): Promise<void> {
    const { title, say, onGivenUp, restartPauseMs = 1_000 } = this.#options;
    for (;;) {
      const ending = await this.#child.ended;
      if (this.#stopping.signal.aborted) return;
      const nowMs = performance.now();
      const recent = this.#restartsMs.filter((atMs) => nowMs - atMs < RESTART_SPAN_MS).length;
      const what = `${title} ${inWords(ending)}.`;
      if (recent >= MAX_RESTARTS) {
        onGivenUp(new Error(`${what} It has crashed too often.\n${this.#lastWords()}`));
        return;
      }
      // Killed from outside, it had no chance to say why.
      say(`${what} Starting it again.${ending.signal === null ? `\n${this.#lastWords()}` : ''}`);
      this.#restartsMs.push(nowMs);
      await sleep(restartPauseMs * 2 ** recent, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      // Looked at again after the pause: it may have been stopped meanwhile.
      if ((this.#stopping.signal as { aborted: boolean }).aborted) return;
      this.#child = this.#spawn();
      void this.#sayWhenReady();
    }
  }

  async #sayWhenReady(): Promise<void> {
    const { title, isReady, say } = this.#options;
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(READY_TIMEOUT_MS)]);
    if (await poll(isReady, signal)) say(`${title} runs again.`);
  }

  #lastWords(): string {
    const { log } = this.#options;
    const lines = log.lastLines().map((line) => `    ${line}`);
    return [`  Its log is ${log.path}${lines.length === 0 ? ', and empty.' : ' and ends:'}`, ...lines].join('\n');
  }
}

function inWords({ code, signal }: Ending): string {
  if (signal !== null) return `was ended by ${signal}`;
  return code === null ? 'could not be started' : `ended with exit code ${code}`;
}

/** Whether `isReady` said yes before the signal came. */
async function poll(isReady: (signal: AbortSignal) => Promise<boolean>, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    const ready = await isReady(signal).catch(() => false);
    if (ready) return true;
    await sleep(50, undefined, { signal }).catch(() => undefined);
  }
  return false;
}
