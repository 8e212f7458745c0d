import type { CapacityResource, Sentence } from './capacity.ts';

interface Interval {
  readonly cost: number;
  readonly low: number;
  readonly high: number;
}

/** Powers of 1024, as the page shows them. */
const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** A cost with its unit, to as many digits as its interval carries: "0.21 core", "148 MiB". */
export function amount(resource: CapacityResource, interval: Interval): Sentence {
  const number = digits(resource, interval)(interval.cost);
  if (resource === 'memory')
    return { en: `${number} ${scale(interval).name}`, zh: `${number} ${scale(interval).name}` };
  return { en: `${number} ${Number(number) > 1 ? 'cores' : 'core'}`, zh: `${number} 核` };
}

/** The interval in the unit of `amount`, without its name: "0.18–0.24". */
export function range(resource: CapacityResource, interval: Interval): string {
  const format = digits(resource, interval);
  return `${format(interval.low)}–${format(interval.high)}`;
}

/** Both: "0.21 core (0.18–0.24)". */
export function amountWithRange(resource: CapacityResource, interval: Interval): Sentence {
  const { en, zh } = amount(resource, interval);
  const band = range(resource, interval);
  return { en: `${en} (${band})`, zh: `${zh}（${band}）` };
}

/** The half-width keeps one digit, two when it begins with 1; at most a thousandth of the unit, and hundredths of a core. */
function digits(resource: CapacityResource, interval: Interval): (value: number) => string {
  const unit = resource === 'cpu' ? 1 : scale(interval).bytes;
  const halfWidth = (interval.high - interval.low) / 2 / unit;
  const wanted = halfWidth > 0 ? Math.ceil(-Math.log10(halfWidth / 2)) : 3;
  const decimals = Math.min(3, Math.max(resource === 'cpu' ? 2 : 0, wanted));
  return (value) => (value / unit).toFixed(decimals);
}

function scale({ high }: Interval): { bytes: number; name: string } {
  return high >= GIB ? { bytes: GIB, name: 'GiB' } : { bytes: MIB, name: 'MiB' };
}
