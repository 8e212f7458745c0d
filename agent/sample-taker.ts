import { hostMetricNames, type MetricName, toQuanta } from '../shared/model/metrics.ts';
import type { Sample } from '../shared/model/sample.ts';
import type { Collector, Readings, Tick, Usage } from './collectors/collector.ts';
import type { Clock } from './clock.ts';
import { type Log, reasonOf } from './log.ts';

/** Collectors together get so much of each second; one that does not answer within it is named as failed. */
export const TICK_BUDGET_MS = 800;

type Outcome = { readonly readings: Readings } | { readonly problem: string };

/** Takes one sample after the other from the collectors. A bad collector never spoils the others' readings. */
export class SampleTaker {
  readonly #collectors: readonly Collector[];
  readonly #clock: Clock;
  readonly #log: Log;
  /** Collectors that still owe an answer to an earlier second; they are not asked again before it came. */
  readonly #late = new Set<string>();
  readonly #problems = new Map<string, string>();

  constructor(collectors: readonly Collector[], clock: Clock, log: Log) {
    this.#collectors = collectors;
    this.#clock = clock;
    this.#log = log;
  }

  /** One sample, in quanta, for a whole second of the wall clock. Never rejects. */
  async take(atMs: number): Promise<Sample> {
    const tick = { atMs, monotonicMs: this.#clock.monotonicMs() };
    const outcomes = await this.#askAll(tick);
    const sample: Sample = { atMs, host: {}, filesystems: {}, groups: {}, top: [], failed: [] };
    for (const [index, collector] of this.#collectors.entries()) {
      const outcome = outcomes[index];
      if (outcome && 'readings' in outcome) {
        addReadings(sample, outcome.readings);
        this.#tell(collector.name, null);
      } else {
        sample.failed.push(collector.name);
        this.#tell(collector.name, outcome?.problem ?? 'gave no answer');
      }
    }
    return sample;
  }

  async #askAll(tick: Tick): Promise<Outcome[]> {
    const asked = this.#collectors.map((collector) => this.#ask(collector, tick));
    let expire: () => void = () => undefined;
    const limit = new Promise<Outcome>((resolve) => {
      expire = this.#clock.after(TICK_BUDGET_MS, () => {
        resolve({ problem: `gave no answer within ${TICK_BUDGET_MS} ms` });
      });
    });
    try {
      return await Promise.all(asked.map(async (answer) => Promise.race([answer, limit])));
    } finally {
      expire();
    }
  }

  #ask(collector: Collector, tick: Tick): Outcome | Promise<Outcome> {
    if (this.#late.has(collector.name)) return { problem: 'still owes its answer to an earlier second' };
    try {
      const startedMs = this.#clock.monotonicMs();
      const readings = collector.collect(tick);
      if (!('then' in readings)) return inTime(readings, this.#clock.monotonicMs() - startedMs);
      this.#late.add(collector.name);
      return readings
        .then((answer): Outcome => ({ readings: answer }))
        .catch((error: unknown): Outcome => ({ problem: reasonOf(error) }))
        .finally(() => this.#late.delete(collector.name));
    } catch (error) {
      return { problem: reasonOf(error) };
    }
  }

  /** A line when a collector begins to fail, and one when it works again; not one a second. */
  #tell(name: string, problem: string | null): void {
    const before = this.#problems.get(name) ?? null;
    if (problem === before || (problem !== null && before !== null)) return;
    if (problem === null) {
      this.#problems.delete(name);
      this.#log(`collector ${name} works again`);
    } else {
      this.#problems.set(name, problem);
      this.#log(`collector ${name} failed, its metrics are missing until it works again: ${problem}`);
    }
  }
}

/** What a synchronous collector read in more than its time was true at no one moment of the second. */
function inTime(readings: Readings, tookMs: number): Outcome {
  return tookMs <= TICK_BUDGET_MS ? { readings } : { problem: `took ${Math.round(tookMs)} ms` };
}

/** Rounds to quanta: the only place where that is done. */
function addReadings(sample: Sample, readings: Readings): void {
  for (const name of hostMetricNames) {
    const value = readings.host?.[name];
    if (value !== undefined) sample.host[name] = quanta(name, value);
  }
  for (const [mount, { totalBytes, usedBytes }] of readings.filesystems ?? []) {
    sample.filesystems[mount] = {
      totalBytes: quanta('filesystem_total_bytes', totalBytes),
      usedBytes: quanta('filesystem_used_bytes', usedBytes),
    };
  }
  for (const [group, usage] of readings.groups ?? []) {
    sample.groups[group] = {
      count: quanta('group_process_count', usage.count),
      ...usageQuanta(usage),
      ...(usage.ageSeconds === undefined ? {} : { ageSeconds: Math.max(0, Math.round(usage.ageSeconds)) }),
    };
  }
  sample.top.push(
    ...(readings.top ?? []).map((process) => ({ pid: process.pid, name: process.name, ...usageQuanta(process) })),
  );
  sample.failed.push(...(readings.failed ?? []));
}

function usageQuanta({ cpuCores, memoryBytes }: Usage): { cpuCores: number; memoryBytes: number } {
  return { cpuCores: quanta('group_cpu_cores', cpuCores), memoryBytes: quanta('group_memory_bytes', memoryBytes) };
}

function quanta(metric: MetricName, value: number): number {
  return Math.max(0, toQuanta(metric, value));
}
