import type { GroupRules } from '../groups.ts';
import { closeQuietly, PAGE_BYTES, type ProcessFiles } from './process-files.ts';
import { type ProcessStat, TICKS_PER_SECOND } from './stat-line.ts';

/** One process as last read. */
export interface ProcessEntry {
  readonly pid: number;
  readonly startTicks: number;
  comm: string;
  /** Its group, decided once and again after an exec. */
  group: string | null;
  zombie: boolean;
  cpuTicks: number;
  /** Cores used between its last two readings; null before there are two. */
  cpuCores: number | null;
  residentBytes: number;
  /** Exact memory when it was last measured, and the resident size then. */
  measured: { readonly bytes: number; readonly residentBytes: number; readonly sweep: number } | null;
  readMs: number;
  /** Sweeps at which it is read and its command line is looked at again. */
  nextRead: number;
  nextCheck: number;
  interval: number;
  /** Its `stat`, kept open. */
  file: number | null;
  seen: number;
}

/** At 1 Hz: an idle process without a group is read every 10 s, on large systems up to every 60 s. */
const SLOW_BEAT = 10;
const SLOWEST_BEAT = 60;
const PROCESSES_PER_BEAT_STEP = 40;
/** From this on a process without a group is read every second: it may belong to a peak. */
const HOT_CORES = 0.02;
/** The uptime is read before the processes are listed, and both clocks tick in 10 ms. */
const UPTIME_TOLERANCE_SECONDS = 1;
/** An exec nearly always changes `comm`, which every reading sees; one that does not is found at this beat. */
const CHECK_BEAT = 60;
const FIRST_CHECK = 2;
/** Half of the smallest usual limit of open files. A kept file costs half of opening it again; idle processes get what is left. */
const MAX_KEPT_FILES = 512;

/**
 * All processes, each read as often as it matters: those of a group and the busy ones in every sweep, the others at a slower
 * beat. So a sweep costs little more than listing the pids.
 */
export class ProcessTable {
  readonly #files: ProcessFiles;
  readonly #rules: GroupRules;
  readonly #entries = new Map<number, ProcessEntry>();
  #sweep = 0;
  #lastSweepMs: number | null = null;
  #lastUptimeSeconds: number | null = null;
  #keptFiles = 0;

  constructor(files: ProcessFiles, rules: GroupRules) {
    this.#files = files;
    this.#rules = rules;
  }

  get sweep(): number {
    return this.#sweep;
  }

  get entries(): ReadonlyMap<number, ProcessEntry> {
    return this.#entries;
  }

  /**
   * How long ago a process started, in seconds, as of the last sweep. Null when that is not known: no uptime, or one on
   * another scale than the starts, as in containers that show their own.
   */
  ageSeconds(startTicks: number): number | null {
    const age = this.#lastUptimeSeconds === null ? Number.NaN : this.#lastUptimeSeconds - startTicks / TICKS_PER_SECOND;
    return age >= -UPTIME_TOLERANCE_SECONDS ? Math.max(0, age) : null;
  }

