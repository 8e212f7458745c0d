import { join } from 'node:path';
import { hasCode, readStart } from '../proc-file.ts';
import type { CreateCollector } from './collector.ts';

/** TCP sockets in use by `/proc/net/sockstat` or `sockstat6` (lines "TCP: inuse N …", "TCP6: inuse N"); null when not named. */
export function parseTcpInUse(text: string): number | null {
  const inUse = /^TCP6?: inuse (\d+)/m.exec(text)?.[1];
  return inUse === undefined ? null : Number(inUse);
}

/** IPv4 and IPv6 together. A kernel without IPv6 has no `sockstat6`. */
export const createTcp: CreateCollector = ({ rootPath }) => ({
  name: 'tcp',
  collect: () => {
    const v4 = parseTcpInUse(readStart(join(rootPath, 'proc/net/sockstat')));
    if (v4 === null) throw new Error('/proc/net/sockstat has no line "TCP: inuse"');
    return { host: { tcp_connection_count: v4 + readV6(join(rootPath, 'proc/net/sockstat6')) } };
  },
});

function readV6(path: string): number {
  try {
    return parseTcpInUse(readStart(path)) ?? 0;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 0;
    throw error;
  }
}
