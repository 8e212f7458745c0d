import type { GroupReading, TopProcess } from '../model/sample.ts';
import type { Stat } from '../model/stat.ts';
import type { GroupStat, Peak, Window } from '../model/window.ts';
import type { BitReader, BitWriter } from './window-codec-bits.ts';

/** What both sides know of a window by the time they come to its peaks. */
export interface PeakPart {
  readonly window: Pick<Window, 'startMs' | 'lengthMs'>;
  /** The window's groups in order; the name of each stands at its number. */
  readonly groups: readonly GroupStat[];
  readonly nameCount: number;
  /** Processes of the peaks before: those of the second are mostly those of the first. */
  readonly seen: { readonly pid: number; readonly place: number }[];
}

const READINGS = ['count', 'cpuCores', 'memoryBytes'] as const;

/** Writes a peak; its names must be in the window's table. */
export function writePeak(out: BitWriter, peak: Peak, part: PeakPart, placeOf: (name: string) => number): void {
  const { window, groups, nameCount, seen } = part;
  const sinceStartMs = peak.atMs - window.startMs;
  const within = sinceStartMs >= 0 && sinceStartMs < window.lengthMs;
  out.flag(within);
  if (within) out.upTo(window.lengthMs, sinceStartMs);
  else out.number(peak.atMs);
  out.number(peak.value);

  const readings = Object.entries(peak.groups).map(([name, reading]) => ({ place: placeOf(name), reading }));
  // Readings of an agent lie within their group's extremes; whatever does not is kept as it is.
  const bounded = readings.every(({ place, reading }) => isWithin(reading, groups[place]));
  out.flag(bounded);
  out.number(readings.length);
  for (const { place, reading } of readings) {
    out.upTo(nameCount, place);
    const group = groups[place];
    for (const name of READINGS) {
      if (bounded && group) out.upTo(group[name].max - group[name].min, reading[name] - group[name].min);
      else out.number(reading[name]);
    }
  }

  out.number(peak.top.length);
  for (const process of peak.top) {
    const place = placeOf(process.name);
    const found = seen.findIndex((known) => known.pid === process.pid && known.place === place);
    out.upTo(seen.length, found < 0 ? seen.length : found);
    if (found < 0) {
      out.number(process.pid);
      out.upTo(nameCount, place);
      seen.push({ pid: process.pid, place });
    }
    out.number(process.cpuCores);
    out.number(process.memoryBytes);
  }
}

/**
 * Reads what `writePeak` wrote.
 * @param withTop false reads over the processes and leaves them out
 * @throws RangeError when the bytes end too early or name nothing.
 */
export function readPeak(bits: BitReader, part: PeakPart, names: readonly string[], withTop: boolean): Peak {
  const { window, groups, nameCount, seen } = part;
  const atMs = bits.flag() ? window.startMs + bits.upTo(window.lengthMs) : bits.number();
  const peak: Peak = { atMs, value: bits.number(), groups: {}, top: [] };
  const bounded = bits.flag();
  const count = bits.number();
  for (let i = 0; i < count; i += 1) {
    const place = bits.upTo(nameCount);
    const group = bounded ? groups[place] : undefined;
    peak.groups[named(names, place)] = {
      count: readReading(bits, group?.count),
      cpuCores: readReading(bits, group?.cpuCores),
      memoryBytes: readReading(bits, group?.memoryBytes),
    };
  }
  const processes = bits.number();
  for (let i = 0; i < processes; i += 1) {
    const process = readProcess(bits, nameCount, seen, names);
    if (withTop) peak.top.push(process);
  }
  return peak;
}

function readReading(bits: BitReader, stat: Stat | undefined): number {
  return stat ? stat.min + bits.upTo(stat.max - stat.min) : bits.number();
}

function readProcess(bits: BitReader, nameCount: number, seen: PeakPart['seen'], names: readonly string[]): TopProcess {
  const found = bits.upTo(seen.length);
  let known = seen[found];
  if (!known) {
    known = { pid: bits.number(), place: bits.upTo(nameCount) };
    seen.push(known);
  }
  return { pid: known.pid, name: named(names, known.place), cpuCores: bits.number(), memoryBytes: bits.number() };
}

function isWithin(reading: GroupReading, group: GroupStat | undefined): boolean {
  return (
    group !== undefined &&
    READINGS.every((name) => reading[name] >= group[name].min && reading[name] <= group[name].max)
  );
}

function named(names: readonly string[], place: number): string {
  const name = names[place];
  if (name === undefined) throw new RangeError('a name is missing');
  return name;
}