  /**
   * Brings the table to the present.
   * @returns how many processes there are.
   * @throws when they cannot be listed.
   */
  update(monotonicMs: number): number {
    const uptimeSeconds = this.#files.uptimeSeconds();
    const pids = this.#files.pids();
    const sweep = ++this.#sweep;
    const slowBeat = Math.min(SLOWEST_BEAT, Math.max(SLOW_BEAT, Math.ceil(pids.length / PROCESSES_PER_BEAT_STEP)));
    let seen = 0;
    for (const pid of pids) {
      let entry = this.#entries.get(pid);
      if (entry && entry.nextRead <= sweep) entry = this.#reread(entry, monotonicMs, slowBeat);
      entry ??= this.#meet(pid, monotonicMs, slowBeat);
      if (!entry) continue;
      entry.seen = sweep;
      seen++;
    }
    if (this.#entries.size > seen) {
      for (const entry of this.#entries.values()) if (entry.seen !== sweep) this.#forget(entry);
    }
    this.#lastSweepMs = monotonicMs;
    this.#lastUptimeSeconds = uptimeSeconds;
    return pids.length;
  }

  close(): void {
    for (const entry of this.#entries.values()) this.#forget(entry);
  }

  #meet(pid: number, monotonicMs: number, slowBeat: number): ProcessEntry | undefined {
    const stat = this.#files.stat(pid);
    if (!stat) return undefined;
    const firstSweep = this.#lastSweepMs === null;
    const startedSince = this.#startedSinceLastSweep(stat);
    const entry: ProcessEntry = {
      pid,
      startTicks: stat.startTicks,
      comm: stat.comm,
      group: this.#rules.groupOf(this.#files.identity(pid, stat.comm)),
      zombie: stat.state === 'Z',
      // Of one that started since the last sweep, all its time is of this interval.
      cpuTicks: startedSince ? 0 : stat.cpuTicks,
      cpuCores: null,
      residentBytes: stat.residentPages * PAGE_BYTES,
      measured: null,
      readMs: startedSince && this.#lastSweepMs !== null ? this.#lastSweepMs : monotonicMs,
      nextRead: 0,
      nextCheck: this.#sweep + (firstSweep ? 1 + (pid % CHECK_BEAT) : FIRST_CHECK),
      interval: 1,
      file: null,
      seen: this.#sweep,
    };
    this.#entries.set(pid, entry);
    this.#take(entry, stat, monotonicMs, slowBeat);
    // On the first sweep all are met at once; their slow readings are spread over the beat.
    if (firstSweep && entry.group === null) entry.nextRead = this.#sweep + 1 + (pid % slowBeat);
    return entry;
  }

  /**
   * A process that the last sweep did not list started after it, unless it was hidden or could not be read then: so its own
   * start decides too.
   */
  #startedSinceLastSweep(stat: ProcessStat): boolean {
    if (this.#lastSweepMs === null) return false;
    const lastUptime = this.#lastUptimeSeconds;
    return lastUptime === null || stat.startTicks / TICKS_PER_SECOND >= lastUptime - UPTIME_TOLERANCE_SECONDS;
  }

  /** Undefined when the process has ended; another may have its pid. */
  #reread(entry: ProcessEntry, monotonicMs: number, slowBeat: number): ProcessEntry | undefined {
    const stat = entry.file === null ? this.#files.stat(entry.pid) : this.#files.keptStat(entry.file);
    if (stat?.startTicks !== entry.startTicks) {
      this.#forget(entry);
      return undefined;
    }
    if (stat.comm !== entry.comm || entry.nextCheck <= this.#sweep) {
      entry.comm = stat.comm;
      entry.group = this.#rules.groupOf(this.#files.identity(entry.pid, stat.comm));
      entry.nextCheck = this.#sweep + CHECK_BEAT;
    }
    this.#take(entry, stat, monotonicMs, slowBeat);
    return entry;
  }

  #take(entry: ProcessEntry, stat: ProcessStat, monotonicMs: number, slowBeat: number): void {
    const elapsedSeconds = (monotonicMs - entry.readMs) / 1000;
    if (elapsedSeconds > 0) {
      entry.cpuCores = Math.max(0, stat.cpuTicks - entry.cpuTicks) / TICKS_PER_SECOND / elapsedSeconds;
    }
    entry.cpuTicks = stat.cpuTicks;
    entry.readMs = monotonicMs;
    entry.zombie = stat.state === 'Z';
    entry.residentBytes = stat.residentPages * PAGE_BYTES;
    const everySweep = entry.group !== null || (entry.cpuCores ?? 0) >= HOT_CORES;
    entry.interval = everySweep ? 1 : Math.min(slowBeat, entry.interval * 2);
    entry.nextRead = this.#sweep + entry.interval;
    this.#keepOpen(entry, everySweep || this.#entries.size <= MAX_KEPT_FILES);
  }

  #keepOpen(entry: ProcessEntry, wanted: boolean): void {
    if (wanted && entry.file === null && this.#keptFiles < MAX_KEPT_FILES) {
      entry.file = this.#files.openStat(entry.pid);
      if (entry.file !== null) this.#keptFiles++;
    } else if (!wanted && entry.file !== null) {
      closeQuietly(entry.file);
      entry.file = null;
      this.#keptFiles--;
    }
  }

  #forget(entry: ProcessEntry): void {
    this.#keepOpen(entry, false);
    this.#entries.delete(entry.pid);
  }
}
