import * as z from 'zod';
import { hostMetricNames } from './metrics.ts';

const quanta = z.int().nonnegative();

/** Bounds that keep one hostile or broken agent from filling the store. */
export const LIMITS = { groups: 64, filesystems: 64, top: 8, nameLength: 120 } as const;

/**
 * A name from outside (group, mount, process). Control characters and the name that would change an object's prototype
 * are refused here; every place that shows it still has to escape it.
 */
export const ForeignName = z
  .string()
  .min(1)
  .max(LIMITS.nameLength)
  .regex(/^[^\u0000-\u001f\u007f]+$/u, 'has control characters')
  .refine((name) => name !== '__proto__', { error: 'is not a usable name' });

const atMost = (limit: number) =>
  [(record: object) => Object.keys(record).length <= limit, { error: `more than ${limit} entries` }] as const;

/** One process group in one second, in quanta of `group_process_count`, `group_cpu_cores`, `group_memory_bytes`. */
export const GroupReading = z.strictObject({ count: quanta, cpuCores: quanta, memoryBytes: quanta });
export type GroupReading = z.infer<typeof GroupReading>;
export const GroupReadings = z.record(ForeignName, GroupReading).refine(...atMost(LIMITS.groups));

/**
 * A group as it is sampled: with the sum of its processes' ages in whole seconds, from which leaks are told. Absent where the
 * agent cannot know it. It is a sum that nobody watches or is alerted on, so it is no metric of the catalogue.
 */
export const SampledGroup = GroupReading.extend({ ageSeconds: quanta.optional() });
export type SampledGroup = z.infer<typeof SampledGroup>;

/** One of the largest processes of a second: `comm` only, never the command line, which carries secrets. Quanta as in the group. */
export const TopProcess = z.strictObject({
  pid: z.int().positive(),
  name: ForeignName,
  cpuCores: quanta,
  memoryBytes: quanta,
});
export type TopProcess = z.infer<typeof TopProcess>;
export const TopProcesses = z.array(TopProcess).max(LIMITS.top);

/** One second of one server, in quanta. What could not be read is absent, never 0. */
export const Sample = z.strictObject({
  atMs: z.int().positive(),
  host: z.partialRecord(z.enum(hostMetricNames), quanta),
  filesystems: z
    .record(ForeignName, z.strictObject({ totalBytes: quanta, usedBytes: quanta }))
    .refine(...atMost(LIMITS.filesystems)),
  groups: z.record(ForeignName, SampledGroup).refine(...atMost(LIMITS.groups)),
  top: TopProcesses,
  /** Collectors that failed in this second. */
  failed: z.array(z.string()),
});
export type Sample = z.infer<typeof Sample>;
