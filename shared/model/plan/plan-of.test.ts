import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CapacityResource, capacityResources } from '../capacity.ts';
import { exactSaving } from './exact-packing.test-fleet.ts';
import { highest, planInput } from './plan.arbitrary.ts';
import { fleet, type Sketch, START_MS } from './plan.fixture.ts';
import { type Move, Plan, type Release } from './plan.ts';
import type { PlanInput, PlanServer } from './plan-input.ts';
import { planOf } from './plan-of.ts';
import { simulatePlanFleet } from './simulated-plan.test-fleet.ts';

const pinned = { rest: { pinned: true } };
const released = (plan: Plan) => plan.releases.map(({ server }) => server.id);
const reasons = (plan: Plan) => Object.fromEntries(plan.stays.map(({ server, reason }) => [server.id, reason]));
const routes = ({ moves }: Release) => moves.map(({ group, to, count }) => `${count} ${group} to ${to.id}`);
const stayOf = (plan: Plan, id: string) => plan.stays.find(({ server }) => server.id === id);

/** Three crawlers of news at a core each, in each of three slots. */
const three: Sketch = { id: 'crawler-3', groups: { news: { count: [3, 3, 3] } } };

describe('where crawlers go', () => {
  test('servers that are full at different times fit together: the sum of the series counts, not of the maxima', () => {
    const plan = planOf(
      fleet(3, [
        { id: 'day', groups: { news: { count: [8, 1, 1] } }, rest: { price: { monthly: 30, currency: 'EUR' } } },
        { id: 'night', groups: { news: { count: [1, 8, 1] } } },
      ]),
    );
    expect(released(plan)).toEqual(['night']);
    expect(plan.releases[0]?.fullest).toEqual({
      server: { id: 'day', name: 'day' },
      startMs: START_MS,
      lengthMs: 600_000,
      resource: 'cpu',
      value: 9,
      limit: 10,
      ratio: 0.9,
    });
    expect(stayOf(plan, 'day')).toMatchObject({ reason: 'no_other_server' });
  });

  test('servers that are full at the same time do not', () => {
    const plan = planOf(
      fleet(3, [
        { id: 'a', groups: { news: { count: [1, 8, 1] } } },
        { id: 'b', groups: { news: { count: [1, 8, 1] } } },
      ]),
    );
    expect(plan.releases).toEqual([]);
    expect(stayOf(plan, 'a')).toMatchObject({
      reason: 'no_room',
      group: 'news',
      count: 8,
      moment: { server: { id: 'b' }, startMs: START_MS + 600_000, resource: 'cpu', value: 16, ratio: 1.6 },
    });
    expect(stayOf(plan, 'a')?.sentence.en).toBe(
      'a stays: there is no room elsewhere for the 8 news that it runs or takes. With all of them, b at 160 % of its CPU limit (14 November 19:50–20:00 UTC) would have been the least overfull.',
    );
  });

  test('a group is split over several servers, in whole crawlers', () => {
    const plan = planOf(
      fleet(2, [
        { id: 'crawler-1', cpu: [2, 3], ...pinned },
        { id: 'crawler-2', cpu: [4, 5], ...pinned },
        {
          id: 'crawler-3',
          groups: { news: { count: [6, 12] } },
          cpuLimit: 20,
          rest: { renewalMs: Date.UTC(2026, 11, 1) },
        },
      ]),
    );
    expect(plan.releases.map(routes)).toEqual([['7 news to crawler-1', '5 news to crawler-2']]);
    expect(plan.releases[0]?.sentence).toEqual({
      en: 'crawler-3 can be given back: its 12 news fit on crawler-1 (7) and crawler-2 (5). Saves 40 EUR a month. The fullest moment would have been 14 November 19:50–20:00 UTC: crawler-1 at 100 % of its CPU limit. It is renewed on 1 December 2026: act before.',
      zh: 'crawler-3 可以退还：其 12 个 news 可放到 crawler-1（7 个）和 crawler-2（5 个）。每月节省 40 EUR。最满的时刻会是 11 月 14 日 19:50–20:00 UTC：crawler-1 达到其 CPU 上限的 100 %。它将于 2026 年 12 月 1 日续费：请在此之前处理。',
    });
    expect(plan.targets.map(({ server, takes }) => [server.id, takes])).toEqual([
      ['crawler-1', 7],
      ['crawler-2', 5],
    ]);
    expect(plan.sentence.en).toBe('1 of 3 servers can be given back: crawler-3. Saves 40 EUR a month.');
  });

  test('memory binds where it is scarcer', () => {
    const plan = planOf(
      fleet(3, [three, { id: 'small', rest: { pinned: true, limits: { cpu: 10, memory: 1.002e9 } } }]),
    );
    expect(stayOf(plan, 'crawler-3')).toMatchObject({
      reason: 'no_room',
      moment: { resource: 'memory', value: 1.003e9 },
    });
  });

  test('a server that has taken crawlers can still go, with them', () => {
    const small = { price: { monthly: 10, currency: 'EUR' } };
    const plan = planOf(
      fleet(1, [
        { id: 'a', groups: { news: { count: [2] } } },
        { id: 'b', groups: { news: { count: [3] } }, rest: small },
        { id: 'c', cpu: [5], ...pinned },
      ]),
    );
    expect(released(plan)).toEqual(['a', 'b']);
    expect(plan.releases.map(routes)).toEqual([['2 news to c'], ['3 news to c']]);
    expect(plan.releases[0]?.fullest.value).toBe(10);
  });

  test('a server above its limit in one slot takes nothing', () => {
    const plan = planOf(fleet(3, [three, { id: 'peaky', cpu: [0, 10.5, 0], ...pinned }]));
    expect(reasons(plan)).toEqual({ 'crawler-3': 'no_room', peaky: 'pinned' });
  });
});

