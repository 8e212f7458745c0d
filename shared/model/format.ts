import type { Unit } from './metrics.ts';

const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** A number for people, by its unit: `87.5 %`, `1.5 GiB`, `0.21 cores`. */
export function formatValue(unit: Unit, value: number): string {
  switch (unit) {
    case 'ratio':
      return `${trim(value * 100, 1)} %`;
    case 'bytes':
      return bytes(value);
    case 'bytes_per_second':
      return `${bytes(value)}/s`;
    case 'cores':
      return `${trim(value, 2)} ${value === 1 ? 'core' : 'cores'}`;
    case 'count':
      return trim(value, 1);
    case 'load':
      return trim(value, 2);
  }
}

function bytes(value: number): string {
  const power = value < 1 ? 0 : Math.min(BINARY.length - 1, Math.floor(Math.log2(value) / 10));
  return `${trim(value / 1024 ** power, power === 0 ? 0 : 1)} ${BINARY[power] ?? ''}`;
}

function trim(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}
