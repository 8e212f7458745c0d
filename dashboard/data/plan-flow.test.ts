import { expect, test } from '@jest/globals';
import type { Plan } from '../../shared/model/plan/plan.ts';
import { planFlow } from './plan-flow.ts';

const named = (id: string) => ({ id, name: id });
const sentence = { en: '', zh: '' };

function fullest(id: string) {
  return { server: named(id), startMs: 0, lengthMs: 1, resource: 'cpu' as const, value: 1, limit: 2, ratio: 0.5 };
}

function release(id: string, moves: readonly [string, string, number][]): Plan['releases'][number] {
  const own = moves.map(([group, to, count]) => ({ group, from: named(id), to: named(to), count }));
  return { server: named(id), moves: own, saving: null, renewalMs: null, fullest: fullest(id), sentence };
}

test('ribbons fill the bars that they leave and come to, and do not cover each other', () => {
  const flow = planFlow({
    releases: [
      release('a', [
        ['news', 'x', 6],
        ['news', 'y', 2],
      ]),
      release('b', [['shop', 'y', 4]]),
    ],
    targets: ['x', 'y'].map((id) => ({ server: named(id), takes: 6, fullest: fullest(id) })),
  });
  expect(flow.from.map(({ server, count }) => [server.id, count])).toEqual([
    ['a', 8],
    ['b', 4],
  ]);
  const [news, rest, shop] = flow.ribbons;
  const [a, b] = flow.from;
  expect(news?.fromTop).toBe(a?.top);
  expect(rest?.fromTop).toBe(news?.fromBottom);
  expect(rest?.fromBottom).toBeCloseTo((a?.top ?? 0) + (a?.height ?? 0));
  expect(shop?.fromTop).toBe(b?.top);
  expect(shop?.toTop).toBe(rest?.toBottom);
  expect(flow.height).toBeGreaterThan((b?.top ?? 0) + 1);
});

test('a plan that moves nothing has no ribbons', () => {
  expect(planFlow({ releases: [], targets: [] })).toEqual({ height: 0, from: [], to: [], ribbons: [] });
});
