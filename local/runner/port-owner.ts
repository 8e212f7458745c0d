import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/**
 * Who listens on a port of this machine, in words, as far as it can be known: another Peakwatch says so itself; other
 * processes of the same user are found through /proc on Linux.
 * @returns null when it cannot be known.
 */
export async function portOwner(host: string, port: number): Promise<string | null> {
  if (await isPeakwatch(`http://${host}:${port}/`)) return 'another Peakwatch';
  const inode = listeningInode(port);
  return inode === null ? null : processWithSocket(inode);
}

async function isPeakwatch(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { headers: { accept: 'application/json' }, signal: AbortSignal.timeout(1_500) });
    return (await response.text()).includes('Peakwatch is running');
  } catch {
    return false;
  }
}

/** Socket inode of a listener. Format: proc(5), /proc/net/tcp: local address in hex, state 0A is LISTEN, inode in the tenth column. */
function listeningInode(port: number): string | null {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readOrEmpty(file).split('\n')) {
      const columns = line.trim().split(/\s+/);
      if (columns[1]?.endsWith(suffix) && columns[3] === '0A') return columns[9] ?? null;
    }
  }
  return null;
}

function processWithSocket(inode: string): string | null {
  for (const pid of listOrEmpty('/proc').filter((name) => /^\d+$/.test(name))) {
    for (const fd of listOrEmpty(`/proc/${pid}/fd`)) {
      if (linkOrEmpty(`/proc/${pid}/fd/${fd}`) === `socket:[${inode}]`) {
        return `${readOrEmpty(`/proc/${pid}/comm`).trim()} (pid ${pid})`;
      }
    }
  }
  return null;
}

const readOrEmpty = (file: string): string => orElse(() => readFileSync(file, 'utf8'), '');
const listOrEmpty = (folder: string): string[] => orElse(() => readdirSync(folder), []);
const linkOrEmpty = (file: string): string => orElse(() => readlinkSync(file), '');

/** Processes come and go, and others' are closed to us: neither is an error here. */
function orElse<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