describe('what moving crawlers are charged with', () => {
  test.each([
    { title: 'the upper bound where they used less', high: 2, used: [3, 3, 3], want: 6 },
    { title: 'what they used themselves where that is more', high: 0.5, used: [3, 4.5, 3], want: 4.5 },
  ])('$title', ({ high, used, want }) => {
    const plan = planOf(
      fleet(3, [
        { id: 'crawler-3', groups: { news: { count: [3, 3, 3], cpu: used } } },
        { id: 'to', cpu: [0, 0, 0], high: { news: high }, ...pinned },
      ]),
    );
    expect(plan.targets[0]?.fullest.value).toBe(want);
  });

  test('the cost is that of the hardware they go to, and known of like servers', () => {
    const like = (hardware: string) => ({ high: {}, rest: { pinned: true, hardware } });
    const news = { ...three, high: { news: 2 }, rest: { hardware: 'x' } };
    expect(planOf(fleet(3, [news, { id: 'to', cpu: [0, 0, 0], ...like('x') }])).targets[0]?.fullest.value).toBe(6);
    const unlike = planOf(fleet(3, [news, { id: 'to', cpu: [0, 0, 0], ...like('y') }]));
    expect(stayOf(unlike, 'crawler-3')).toMatchObject({ reason: 'cost_unknown', groups: ['news'] });
  });

  test('crawlers that did not run at the time are not charged', () => {
    const plan = planOf(
      fleet(2, [
        { id: 'a', groups: { news: { count: [4, 0] } } },
        { id: 'b', cpu: [5, 9], ...pinned },
      ]),
    );
    expect(plan.targets[0]?.fullest).toMatchObject({ value: 9, startMs: START_MS });
  });

  test("the server's other load ends with it", () => {
    const plan = planOf(
      fleet(3, [
        { ...three, cpu: [5, 5, 5] },
        { id: 'to', cpu: [6, 6, 6], ...pinned },
      ]),
    );
    expect(plan.targets[0]?.fullest.value).toBe(9);
  });
});

describe('why a server stays', () => {
  const to: Sketch = { id: 'to', cpu: [0, 0, 0], ...pinned };

  test.each<{ title: string; sketch: Sketch; other?: Sketch; want: string }>([
    { title: 'the user pinned it', sketch: { ...three, ...pinned }, want: 'pinned' },
    { title: 'it was never measured', sketch: { ...three, cpu: [null, null, null] }, want: 'not_measured' },
    { title: 'no crawler ran on it', sketch: { id: 'crawler-3', cpu: [1, 1, 1] }, want: 'no_crawlers' },
    { title: 'it is there for something else', sketch: { ...three, cpu: [9, 9, 9] }, want: 'mostly_other_load' },
    { title: 'the cost is not known', sketch: three, other: { ...to, high: { news: null } }, want: 'cost_unknown' },
    {
      title: 'the others have full filesystems',
      sketch: three,
      other: { ...to, rest: { pinned: true, filesystems: [{ usedBytes: 91, limitBytes: 90 }] } },
      want: 'filesystems_full',
    },
    { title: 'nothing has room', sketch: three, other: { ...to, cpu: [0, 0, 7.5] }, want: 'no_room' },
  ])('$title', ({ sketch, other = to, want }) => {
    const plan = planOf(fleet(3, [sketch, other]));
    expect(reasons(plan)).toEqual({ 'crawler-3': want, to: 'pinned' });
    expect(stayOf(plan, 'crawler-3')?.sentence.en).toMatch(/^crawler-3 stays: .*\.$/);
    expect(plan.sentence.en).toBe('No server can be given back.');
  });

  test('the share that is not crawlers’ is said', () => {
    const stay = stayOf(planOf(fleet(3, [{ ...three, cpu: [9, 9, 9] }, to])), 'crawler-3');
    expect(stay?.reason === 'mostly_other_load' && stay.share).toBeCloseTo(2 / 3);
  });
});

