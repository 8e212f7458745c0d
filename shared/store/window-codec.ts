import { deflateSync, inflateSync } from 'node:zlib';
import { decode, encode } from '@msgpack/msgpack';
import { AppError } from '../model/app-error.ts';
import type { HostMetric, PeakResource } from '../model/metrics.ts';
import type { GroupReading, TopProcess } from '../model/sample.ts';
import type { Stat } from '../model/stat.ts';
import type { Peak, Window } from '../model/window.ts';

/**
 * Format of a stored window: one byte of version, then a zlib stream (its Adler-32 finds damage) of one MessagePack
 * array. Numbers are small differences where they can be: a stat is `[missing samples, min, max − min, sum − min·samples]`,
 * a name is its place in the window's list of names. Metrics go by their place in these lists, so the lists may grow at
 * the end and must never be reordered.
 */
const VERSION = 1;
const HOST_ORDER: readonly HostMetric[] = [
  'cpu_busy_ratio',
  'cpu_iowait_ratio',
  'cpu_steal_ratio',
  'memory_used_bytes',
  'memory_used_ratio',
  'swap_used_bytes',
  'load1',
  'cpu_pressure_ratio',
  'memory_pressure_ratio',
  'io_pressure_ratio',
  'disk_read_bytes_per_second',
  'disk_written_bytes_per_second',
  'network_received_bytes_per_second',
  'network_sent_bytes_per_second',
  'process_count',
  'tcp_connection_count',
];
const PEAK_ORDER: readonly PeakResource[] = ['cpu', 'memory'];
/** The metrics and resources that the format has a place for; a test holds the catalogue against it. */
export const packedNames = { host: HOST_ORDER, peaks: PEAK_ORDER };

type Packed = [
  startMs: number,
  lengthMs: number,
  samples: number,
  names: string[],
  host: (number[] | 0)[],
  filesystems: number[][],
  groups: number[][],
  peaks: (PackedPeak | 0)[],
];
type PackedPeak = [sinceStartMs: number, value: number, groups: number[], top: number[]];

export function packWindow(window: Window): Uint8Array {
  const names = new NameTable();
  const stat = (s: Stat) => [window.samples - s.samples, s.min, s.max - s.min, s.sum - s.min * s.samples];
  const groups = Object.entries(window.groups).map(([name, g]) => [
    names.place(name),
    ...stat(g.count),
    ...stat(g.cpuCores),
    ...stat(g.memoryBytes),
  ]);
  const filesystems = Object.entries(window.filesystems).map(([mount, f]) => [
    names.place(mount),
    f.totalBytes,
    ...stat(f.usedBytes),
  ]);
  const peaks = PEAK_ORDER.map((resource) => {
    const peak = window.peaks[resource];
    return peak ? packPeak(peak, window.startMs, names) : 0;
  });
  const host = HOST_ORDER.map((name) => (window.host[name] ? stat(window.host[name]) : 0));
  const packed: Packed = [
    window.startMs,
    window.lengthMs,
    window.samples,
    names.names,
    host,
    filesystems,
    groups,
    peaks,
  ];
  const body = deflateSync(encode(packed), { level: 9, windowBits: 12, memLevel: 6 });
  return Buffer.concat([Uint8Array.of(VERSION), body]);
}

/** @throws AppError `store_damaged` when the bytes are no window or of a later format. */
export function unpackWindow(bytes: Uint8Array): Window {
  if (bytes[0] !== VERSION) {
    throw new AppError(
      'store_damaged',
      `a stored window has format ${String(bytes[0])}, this Peakwatch reads format ${VERSION}: update it, or delete the window`,
    );
  }
  try {
    return fromPacked(decode(inflateSync(bytes.subarray(1), { maxOutputLength: 4 * 1024 * 1024 })) as Packed);
  } catch (cause) {
    throw new AppError('store_damaged', `a stored window is damaged and cannot be read: ${String(cause)}`, { cause });
  }
}

function fromPacked([startMs, lengthMs, samples, names, host, filesystems, groups, peaks]: Packed): Window {
  const name = (place: number | undefined) => required(names[required(place)]);
  const stat = (cells: readonly number[], at: number): Stat => {
    const [missing, min, spread, excess] = cells.slice(at, at + 4).map(required);
    const count = samples - required(missing);
    const low = required(min);
    return { samples: count, sum: low * count + required(excess), min: low, max: low + required(spread) };
  };
  const window: Window = {
    startMs: required(startMs),
    lengthMs: required(lengthMs),
    samples: required(samples),
    host: {},
    filesystems: Object.fromEntries(
      filesystems.map((f) => [name(f[0]), { totalBytes: required(f[1]), usedBytes: stat(f, 2) }]),
    ),
    groups: Object.fromEntries(
      groups.map((g) => [name(g[0]), { count: stat(g, 1), cpuCores: stat(g, 5), memoryBytes: stat(g, 9) }]),
    ),
    peaks: {},
  };
  for (const [i, cells] of host.entries()) if (cells !== 0) window.host[required(HOST_ORDER[i])] = stat(cells, 0);
  for (const [i, peak] of peaks.entries()) {
    if (peak !== 0) window.peaks[required(PEAK_ORDER[i])] = unpackPeak(peak, startMs, name);
  }
  return window;
}

function packPeak(peak: Peak, startMs: number, names: NameTable): PackedPeak {
  return [
    peak.atMs - startMs,
    peak.value,
    Object.entries(peak.groups).flatMap(([name, g]) => [names.place(name), g.count, g.cpuCores, g.memoryBytes]),
    peak.top.flatMap((p) => [p.pid, names.place(p.name), p.cpuCores, p.memoryBytes]),
  ];
}

function unpackPeak(
  [sinceStartMs, value, groups, top]: PackedPeak,
  startMs: number,
  name: (place: number | undefined) => string,
): Peak {
  const group = ([place, count, cpuCores, memoryBytes]: number[]): [string, GroupReading] => [
    name(place),
    { count: required(count), cpuCores: required(cpuCores), memoryBytes: required(memoryBytes) },
  ];
  const process = ([pid, place, cpuCores, memoryBytes]: number[]): TopProcess => ({
    pid: required(pid),
    name: name(place),
    cpuCores: required(cpuCores),
    memoryBytes: required(memoryBytes),
  });
  return {
    atMs: startMs + required(sinceStartMs),
    value: required(value),
    groups: Object.fromEntries(inFours(groups).map(group)),
    top: inFours(top).map(process),
  };
}

function inFours(cells: readonly number[]): number[][] {
  return Array.from({ length: cells.length / 4 }, (_, i) => cells.slice(4 * i, 4 * i + 4));
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new RangeError('a value is missing');
  return value;
}

/** Each name once, in order of first use. */
class NameTable {
  readonly names: string[] = [];
  readonly #places = new Map<string, number>();
  place(name: string): number {
    let place = this.#places.get(name);
    if (place === undefined) {
      place = this.names.push(name) - 1;
      this.#places.set(name, place);
    }
    return place;
  }
}
