import { expect, test } from '@jest/globals';
import { absorb, gramWithout } from './absorb.ts';
import { normal, seeded } from './simulated-server.test-fleet.ts';

const random = seeded(1);
const POINTS = 60;
const columns = [0, 1, 2].map(() => Float64Array.from({ length: POINTS }, () => 1e4 + normal(random)));
const slots = Int32Array.from({ length: POINTS }, (_, i) => i % 7);
const blocks = Int32Array.from({ length: POINTS }, (_, i) => Math.floor(i / 10));

test.each([
  ['with slots', slots],
  ['without slots', null],
])('leaving points out %s is the same as never having had them', (_, bases) => {
  const all = absorb({ columns, slots: bases, blocks });
  for (const [block, gone] of all.members.entries()) {
    const stays = (__: number, i: number) => blocks[i] !== block;
    const rest = absorb({
      columns: columns.map((column) => column.filter(stays)),
      slots: bases?.filter(stays) ?? null,
      blocks: blocks.filter(stays),
    });
    const downdated = gramWithout(all, gone);
    for (const [i, row] of rest.gram.entries()) {
      for (const [j, value] of row.entries()) {
        expect(downdated[i]?.[j]).toBeCloseTo(value, bases ? 8 : 0);
      }
    }
  }
});
