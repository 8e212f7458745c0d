import * as z from 'zod';
import { hostMetricNames, peakMetrics, peakResources } from './metrics.ts';
import { ForeignName, type GroupReading, GroupReadings, LIMITS, type Sample, TopProcesses } from './sample.ts';
import { mergeStats, Stat, statOf, zeroStat } from './stat.ts';

/** The second in which a resource was highest, with what ran in that very second. All numbers in quanta. */
export const Peak = z.strictObject({
  atMs: z.int().positive(),
  value: z.int().nonnegative(),
  groups: GroupReadings,
  top: TopProcesses,
});
export type Peak = z.infer<typeof Peak>;

/** A filesystem over a window: the largest size seen (it hardly changes) and the bytes in use. */
export const FilesystemStat = z.strictObject({ totalBytes: z.int().nonnegative(), usedBytes: Stat });
export type FilesystemStat = z.infer<typeof FilesystemStat>;

/**
 * A process group over a window. Seconds in which processes were read and the group had none count as 0. `ageSeconds`, the
 * sum of its processes' ages, has its own samples: fewer than `count` has where ages were not known all the time.
 */
export const GroupStat = z.strictObject({
  count: Stat,
  cpuCores: Stat,
  memoryBytes: Stat,
  ageSeconds: Stat.optional(),
});
export type GroupStat = z.infer<typeof GroupStat>;

const MAX_WINDOW_MS = 366 * 86_400_000;

/**
 * A closed span of samples, `[startMs, startMs + lengthMs)`; one shape for every length. Numbers are whole quanta of the
 * catalogue. Fewer samples than seconds is an honest gap.
 */
export const Window = z.strictObject({
  startMs: z.int().nonnegative(),
  lengthMs: z.int().min(1000).max(MAX_WINDOW_MS),
  samples: z.int().positive(),
  host: z.partialRecord(z.enum(hostMetricNames), Stat),
  filesystems: z.record(ForeignName, FilesystemStat).refine((f) => Object.keys(f).length <= LIMITS.filesystems, {
    error: `more than ${LIMITS.filesystems} filesystems`,
  }),
  groups: z
    .record(ForeignName, GroupStat)
    .refine((g) => Object.keys(g).length <= LIMITS.groups, { error: `more than ${LIMITS.groups} groups` }),
  peaks: z.partialRecord(z.enum(peakResources), Peak),
});
export type Window = z.infer<typeof Window>;

/** Start of the half-open window `[start, start + lengthMs)` that holds `atMs`. UTC, aligned to the epoch. */
export function windowStartMs(atMs: number, lengthMs: number): number {
  return Math.floor(atMs / lengthMs) * lengthMs;
}

/** Seconds of the window in which processes were read, and so a group that is not named had none. */
function sweptSamples(window: Pick<Window, 'host'>): number {
  return window.host.process_count?.samples ?? 0;
}

/** The window of one sample, as a part of the window of `lengthMs` that holds it. */
export function windowOfSample(sample: Sample, lengthMs: number): Window {
  const host: Window['host'] = {};
  for (const name of hostMetricNames) {
    const quanta = sample.host[name];
    if (quanta !== undefined) host[name] = statOf(quanta);
  }
  const peaks: Window['peaks'] = {};
  const groups = Object.fromEntries(
    Object.entries(sample.groups).map(([name, { count, cpuCores, memoryBytes }]): [string, GroupReading] => [
      name,
      { count, cpuCores, memoryBytes },
    ]),
  );
  for (const resource of peakResources) {
    const value = sample.host[peakMetrics[resource]];
    if (value !== undefined) peaks[resource] = { atMs: sample.atMs, value, groups, top: sample.top };
  }
  return {
    startMs: windowStartMs(sample.atMs, lengthMs),
    lengthMs,
    samples: 1,
    host,
    filesystems: mapValues(sample.filesystems, (f) => ({ totalBytes: f.totalBytes, usedBytes: statOf(f.usedBytes) })),
    groups: mapValues(sample.groups, (g) => ({
      count: statOf(g.count),
      cpuCores: statOf(g.cpuCores),
      memoryBytes: statOf(g.memoryBytes),
      ...(g.ageSeconds === undefined ? {} : { ageSeconds: statOf(g.ageSeconds) }),
    })),
    peaks,
  };
}

/**
 * One window over the span of both. Exact, associative and commutative to the last bit, so late parts, retries and tiers
 * in any order give the same window. The parts must not overlap: a sample merged twice counts twice.
 */
