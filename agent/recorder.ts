import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Sample } from '../shared/model/sample.ts';
import { Window } from '../shared/model/window.ts';
import type { Journal } from './journal.ts';
import { type Log, reasonOf } from './log.ts';
import { addSample, isOver } from './window-builder.ts';

export interface RecorderOptions {
  readonly journal: Journal;
  readonly folder: string;
  readonly lengthMs: number;
  readonly log: Log;
}

/** The window that was open when the agent ended, and its last second. */
const OpenFile = z.strictObject({ window: Window, lastSampleMs: z.int() });
const OPEN_FILE = 'open-window.json';
/** A killed agent loses at most so much of the open window; one that is stopped loses nothing. */
const SAVE_EVERY_MS = 10_000;
/** A clock set back by less is waited for; by more, the windows made ahead of it were wrong and go. */
const LONGEST_WAIT_MS = 10 * 60_000;

/**
 * Builds windows of samples, hands closed ones to the journal and saves the open one. A window is closed once: an agent that
 * starts again within a window goes on with what was saved of it. Windows are in order and never overlap.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  #open: Window | null = null;
  #lastSample: Sample | null = null;
  #lastSampleMs = 0;
  #savedMs = 0;
  #waiting = false;

  constructor(options: RecorderOptions, nowMs: number) {
    this.#options = options;
    const saved = this.#load();
    if (!saved || saved.window.startMs < options.journal.lastEndMs) return;
    this.#lastSampleMs = saved.lastSampleMs;
    if (saved.window.lengthMs === options.lengthMs && !isOver(saved.window, nowMs)) this.#open = saved.window;
    else options.journal.append(saved.window, nowMs);
  }

  /** The window not closed yet. */
  get open(): Window | null {
    return this.#open;
  }

  get lastSample(): Sample | null {
    return this.#lastSample;
  }

  /**
   * Whether a sample of this second may be taken. No while the clock, set back, goes over seconds that are recorded, and in a
   * window that the journal holds already; set back by very much, what was recorded ahead of it is forgotten instead.
   */
  admit(atMs: number): boolean {
    const { journal, lengthMs, log } = this.#options;
    const recordedMs = Math.max(this.#lastSampleMs, journal.lastEndMs - 1);
    if (recordedMs - atMs > LONGEST_WAIT_MS) {
      log(
        `the clock was set back by over ${LONGEST_WAIT_MS / 60_000} minutes: windows recorded ahead of it are dropped, a new epoch begins`,
      );
      journal.rewind(atMs);
      this.#open = null;
      this.#lastSampleMs = 0;
    } else if (atMs <= recordedMs || Math.floor(atMs / lengthMs) * lengthMs < journal.lastEndMs) {
      if (!this.#waiting)
        log(`no samples until ${new Date(recordedMs).toISOString()}: that far the record goes already`);
      this.#waiting = true;
      return false;
    }
    this.#waiting = false;
    return true;
  }

  /** Takes in the sample of an admitted second. */
  record(sample: Sample): void {
    const { journal, lengthMs } = this.#options;
    const { closed, open } = addSample(this.#open, sample, lengthMs);
    this.#open = open;
    this.#lastSample = sample;
    this.#lastSampleMs = sample.atMs;
    if (closed) journal.append(closed, sample.atMs);
    if (closed || sample.atMs - this.#savedMs >= SAVE_EVERY_MS) this.save();
  }

  /** Saves the open window, so that the next start goes on with it. */
  save(): void {
    this.#savedMs = this.#lastSampleMs;
    const path = join(this.#options.folder, OPEN_FILE);
    try {
      if (!this.#open) {
        rmSync(path, { force: true });
        return;
      }
      writeFileSync(`${path}.new`, JSON.stringify({ window: this.#open, lastSampleMs: this.#lastSampleMs }));
      renameSync(`${path}.new`, path);
    } catch {
      // The journal in the same folder tells that it cannot be written.
    }
  }

  #load(): z.infer<typeof OpenFile> | null {
    const path = join(this.#options.folder, OPEN_FILE);
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch {
      return null;
    }
    try {
      return OpenFile.parse(JSON.parse(text));
    } catch (error) {
      this.#options.log(`${path} is damaged, the window it held is lost: ${reasonOf(error)}`);
      return null;
    }
  }
}