describe('money', () => {
  /** Two servers of which only one fits on the third. */
  const either = (a: PlanServer['price'], b: PlanServer['price'], rates?: PlanInput['rates']) =>
    planOf(
      fleet(
        1,
        [
          { id: 'a', groups: { news: { count: [4] } }, high: {}, rest: { price: a } },
          { id: 'b', groups: { news: { count: [4] } }, high: {}, rest: { price: b } },
          { id: 'c', cpu: [5], ...pinned },
        ],
        rates,
      ),
    );

  test('the server that saves most goes', () => {
    const plan = either({ monthly: 10, currency: 'EUR' }, { monthly: 11, currency: 'EUR' });
    expect(released(plan)).toEqual(['b']);
    expect(plan.savings).toEqual([{ monthly: 11, currency: 'EUR' }]);
  });

  test.each([
    { rates: { EUR: 1, USD: 0.5 }, want: 'a' },
    { rates: { EUR: 0.5, USD: 1 }, want: 'b' },
  ])('currencies are compared by the rates $rates', ({ rates, want }) => {
    expect(released(either({ monthly: 10, currency: 'EUR' }, { monthly: 11, currency: 'USD' }, rates))).toEqual([want]);
  });

  test('a server without a price goes only where it costs no saving', () => {
    expect(released(either(null, { monthly: 1, currency: 'EUR' }))).toEqual(['b']);
    expect(either(null, null)).toMatchObject({ savings: [], unpriced: 1 });
  });

  test('savings in two currencies are not added', () => {
    const plan = planOf(
      fleet(1, [
        { id: 'a', groups: { news: { count: [1] } }, rest: { price: { monthly: 30, currency: 'USD' } } },
        { id: 'b', groups: { news: { count: [1] } } },
        { id: 'c', cpu: [0], ...pinned },
      ]),
    );
    expect(plan.savings).toEqual([
      { monthly: 40, currency: 'EUR' },
      { monthly: 30, currency: 'USD' },
    ]);
    expect(plan.sentence.zh).toBe('3 台服务器中有 2 台可以退还：b 和 a。每月节省 40 EUR和30 USD。');
  });

  test('a renewal that is past says nothing', () => {
    const plan = planOf(
      fleet(3, [
        { ...three, rest: { renewalMs: START_MS } },
        { id: 'to', cpu: [0, 0, 0], ...pinned },
      ]),
    );
    expect(plan.releases[0]?.renewalMs).toBeNull();
  });
});

describe('gaps', () => {
  test('a slot missing on a target counts as its highest known value, and is said', () => {
    const plan = planOf(fleet(3, [three, { id: 'to', cpu: [6, null, 2], ...pinned }]));
    expect(plan.targets[0]?.fullest.value).toBe(9);
    expect(plan.gaps).toEqual([
      {
        server: { id: 'to', name: 'to' },
        slots: 1,
        sentence: {
          en: 'In 1 of 3 spans something of to was not measured; its highest known load was assumed there.',
          zh: '3 个时段中有 1 个缺少 to 的部分测量数据；这些时段按其已知最高负载计算。',
        },
      },
    ]);
    expect(planOf(fleet(3, [three, { id: 'to', cpu: [8, null, 2], ...pinned }])).releases).toEqual([]);
  });

  test('so does a slot missing on the server that goes', () => {
    const gone: Sketch = { id: 'gone', cpu: [3, null, 1], groups: { news: { count: [3, null, 1] } } };
    const plan = planOf(fleet(3, [gone, { id: 'to', cpu: [0, 7, 0], ...pinned }]));
    expect(plan.targets[0]?.fullest).toMatchObject({ value: 10, startMs: START_MS + 600_000 });
    expect(plan.gaps).toMatchObject([{ server: { id: 'gone' }, slots: 1 }]);
  });
});

test('a series of another length, and an id twice, are refused', () => {
  expect(() => planOf(fleet(2, [three]))).toThrow(RangeError);
  expect(() => planOf(fleet(3, [three, three]))).toThrow(RangeError);
});

