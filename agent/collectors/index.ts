import type { CreateCollector } from './collector.ts';
import { createCpu } from './cpu.ts';
import { createDiskIo } from './disk-io.ts';
import { createFilesystems } from './filesystems.ts';
import { createLoad } from './load.ts';
import { createMemory } from './memory.ts';
import { createNetwork } from './network.ts';
import { createPressure } from './pressure.ts';
import { createProcessGroups } from './process-groups.ts';
import { createTcp } from './tcp.ts';

/** Every collector; a test fails when a file of this folder is not listed. */
export const collectors: readonly CreateCollector[] = [
  createCpu,
  createMemory,
  createLoad,
  createPressure,
  createDiskIo,
  createNetwork,
  createTcp,
  createProcessGroups,
  createFilesystems,
];
