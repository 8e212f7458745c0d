import fc from 'fast-check';
import type { PlanInput, PlanServer, SlotSeries } from './plan-input.ts';

const SLOTS = 16;
const GROUPS = ['news', 'shop', 'price'];

function series(value: fc.Arbitrary<number>): fc.Arbitrary<(number | null)[]> {
  const gapped = fc.oneof({ weight: 30, arbitrary: value }, { weight: 1, arbitrary: fc.constant(null) });
  return fc.array(gapped, { minLength: SLOTS, maxLength: SLOTS });
}

const amount = (most: number) => fc.double({ min: 0, max: most, noNaN: true });

const cost = fc.option(
  amount(0.9).map((high) => ({ cost: high / 2, low: 0, high })),
  { freq: 12 },
);

function group(name: string) {
  const slots = fc.record({ count: series(fc.nat(6)), use: series(amount(3)) });
  return fc.record({ name: fc.constant(name), peakCount: fc.nat(7), cpu: slots, memory: slots });
}

const server: fc.Arbitrary<Omit<PlanServer, 'id' | 'name'>> = fc.record({
  pinned: fc.nat(8).map((n) => n === 0),
  hardware: fc.constantFrom('a', 'b', null),
  price: fc.option(fc.record({ monthly: fc.nat(90), currency: fc.constantFrom('EUR', 'USD') })),
  renewalMs: fc.option(fc.constantFrom(1, Date.UTC(2027, 0, 1))),
  limits: fc.record({
    cpu: fc.double({ min: 4, max: 9, noNaN: true }),
    memory: fc.double({ min: 4, max: 9, noNaN: true }),
  }),
  filesystems: fc.array(fc.record({ usedBytes: fc.nat(95), limitBytes: fc.constant(90) }), { maxLength: 2 }),
  costs: fc.record(Object.fromEntries(GROUPS.map((name) => [name, fc.record({ cpu: cost, memory: cost })]))),
  groups: fc.subarray(GROUPS, { minLength: 1 }).chain((names) => fc.tuple(...names.map(group))),
  peaks: fc.record({ cpu: series(amount(2.5)), memory: series(amount(2.5)) }),
});

/** Fleets of a few servers, mostly not full, with gaps, unknown costs, pins and two currencies. */
export const planInput: fc.Arbitrary<PlanInput> = fc
  .record({
    servers: fc.array(server, { minLength: 3, maxLength: 7 }),
    rates: fc.constantFrom({}, { EUR: 1, USD: 0.9 }, { EUR: 1 }),
  })
  .map(({ servers, rates }) => ({
    slots: { startMs: Date.UTC(2026, 10, 14), lengthMs: 600_000, count: SLOTS },
    servers: servers.map((each, i) => ({ ...each, id: `s${i}`, name: `crawler-${i}` })),
    rates,
  }));

/** The highest known value of a series. */
export function highest(values: SlotSeries): number {
  return Math.max(...Array.from(values, (value) => value ?? -Infinity));
}
