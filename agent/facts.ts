import os from 'node:os';
import si from 'systeminformation';
import type { AgentFacts } from '../shared/model/wire.ts';
import type { Clock } from './clock.ts';
import { type Log, reasonOf } from './log.ts';
import { AGENT_VERSION } from './version.ts';

/** systeminformation runs programs such as lscpu; on a machine under load they may hang. */
const LIMIT_MS = 10_000;
const BEAT_MS = 6 * 3_600_000;

/** What Node itself knows, at once and without running anything. */
export function factsFromNode(simulated: boolean, nowMs: number): AgentFacts {
  return {
    agentVersion: AGENT_VERSION,
    hostName: os.hostname().slice(0, 255) || 'unknown',
    platform: os.type().slice(0, 80),
    ...short({ kernel: os.release(), cpuModel: os.cpus()[0]?.model }),
    // All that /proc/stat counts, not those that this process may use: the CPU ratio is of them.
    cores: os.cpus().length || os.availableParallelism(),
    memoryBytes: os.totalmem(),
    bootMs: Math.round((nowMs - os.uptime() * 1000) / 1000) * 1000,
    startedMs: Math.round((nowMs - process.uptime() * 1000) / 1000) * 1000,
    simulated,
  };
}

/** The same with what systeminformation knows better: the distribution's name, the processor's model on arm. */
async function betterFacts(facts: AgentFacts): Promise<AgentFacts> {
  const [system, cpu] = await Promise.all([si.osInfo(), si.cpu()]);
  const platform = [system.distro, system.release].filter(Boolean).join(' ').slice(0, 80);
  const cpuModel = [cpu.manufacturer, cpu.brand].filter(Boolean).join(' ').trim();
  return { ...facts, platform: platform || facts.platform, ...short({ kernel: system.kernel, cpuModel }) };
}

/** Keeps the facts of this machine: read at start and every six hours, never in the tick that samples. */
export class FactsKeeper {
  #facts: AgentFacts;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #read: (known: AgentFacts) => Promise<AgentFacts>;
  #cancel: () => void = () => undefined;
  #stopped = false;

  constructor(simulated: boolean, clock: Clock, log: Log, read = betterFacts) {
    this.#facts = factsFromNode(simulated, clock.wallMs());
    this.#clock = clock;
    this.#log = log;
    this.#read = read;
  }

  get current(): AgentFacts {
    return this.#facts;
  }

  /** Reads once and goes on at the slow beat. Never rejects: what cannot be read stays as it was. */
  async start(): Promise<void> {
    try {
      this.#facts = await this.#within(this.#read(factsFromNode(this.#facts.simulated, this.#clock.wallMs())));
    } catch (error) {
      this.#log(`facts of this machine are as Node knows them only: ${reasonOf(error)}`);
    }
    if (this.#stopped) return;
    this.#cancel = this.#clock.after(BEAT_MS, () => void this.start());
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  async #within(answer: Promise<AgentFacts>): Promise<AgentFacts> {
    let expire: () => void = () => undefined;
    const limit = new Promise<never>((_, reject) => {
      expire = this.#clock.after(LIMIT_MS, () => {
        reject(new Error(`no answer within ${LIMIT_MS / 1000} s`));
      });
    });
    try {
      return await Promise.race([answer, limit]);
    } finally {
      expire();
    }
  }
}

/** Text facts cut to the model's limits; empty ones are left out. */
function short(facts: {
  kernel?: string | undefined;
  cpuModel?: string | undefined;
}): Pick<AgentFacts, 'kernel' | 'cpuModel'> {
  return {
    ...(facts.kernel && { kernel: facts.kernel.slice(0, 120) }),
    ...(facts.cpuModel && { cpuModel: facts.cpuModel.slice(0, 160) }),
  };
}
