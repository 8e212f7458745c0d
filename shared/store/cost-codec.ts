import { Binary } from 'mongodb';
import { capacityResources } from '../model/capacity.ts';
import type { GroupCosts } from '../model/fleet-capacity.ts';
import type { CostHistoryDoc } from './collections.ts';

const PARTS = ['means', 'peaks'] as const;
const FIELDS = ['cost', 'low', 'high'] as const;

type Packed = CostHistoryDoc['groups'][number];

/** Seven digits are more than a cost has; as documents the numbers would take five times as much. */
export function packCosts(group: GroupCosts): Packed {
  const numbers = PARTS.flatMap((part) =>
    capacityResources.flatMap((resource) => FIELDS.map((field) => group[part][resource]?.[field] ?? NaN)),
  );
  const bytes = Buffer.alloc(4 * numbers.length);
  numbers.forEach((number, i) => bytes.writeFloatLE(number, 4 * i));
  return { name: group.name, presentCount: group.presentCount, costs: new Binary(bytes) };
}

export function unpackCosts({ name, presentCount, costs }: Packed): GroupCosts {
  const bytes = Buffer.from(costs.buffer);
  const known = (place: number) => {
    const [cost = NaN, low = NaN, high = NaN] = FIELDS.map((_, i) =>
      bytes.readFloatLE(4 * (FIELDS.length * place + i)),
    );
    return Number.isNaN(cost) ? null : { cost, low, high };
  };
  return {
    name,
    presentCount,
    means: { cpu: known(0), memory: known(1) },
    peaks: { cpu: known(2), memory: known(3) },
  };
}
