import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder for one test, with the files of a `/proc` and `/sys` or whatever it needs. */
export interface Tree {
  readonly path: string;
  readonly write: (files: Readonly<Record<string, string>>) => void;
  readonly remove: (path: string) => void;
  readonly dispose: () => void;
}

export function makeTree(files: Readonly<Record<string, string>> = {}): Tree {
  const path = mkdtempSync(join(tmpdir(), 'peakwatch-test-'));
  const write: Tree['write'] = (more) => {
    for (const [name, text] of Object.entries(more)) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), text);
    }
  };
  write(files);
  return {
    path,
    write,
    remove: (name) => {
      rmSync(join(path, name), { recursive: true, force: true });
    },
    dispose: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

export interface FakeProcess {
  readonly pid: number;
  readonly comm?: string;
  readonly argv?: readonly string[];
  readonly state?: string;
  readonly cpuTicks?: number;
  readonly startTicks?: number;
  readonly residentPages?: number;
  readonly sharedPages?: number;
  /** Left out where the kernel would refuse it. */
  readonly pssKib?: number;
}

/** The files of one process in `/proc`, in the kernel's format. */
export function processFiles(process: FakeProcess): Record<string, string> {
  const { pid, comm = 'python3', argv = [], state = 'S', cpuTicks = 0, startTicks = 1000 } = process;
  const { residentPages = 0, sharedPages = 0, pssKib } = process;
  const folder = `proc/${pid}`;
  return {
    [`${folder}/stat`]: `${pid} (${comm}) ${state} 1 1 1 0 -1 4194304 10 0 0 0 ${cpuTicks} 0 7 7 20 0 1 0 ${startTicks} 9999 ${residentPages} 18446744073709551615 0 0\n`,
    [`${folder}/statm`]: `9999 ${residentPages} ${sharedPages} 1 0 9 0\n`,
    [`${folder}/cmdline`]: argv.map((arg) => `${arg}\0`).join(''),
    ...(pssKib !== undefined && {
      [`${folder}/smaps_rollup`]: `00400000-7ffd [rollup]\nRss:  999 kB\nPss:  ${pssKib} kB\nPss_Dirty: 1 kB\n`,
    }),
  };
}
