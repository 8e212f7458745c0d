import { closeSync, openSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { readKeptOpen, readStart } from '../proc-file.ts';
import type { ProcessIdentity } from '../process-identity.ts';
import { parseProcessStat, type ProcessStat } from './stat-line.ts';

const BYTES_PER_KIB = 1024;
/**
 * Page size in bytes. Node cannot ask for it; 4 KiB is right for x86-64 and nearly all arm64 systems. It serves only where
 * PSS, which the kernel gives in KiB, may not be read, and for the change between two readings of it.
 */
export const PAGE_BYTES = 4096;

/** How the files of one process are read. All answers are null when the process is gone or the file may not be read. */
export class ProcessFiles {
  readonly #procPath: string;

  constructor(rootPath: string) {
    this.#procPath = join(rootPath, 'proc');
  }

  /** @throws when the folder cannot be listed. */
  pids(): number[] {
    const pids: number[] = [];
    for (const name of readdirSync(this.#procPath)) {
      const first = name.charCodeAt(0);
      if (first >= 49 && first <= 57) pids.push(Number(name));
    }
    return pids;
  }

  /** Seconds since boot (proc_uptime(5)), the scale of a process's start. */
  uptimeSeconds(): number | null {
    return attempt(() => Number.parseFloat(readStart(`${this.#procPath}/uptime`)));
  }

  stat(pid: number): ProcessStat | null {
    return attempt(() => parseProcessStat(readStart(`${this.#procPath}/${pid}/stat`)));
  }

  /** A file number for `keptStat`, to be closed by the caller. */
  openStat(pid: number): number | null {
    return attempt(() => openSync(`${this.#procPath}/${pid}/stat`, 'r'));
  }

  /** Half the price of `stat`. Null once the process has ended, even when another has its pid now. */
  keptStat(file: number): ProcessStat | null {
    return attempt(() => parseProcessStat(readKeptOpen(file)));
  }

  identity(pid: number, comm: string): ProcessIdentity {
    const text = attempt(() => readStart(`${this.#procPath}/${pid}/cmdline`, 'utf8')) ?? '';
    return {
      comm,
      argv: text === '' ? [] : text.replace(/\0+$/, '').split('\0'),
      exe: () => attempt(() => readlinkSync(`${this.#procPath}/${pid}/exe`).replace(/ \(deleted\)$/, '')),
    };
  }

  /**
   * Proportional set size: pages shared by n processes count 1/n to each, so that the sum over a group is what the group
   * takes (proc_pid_smaps(5)). The kernel walks the page tables for it, so it is expensive. Null when it may not be read.
   */
  proportionalBytes(pid: number): number | null {
    const text = attempt(() => readStart(`${this.#procPath}/${pid}/smaps_rollup`));
    const kib = text === null ? undefined : /^Pss: +(\d+) kB$/m.exec(text)?.[1];
    return kib === undefined ? null : Number(kib) * BYTES_PER_KIB;
  }

  /** Resident minus shared pages, from `statm` (proc_pid_statm(5)): cheap, and readable for every process. */
  unsharedBytes(pid: number): number | null {
    const text = attempt(() => readStart(`${this.#procPath}/${pid}/statm`));
    const [, resident, shared] = text?.split(' ').map(Number) ?? [];
    return resident === undefined || shared === undefined ? null : Math.max(0, resident - shared) * PAGE_BYTES;
  }
}

export function closeQuietly(file: number): void {
  attempt(() => {
    closeSync(file);
  });
}

/** Processes end at any moment, also between two reads; that is no failure. */
function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
