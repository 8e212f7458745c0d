import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from '../proc-file.ts';
import { type CounterReadings, totalRatePerSecond } from '../rate.ts';
import type { CreateCollector } from './collector.ts';

/** `/proc/diskstats` counts in sectors of 512 bytes whatever the disk's own are (kernel, Documentation/admin-guide/iostats.rst). */
const BYTES_PER_SECTOR = 512;
/** Memory, files and drives for removable media that look like disks. */
const NOT_A_DISK = /^(?:loop|ram|zram|sr|fd)\d/;

/** Bytes read and written since boot, by device. */
export interface DiskCounters {
  readonly read: ReadonlyMap<string, number>;
  readonly written: ReadonlyMap<string, number>;
}

/** Lines of `/proc/diskstats`: major minor name reads merged sectors-read ms writes merged sectors-written …. */
export function parseDiskstats(text: string): DiskCounters {
  const read = new Map<string, number>();
  const written = new Map<string, number>();
  for (const line of text.split('\n')) {
    const fields = line.trim().split(/ +/);
    const [name, sectorsRead, sectorsWritten] = [fields[2], fields[5], fields[9]];
    if (name === undefined || sectorsRead === undefined || sectorsWritten === undefined) continue;
    read.set(name, Number(sectorsRead) * BYTES_PER_SECTOR);
    written.set(name, Number(sectorsWritten) * BYTES_PER_SECTOR);
  }
  return { read, written };
}

/**
 * Names of the whole disks: those of `/sys/block`, which lists no partitions, without those that lie on others (dm, md,
 * bcache: their bytes are already counted by the disks below, which the kernel names in `slaves`).
 */
export function wholeDisks(sysBlockPath: string): Set<string> {
  const names = readdirSync(sysBlockPath).filter((name) => !NOT_A_DISK.test(name));
  return new Set(names.filter((name) => !liesOnOthers(join(sysBlockPath, name, 'slaves'))));
}

function liesOnOthers(slavesPath: string): boolean {
  try {
    return readdirSync(slavesPath).length > 0;
  } catch {
    return false;
  }
}

export const createDiskIo: CreateCollector = ({ rootPath }) => {
  let previous: { read: CounterReadings; written: CounterReadings } | null = null;
  let listed = '';
  let disks = new Set<string>();
  const onlyDisks = (values: ReadonlyMap<string, number>) => new Map([...values].filter(([name]) => disks.has(name)));
  return {
    name: 'disk-io',
    collect: ({ monotonicMs }) => {
      const counters = parseDiskstats(readText(join(rootPath, 'proc/diskstats')));
      // Which devices are whole disks changes only when devices come and go.
      const names = [...counters.read.keys()].join(' ');
      if (names !== listed) {
        disks = wholeDisks(join(rootPath, 'sys/block'));
        listed = names;
      }
      const now = {
        read: { monotonicMs, values: onlyDisks(counters.read) },
        written: { monotonicMs, values: onlyDisks(counters.written) },
      };
      const before = previous;
      previous = now;
      if (!before || disks.size === 0) return {};
      const [read, written] = [
        totalRatePerSecond(before.read, now.read),
        totalRatePerSecond(before.written, now.written),
      ];
      if (read === null || written === null) return {};
      return { host: { disk_read_bytes_per_second: read, disk_written_bytes_per_second: written } };
    },
  };
};
