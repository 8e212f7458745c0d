import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type MailSummary, MailSummary as MailSummarySchema, parseMail, summaryOf } from './mail.ts';

export interface Bounds {
  readonly mails: number;
  readonly bytes: number;
}

/** Enough for weeks of alerts, and never a full disk. */
const BOUNDS: Bounds = { mails: 500, bytes: 200 * 1024 * 1024 };

/**
 * The mails received, newest kept. Each lies on disk as `ID.eml`, which any mail program opens, and `ID.json`, its summary,
 * which is written last and so makes the mail exist.
 */
export class MailFolder {
  readonly #folder: string;
  readonly #bounds: Bounds;
  /** By id, oldest first. */
  readonly #summaries = new Map<string, MailSummary>();
  #lastId = 0;

  /** Opens a folder, making it where it is missing; what a crash left half written is skipped and overwritten in time. */
  constructor(folder: string, bounds: Bounds = BOUNDS) {
    this.#folder = folder;
    this.#bounds = bounds;
    mkdirSync(folder, { recursive: true });
    for (const file of readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()) {
      const summary = readSummary(join(folder, file));
      if (summary && file === `${summary.id}.json`) this.#summaries.set(summary.id, summary);
    }
    this.#lastId = Number([...this.#summaries.keys()].at(-1) ?? 0);
  }

  /** Newest first. */
  list(): MailSummary[] {
    return [...this.#summaries.values()].reverse();
  }

  get(id: string): MailSummary | undefined {
    return this.#summaries.get(id);
  }

  /** The mail's source; undefined when there is none of that id. */
  async source(id: string): Promise<Buffer | undefined> {
    return this.#summaries.has(id) ? readFile(this.#path(id, 'eml')) : undefined;
  }

  /** Resolves when the mail is safe on disk. Drops the oldest where a bound is passed. */
  async add(source: Buffer, envelope: MailSummary['envelope'], receivedMs: number): Promise<MailSummary> {
    this.#lastId = Math.max(receivedMs, this.#lastId + 1);
    const id = String(this.#lastId);
    const parsed = await parseMail(source);
    const summary = summaryOf(parsed, { id, receivedMs, envelope, sizeBytes: source.length });
    await writeFile(this.#path(id, 'eml'), source, { flush: true });
    await writeFile(this.#path(id, 'json.new'), JSON.stringify(summary), { flush: true });
    await rename(this.#path(id, 'json.new'), this.#path(id, 'json'));
    this.#summaries.set(id, summary);
    await this.#dropOldest();
    return summary;
  }

  async clear(): Promise<void> {
    await Promise.all([...this.#summaries.keys()].map((id) => this.#drop(id)));
  }

  async #dropOldest(): Promise<void> {
    let bytes = 0;
    const excess = this.list().filter((summary, index) => {
      bytes += summary.sizeBytes;
      // The newest stays even where it alone is too large.
      return index > 0 && (index >= this.#bounds.mails || bytes > this.#bounds.bytes);
    });
    await Promise.all(excess.map((summary) => this.#drop(summary.id)));
  }

  async #drop(id: string): Promise<void> {
    this.#summaries.delete(id);
    await rm(this.#path(id, 'json'), { force: true });
    await rm(this.#path(id, 'eml'), { force: true });
  }

  #path(id: string, ending: string): string {
    return join(this.#folder, `${id}.${ending}`);
  }
}

function readSummary(file: string): MailSummary | null {
  try {
    return MailSummarySchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}