export function mergeWindows(a: Window, b: Window): Window {
  const startMs = Math.min(a.startMs, b.startMs);
  const endMs = Math.max(a.startMs + a.lengthMs, b.startMs + b.lengthMs);
  const host: Window['host'] = {};
  for (const name of hostMetricNames) {
    const merged = mergeOptional(a.host[name], b.host[name], mergeStats);
    if (merged) host[name] = merged;
  }
  const peaks: Window['peaks'] = {};
  for (const resource of peakResources) {
    const merged = mergeOptional(a.peaks[resource], b.peaks[resource], higherPeak);
    if (merged) peaks[resource] = merged;
  }
  return {
    startMs,
    lengthMs: endMs - startMs,
    samples: a.samples + b.samples,
    host,
    filesystems: mergeRecords(a.filesystems, b.filesystems, mergeFilesystems, (only) => only),
    groups: mergeRecords(a.groups, b.groups, mergeGroups, (only, missingFrom) =>
      padGroup(only, sweptSamples(missingFrom === 'a' ? a : b)),
    ),
    peaks,
  };
}

/**
 * The merge of many windows, or null of none.
 * @throws RangeError when the span is given and a window lies outside it.
 */
export function mergeAll(windows: readonly Window[], span?: { startMs: number; lengthMs: number }): Window | null {
  const [first, ...rest] = windows;
  if (!first) return null;
  const merged = rest.reduce(mergeWindows, first);
  if (!span) return merged;
  if (merged.startMs < span.startMs || merged.startMs + merged.lengthMs > span.startMs + span.lengthMs) {
    throw new RangeError(`a window lies outside the span ${span.startMs} + ${span.lengthMs} ms`);
  }
  return { ...merged, startMs: span.startMs, lengthMs: span.lengthMs };
}

/** The higher peak; of equal ones the earlier; of two in the same second the one that sorts first, so that order never matters. */
function higherPeak(a: Peak, b: Peak): Peak {
  if (a.value !== b.value) return a.value > b.value ? a : b;
  if (a.atMs !== b.atMs) return a.atMs < b.atMs ? a : b;
  return canonical(a) <= canonical(b) ? a : b;
}

function canonical(peak: Peak): string {
  return JSON.stringify([Object.entries(peak.groups).sort(byKey), peak.top]);
}

function mergeFilesystems(a: FilesystemStat, b: FilesystemStat): FilesystemStat {
  return { totalBytes: Math.max(a.totalBytes, b.totalBytes), usedBytes: mergeStats(a.usedBytes, b.usedBytes) };
}

function mergeGroups(a: GroupStat, b: GroupStat): GroupStat {
  const ageSeconds = mergeOptional(a.ageSeconds, b.ageSeconds, mergeStats);
  return {
    count: mergeStats(a.count, b.count),
    cpuCores: mergeStats(a.cpuCores, b.cpuCores),
    memoryBytes: mergeStats(a.memoryBytes, b.memoryBytes),
    ...(ageSeconds ? { ageSeconds } : {}),
  };
}

/**
 * A group that one part does not name had no process there; the ages of no processes sum to 0, even for an agent that does not
 * know ages: so the order of merging parts with and without ages never matters.
 */
function padGroup(group: GroupStat, samples: number): GroupStat {
  if (samples === 0) return group;
  const zero = zeroStat(samples);
  return mergeGroups(group, { count: zero, cpuCores: zero, memoryBytes: zero, ageSeconds: zero });
}

function mergeOptional<T>(a: T | undefined, b: T | undefined, merge: (a: T, b: T) => T): T | undefined {
  return a === undefined ? b : b === undefined ? a : merge(a, b);
}

/** Keys come out sorted, so that the merge of the same parts in any order is the same to the byte. */
function mergeRecords<T>(
  a: Record<string, T>,
  b: Record<string, T>,
  both: (a: T, b: T) => T,
  one: (only: T, missingFrom: 'a' | 'b') => T,
): Record<string, T> {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  return Object.fromEntries(
    names.map((name): [string, T] => {
      const [left, right] = [own(a, name), own(b, name)];
      if (left !== undefined && right !== undefined) return [name, both(left, right)];
      return [name, left !== undefined ? one(left, 'b') : one(right as T, 'a')];
    }),
  );
}

function own<T>(record: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function mapValues<T, U>(record: Record<string, T>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(
    Object.entries(record)
      .sort(byKey)
      .map(([name, value]) => [name, map(value)]),
  );
}

function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;
}