/** The load of a server after these moves, computed anew from the input. */
function loadAfter(
  input: PlanInput,
  to: PlanServer,
  resource: CapacityResource,
  moves: readonly Move[],
  t: number,
): number {
  const known = (series: ArrayLike<number | null>) => series[t] ?? highest(series);
  let load = known(to.peaks[resource]);
  for (const move of moves.filter((each) => each.to.id === to.id)) {
    const group = input.servers.find(({ id }) => id === move.from.id)?.groups.find(({ name }) => name === move.group);
    if (!group) throw new RangeError('a move of no group');
    const { count, use } = group[resource];
    const used = known(use);
    const ran = Math.max(known(count), used > 0 ? 1 : 0);
    const part = Math.ceil((ran * move.count) / mostOf(group));
    const own = to.costs[move.group]?.[resource]?.high;
    const alike = input.servers.filter(({ hardware }) => to.hardware !== null && hardware === to.hardware);
    const high = own ?? Math.max(...alike.map(({ costs }) => costs[move.group]?.[resource]?.high ?? -Infinity));
    load += ran === 0 ? 0 : part * Math.max(high, used / ran);
  }
  return load;
}

function mostOf({ peakCount, cpu, memory }: PlanServer['groups'][number]): number {
  return Math.max(peakCount, highest(cpu.count), highest(memory.count));
}

describe('any plan', () => {
  const check = (holds: (input: PlanInput, plan: Plan) => void) => {
    fc.assert(
      fc.property(planInput, (input) => {
        holds(input, planOf(input));
      }),
      { numRuns: 40 },
    );
  };

  test('keeps every server that takes crawlers within its limits in every slot, whichever part of it is followed', () => {
    fc.assert(
      fc.property(planInput, fc.infiniteStream(fc.boolean()), (input, coins) => {
        const followed = planOf(input).releases.filter(() => coins.next().value);
        const moves = followed.flatMap((release) => release.moves);
        const slots = Array.from({ length: input.slots.count }, (_, t) => t);
        const above = input.servers
          .filter(({ id }) => moves.some(({ to }) => to.id === id))
          .flatMap((server) =>
            capacityResources.map((resource) => ({
              server: server.id,
              ratio: Math.max(
                ...slots.map((t) => loadAfter(input, server, resource, moves, t) / server.limits[resource]),
              ),
            })),
          );
        expect(above.filter(({ ratio }) => ratio > 1 + 1e-9)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('moves every crawler of a released server exactly once, to servers that stay', () => {
    check((input, plan) => {
      const gone = new Set(released(plan));
      for (const { server, moves } of plan.releases) {
        const groups = input.servers.find(({ id }) => id === server.id)?.groups ?? [];
        const moved = (name: string) =>
          moves.filter(({ group }) => group === name).reduce((sum, { count }) => sum + count, 0);
        expect(groups.map(({ name }) => moved(name))).toEqual(groups.map(mostOf));
        expect(moves.filter(({ from, to }) => from.id !== server.id || gone.has(to.id))).toEqual([]);
      }
    });
  });

  test('never releases a pinned server, and gives every other one a release or a reason', () => {
    check((input, plan) => {
      const gone = released(plan);
      expect(input.servers.filter(({ id, pinned: stays }) => stays && gone.includes(id))).toEqual([]);
      expect([...gone, ...plan.stays.map(({ server }) => server.id)].sort()).toEqual(
        input.servers.map(({ id }) => id).sort(),
      );
    });
  });

  test('saves the sum of the prices of the servers that it releases', () => {
    check((input, plan) => {
      for (const currency of ['EUR', 'USD']) {
        const prices = input.servers
          .filter(({ id, price }) => released(plan).includes(id) && price?.currency === currency)
          .map(({ price }) => price?.monthly ?? 0);
        const saving = plan.savings.find((each) => each.currency === currency)?.monthly;
        expect(saving).toBe(prices.length === 0 ? undefined : prices.reduce((sum, price) => sum + price, 0));
      }
    });
  });

  test('is the same whatever the order of the servers, and passes its schema', () => {
    check((input, plan) => {
      expect(planOf({ ...input, servers: [...input.servers].reverse() })).toEqual(plan);
      expect(Plan.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
    });
  });

  test('tells no room only where a limit would have been exceeded', () => {
    check((_, plan) => {
      for (const stay of plan.stays) if (stay.reason === 'no_room') expect(stay.moment.ratio).toBeGreaterThan(1);
    });
  });
});

test('small fleets: never more than the exact search finds, and mostly as much', () => {
  let [same, decided] = [0, 0];
  for (let seed = 0; seed < 12; seed += 1) {
    const size = { servers: 5, groups: 2, days: 1, heldOutDays: 0, slotMinutes: 60, mostCrawlers: 9 };
    const input = { ...simulatePlanFleet(seed, size).input, rates: { EUR: 1, USD: 1 } };
    const exact = exactSaving(input);
    if (exact === null) continue;
    const saving = planOf(input).savings.reduce((sum, { monthly }) => sum + monthly, 0);
    expect(saving).toBeLessThanOrEqual(exact);
    decided += 1;
    same += Number(saving === exact);
  }
  expect(decided).toBeGreaterThanOrEqual(8);
  expect(same / decided).toBeGreaterThanOrEqual(0.8);
});
