import { crc32 } from 'node:zlib';
import { AppError } from '../model/app-error.ts';
import type { HostMetric, PeakResource } from '../model/metrics.ts';
import type { Stat } from '../model/stat.ts';
import type { GroupStat, Window } from '../model/window.ts';
import { BitReader, BitWriter } from './window-codec-bits.ts';
import { NameTable, namesOf } from './window-codec-names.ts';
import { type PeakPart, readPeak, writePeak } from './window-codec-peak.ts';

/**
 * Format of a stored window: a byte of version, four of CRC-32 over the rest, the names as one text in UTF-8 up to a byte
 * 0x1f, then bits. Whatever bounds a number, bounds its bits: a stat is its minimum, max − min, and how far its sum is
 * above the minimum, which max − min bounds; a reading at a peak lies between its group's minimum and maximum. A number
 * that did not move takes no bits at all, so deflating finds nothing more to save, and costs ten times the rest.
 *
 * Format 3 has the ages of groups, format 2 has none; a window without ages is written as format 2.
 *
 * Metrics go by their place in these lists, so the lists may grow at the end and must never be reordered.
 */
const WITHOUT_AGES = 2;
const WITH_AGES = 3;
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

const HEAD_BYTES = 5;
const NAMES_END = 0x1f;

/** @throws RangeError when the window is none that the model takes: a number that is not whole, a name with control characters. */
export function packWindow(window: Window): Uint8Array {
  const names = tableOf(window);
  const out = new BitWriter();
  const aged = Object.values(window.groups).some((group) => group.ageSeconds !== undefined);
  writeBits(out, window, names, aged);
  const text = Buffer.from(names.text(), 'utf8');
  const bytes = Buffer.concat([Buffer.alloc(HEAD_BYTES), text, Uint8Array.of(NAMES_END), out.end()]);
  bytes[0] = aged ? WITH_AGES : WITHOUT_AGES;
  bytes.writeUInt32LE(crc32(bytes.subarray(HEAD_BYTES)), 1);
  return bytes;
}

function writeBits(out: BitWriter, window: Window, names: NameTable, aged: boolean): void {
  const { startMs, lengthMs, samples } = window;
  out.number(lengthMs);
  const onGrid = startMs % lengthMs === 0;
  out.flag(onGrid);
  out.number(onGrid ? startMs / lengthMs : startMs);
  out.number(samples);
  const groups = Object.values(window.groups);
  const filesystems = Object.entries(window.filesystems);
  const stats = [
    ...Object.values(window.host),
    ...filesystems.map(([, f]) => f.usedBytes),
    ...groups.flatMap((g) => [g.count, g.cpuCores, g.memoryBytes, g.ageSeconds ?? []].flat()),
  ];
  const whole = stats.every((stat) => stat.samples === samples);
  out.flag(whole);
  const write = (stat: Stat) => {
    writeStat(out, stat, samples, whole);
  };
  out.number(HOST_ORDER.length);
  for (const name of HOST_ORDER) {
    const stat = window.host[name];
    out.flag(stat !== undefined);
    if (stat) write(stat);
  }
  out.number(groups.length);
  for (const { count, cpuCores, memoryBytes, ageSeconds } of groups) {
    for (const stat of [count, cpuCores, memoryBytes]) write(stat);
    if (aged) out.flag(ageSeconds !== undefined);
    if (ageSeconds) write(ageSeconds);
  }
  out.number(filesystems.length);
  for (const [mount, { totalBytes, usedBytes }] of filesystems) {
    out.upTo(names.size, names.place(mount));
    out.number(totalBytes);
    write(usedBytes);
  }
  const part: PeakPart = { window, groups, nameCount: names.size, seen: [] };
  out.number(PEAK_ORDER.length);
  for (const resource of PEAK_ORDER) {
    const peak = window.peaks[resource];
    out.flag(peak !== undefined);
    if (peak) writePeak(out, peak, part, (name) => names.place(name));
  }
}

/** What a reader may leave out: peaks are half of a window's numbers, and half of theirs are the processes. */
export interface Unpacking {
  /** False leaves `top` of the peaks empty. */
  readonly top?: boolean;
  /** False leaves out the peaks. */
  readonly peaks?: boolean;
}

