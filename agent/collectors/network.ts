import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from '../proc-file.ts';
import { type CounterReadings, totalRatePerSecond } from '../rate.ts';
import type { CreateCollector } from './collector.ts';

/** Bytes received and sent since the interface came up, by interface. */
export interface NetworkCounters {
  readonly received: ReadonlyMap<string, number>;
  readonly sent: ReadonlyMap<string, number>;
}

/** `/proc/net/dev` (proc_pid_net(5)): after two lines of headings "name: 8 receive columns, 8 transmit columns", bytes first. */
export function parseNetDev(text: string): NetworkCounters {
  const received = new Map<string, number>();
  const sent = new Map<string, number>();
  for (const line of text.split('\n').slice(2)) {
    const colon = line.lastIndexOf(':');
    const columns = line
      .slice(colon + 1)
      .trim()
      .split(/ +/);
    const name = line.slice(0, colon).trim();
    const [rx, tx] = [columns[0], columns[8]];
    if (colon < 0 || name === 'lo' || rx === undefined || tx === undefined) continue;
    received.set(name, Number(rx));
    sent.set(name, Number(tx));
  }
  return { received, sent };
}

/**
 * The interfaces to add up. Bridges, veth, bonds, VLANs and tunnels carry bytes that a network card carries too, so where
 * there are cards (they have a `device` in sysfs) only they count; in a container, which has none, all but loopback do.
 */
export function countedInterfaces(names: readonly string[], sysNetPath: string): Set<string> {
  const cards = names.filter((name) => existsSync(join(sysNetPath, name, 'device')));
  return new Set(cards.length > 0 ? cards : names);
}

export const createNetwork: CreateCollector = ({ rootPath }) => {
  let previous: { received: CounterReadings; sent: CounterReadings } | null = null;
  let listed = '';
  let counted = new Set<string>();
  const onlyCounted = (values: ReadonlyMap<string, number>) =>
    new Map([...values].filter(([name]) => counted.has(name)));
  return {
    name: 'network',
    collect: ({ monotonicMs }) => {
      const counters = parseNetDev(readText(join(rootPath, 'proc/net/dev')));
      const names = [...counters.received.keys()];
      if (names.join(' ') !== listed) {
        counted = countedInterfaces(names, join(rootPath, 'sys/class/net'));
        listed = names.join(' ');
      }
      const now = {
        received: { monotonicMs, values: onlyCounted(counters.received) },
        sent: { monotonicMs, values: onlyCounted(counters.sent) },
      };
      const before = previous;
      previous = now;
      if (!before) return {};
      const received = totalRatePerSecond(before.received, now.received);
      const sent = totalRatePerSecond(before.sent, now.sent);
      if (received === null || sent === null) return {};
      return { host: { network_received_bytes_per_second: received, network_sent_bytes_per_second: sent } };
    },
  };
};
