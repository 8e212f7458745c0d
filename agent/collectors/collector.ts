import type { HostMetric } from '../../shared/model/metrics.ts';
import type { GroupRules } from '../groups.ts';
import type { Log } from '../log.ts';

/** The moment of one sampling. */
export interface Tick {
  /** The whole second of the wall clock that the sample is for. */
  readonly atMs: number;
  /** The monotonic clock now; every rate is over differences of it. */
  readonly monotonicMs: number;
}

/** What a group or a process used in the last second, in base units. */
export interface Usage {
  readonly cpuCores: number;
  readonly memoryBytes: number;
}

/** What a group used, with the sum of its processes' ages where that is known. */
export interface GroupUsage extends Usage {
  readonly count: number;
  readonly ageSeconds?: number;
}

/** What one collector read, in base units; the sampler rounds it to quanta. What is not known is absent, never 0. */
export interface Readings {
  readonly host?: Readonly<Partial<Record<HostMetric, number>>>;
  readonly filesystems?: ReadonlyMap<string, { readonly totalBytes: number; readonly usedBytes: number }>;
  readonly groups?: ReadonlyMap<string, GroupUsage>;
  readonly top?: readonly (Usage & { readonly pid: number; readonly name: string })[];
  /** Parts that could not be read while the rest could, as `collector:part`. */
  readonly failed?: readonly string[];
}

/** Reads one resource. It keeps its own previous counters and so serves one sampler. */
export interface Collector {
  readonly name: string;
  /** @throws when nothing could be read; the sampler names it in the sample's `failed`. */
  readonly collect: (tick: Tick) => Readings | Promise<Readings>;
  readonly close?: () => void;
}

/** Size of a filesystem as `statfs` tells it: blocks, and bytes a block. */
export interface FilesystemSize {
  readonly blocks: number;
  readonly bfree: number;
  readonly bsize: number;
}

/** What collectors need from outside. */
export interface CollectorOptions {
  /** Folder that holds `proc` and `sys`: `/`, or a fixture, or where a container mounts its host. */
  readonly rootPath: string;
  readonly groupRules: GroupRules;
  readonly log: Log;
  /** Size of the filesystem mounted at a path. May never answer (a dead NFS server). */
  readonly statfs: (path: string) => Promise<FilesystemSize>;
  /** For time limits inside one tick; the same clock as the tick's. */
  readonly monotonicMs: () => number;
}

export type CreateCollector = (options: CollectorOptions) => Collector;
