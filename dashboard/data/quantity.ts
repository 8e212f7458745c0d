import type { Unit } from '../../shared/model/metrics.ts';

/** A unit that people write a number in: one of it is `times / over` of the base unit. Two numbers, so that 35 % is 0.35 to the last bit. */
export interface WrittenUnit {
  readonly word: string;
  readonly times: number;
  readonly over: number;
}

const times = (word: string, factor: number): WrittenUnit => ({ word, times: factor, over: 1 });
const PLAIN = [times('', 1)];

/** The units that a value of the catalogue's unit can be written in, from the smallest to the largest. */
export const unitsOf: Readonly<Record<Unit, readonly WrittenUnit[]>> = {
  ratio: [{ word: '%', times: 1, over: 100 }],
  bytes: [times('MiB', 2 ** 20), times('GiB', 2 ** 30), times('TiB', 2 ** 40)],
  bytes_per_second: [times('KiB/s', 2 ** 10), times('MiB/s', 2 ** 20), times('GiB/s', 2 ** 30)],
  cores: PLAIN,
  count: PLAIN,
  load: PLAIN,
};

const SPANS = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;
export type SpanWord = keyof typeof SPANS;

/** The units that a span of milliseconds can be written in, by the words of a language. */
export function spanUnits(words: Readonly<Record<SpanWord, string>>): WrittenUnit[] {
  return Object.entries(SPANS).map(([name, ms]) => times(words[name as SpanWord], ms));
}

/** The base value of what is written, null when that is no number. A comma is a point. */
export function baseOf(text: string, unit: WrittenUnit): number | null {
  const trimmed = text.trim().replace(',', '.');
  const written = Number(trimmed);
  return trimmed === '' || !Number.isFinite(written) ? null : exact((written * unit.times) / unit.over, 15);
}

/** A base value as it is written in a unit; null is empty. */
export function writtenIn(value: number | null, unit: WrittenUnit): string {
  return value === null ? '' : String(exact((value * unit.over) / unit.times));
}

/** The largest unit in which the value is a short number and not below 1; the smallest one where there is none. */
export function fittingUnit(value: number | null, units: readonly WrittenUnit[]): number {
  const fits = ({ times: factor, over }: WrittenUnit) => {
    const written = exact(((value ?? 0) * over) / factor);
    return written >= 1 && exact(written * 100) % 1 === 0;
  };
  return Math.max(0, units.findLastIndex(fits));
}

/** Without what binary fractions add far behind the point: 2.3 h are whole milliseconds. */
function exact(value: number, digits = 12): number {
  return Number(value.toPrecision(digits));
}
