import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';

const MAX_BYTES = 5 * 1024 * 1024;
const KEPT_LINES = 15;

/** The output of one child: in a file that begins anew at each start and when it is full (one older is kept, `.1`). */
export class LogFile {
  readonly path: string;
  #fd: number;
  #bytes = 0;
  #unfinished = '';
  readonly #lastLines: string[] = [];

  constructor(path: string) {
    this.path = path;
    this.#fd = this.#begin();
  }

  /** Appends; gives back the lines that this completed. */
  write(chunk: string): string[] {
    if (this.#bytes > MAX_BYTES) {
      closeSync(this.#fd);
      this.#fd = this.#begin();
    }
    this.#bytes += writeSync(this.#fd, chunk);
    const lines = (this.#unfinished + chunk).split('\n');
    this.#unfinished = lines.pop() ?? '';
    this.#lastLines.push(...lines.filter((line) => line.trim() !== ''));
    this.#lastLines.splice(0, Math.max(0, this.#lastLines.length - KEPT_LINES));
    return lines;
  }

  /** The end of what was written, oldest first. */
  lastLines(): string[] {
    return [...this.#lastLines, this.#unfinished].filter((line) => line.trim() !== '');
  }

  close(): void {
    closeSync(this.#fd);
  }

  #begin(): number {
    try {
      renameSync(this.path, `${this.path}.1`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    const fd = openSync(this.path, 'a');
    this.#bytes = fstatSync(fd).size;
    return fd;
  }
}