/** @throws AppError `store_damaged` when the bytes are no window or of another format. */
export function unpackWindow(bytes: Uint8Array, unpacking: Unpacking = {}): Window {
  const aged = bytes[0] === WITH_AGES;
  if (!aged && bytes[0] !== WITHOUT_AGES) {
    throw new AppError(
      'store_damaged',
      `a stored window has format ${String(bytes[0])}, this Peakwatch reads the formats ${WITHOUT_AGES} and ${WITH_AGES}: update it, or delete the window`,
    );
  }
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const namesEnd = buffer.indexOf(NAMES_END, HEAD_BYTES);
  if (namesEnd < 0 || crc32(buffer.subarray(HEAD_BYTES)) !== buffer.readUInt32LE(1))
    throw new AppError('store_damaged', 'a stored window is damaged and cannot be read: its checksum is wrong');
  try {
    return fromBits(new BitReader(buffer, namesEnd + 1), knownNames(buffer, namesEnd), aged, unpacking);
  } catch (cause) {
    throw new AppError('store_damaged', `a stored window is damaged and cannot be read: ${String(cause)}`, { cause });
  }
}

function fromBits(
  bits: BitReader,
  names: readonly string[],
  aged: boolean,
  { top = true, peaks = true }: Unpacking,
): Window {
  const lengthMs = bits.number();
  const startMs = bits.flag() ? bits.number() * lengthMs : bits.number();
  const samples = bits.number();
  const whole = bits.flag();
  const window: Window = { startMs, lengthMs, samples, host: {}, filesystems: {}, groups: {}, peaks: {} };
  const hostMetrics = bits.number();
  for (let i = 0; i < hostMetrics; i += 1) {
    if (bits.flag()) window.host[nameAt(HOST_ORDER, i)] = readStat(bits, samples, whole);
  }
  const groups: GroupStat[] = [];
  const groupCount = bits.number();
  for (let i = 0; i < groupCount; i += 1) {
    const count = readStat(bits, samples, whole);
    const cpuCores = readStat(bits, samples, whole);
    const group: GroupStat = { count, cpuCores, memoryBytes: readStat(bits, samples, whole) };
    if (aged && bits.flag()) group.ageSeconds = readStat(bits, samples, whole);
    groups.push(group);
    window.groups[nameAt(names, i)] = group;
  }
  const filesystemCount = bits.number();
  for (let i = 0; i < filesystemCount; i += 1) {
    const mount = nameAt(names, bits.upTo(names.length));
    window.filesystems[mount] = { totalBytes: bits.number(), usedBytes: readStat(bits, samples, whole) };
  }
  if (!peaks) return window;
  const part: PeakPart = { window, groups, nameCount: names.length, seen: [] };
  const peakCount = bits.number();
  for (let i = 0; i < peakCount; i += 1) {
    if (bits.flag()) window.peaks[nameAt(PEAK_ORDER, i)] = readPeak(bits, part, names, top);
  }
  return window;
}

function writeStat(out: BitWriter, stat: Stat, samples: number, whole: boolean): void {
  if (!whole) {
    out.flag(stat.samples === samples);
    if (stat.samples !== samples) out.number(stat.samples);
  }
  out.number(stat.min);
  out.number(stat.max - stat.min);
  out.upTo((stat.max - stat.min) * stat.samples, stat.sum - stat.min * stat.samples);
}

function readStat(bits: BitReader, ofWindow: number, whole: boolean): Stat {
  const samples = whole || bits.flag() ? ofWindow : bits.number();
  const min = bits.number();
  const spread = bits.number();
  return { samples, sum: min * samples + bits.upTo(spread * samples), min, max: min + spread };
}

/** Groups first and in their order, so that a group's number is its name's place. */
function tableOf(window: Window): NameTable {
  const names = new NameTable();
  for (const name of Object.keys(window.groups)) names.add(name);
  for (const mount of Object.keys(window.filesystems)) names.add(mount);
  for (const resource of PEAK_ORDER) {
    const peak = window.peaks[resource];
    if (!peak) continue;
    for (const name of Object.keys(peak.groups)) names.add(name);
    for (const process of peak.top) names.add(process.name);
  }
  return names;
}

/** Neighbouring windows have the same names: they are cut apart once and shared. */
const MAX_KNOWN = 512;
const known = new Map<string, readonly string[]>();

function knownNames(buffer: Buffer, end: number): readonly string[] {
  const key = buffer.toString('latin1', HEAD_BYTES, end);
  let names = known.get(key);
  if (!names) {
    names = namesOf(buffer.toString('utf8', HEAD_BYTES, end));
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(key, names);
  }
  return names;
}

function nameAt<T>(names: readonly T[], place: number): T {
  const name = names[place];
  if (name === undefined) throw new RangeError('a name is missing');
  return name;
}
