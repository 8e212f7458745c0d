/** What the agent takes from `/proc/PID/stat`. */
export interface ProcessStat {
  /** Name of the program, at most 15 bytes; foreign text. */
  readonly comm: string;
  /** R, S, D, Z, … (proc_pid_stat(5)). */
  readonly state: string;
  /** User and system time since its start, in ticks of `TICKS_PER_SECOND`. */
  readonly cpuTicks: number;
  /** Start, in ticks since boot: with the pid it names one process for ever. */
  readonly startTicks: number;
  readonly residentPages: number;
}

/** USER_HZ: what `/proc` counts time in. It is 100 on every Linux that Node runs on (time(7)), whatever the kernel's HZ. */
export const TICKS_PER_SECOND = 100;

/** Fields after the name, counted from 0 = state, which is field 3 of proc_pid_stat(5). */
const STATE = 0;
const UTIME = 11;
const STIME = 12;
const STARTTIME = 19;
const RSS = 21;

/**
 * Parses the one line of `/proc/PID/stat`. The name may hold blanks and brackets, so the fields begin after the last `)`.
 * @throws when the line is cut.
 */
export function parseProcessStat(line: string): ProcessStat {
  const nameStart = line.indexOf('(') + 1;
  const nameEnd = line.lastIndexOf(')');
  if (nameStart < 1 || nameEnd < nameStart) throw new Error('a line of /proc/PID/stat has no name');
  const fields = line.slice(nameEnd + 2).split(' ', RSS + 1);
  if (fields.length <= RSS) throw new Error('a line of /proc/PID/stat is cut');
  return {
    comm: utf8(line.slice(nameStart, nameEnd)),
    state: fields[STATE] ?? '',
    cpuTicks: Number(fields[UTIME]) + Number(fields[STIME]),
    startTicks: Number(fields[STARTTIME]),
    residentPages: Math.max(0, Number(fields[RSS])),
  };
}

/** The line was read byte by byte, which is faster; a name may be UTF-8 all the same. */
function utf8(bytes: string): string {
  return /^[\u0020-\u007e]*$/.test(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8');
}
