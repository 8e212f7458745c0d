import { expect, test } from '@jest/globals';
import type { PeakReport } from '../peak-cost/peak-report.ts';
import { costLine } from '../cost-line.ts';
import { headroomOf } from '../headroom.ts';
import { compareServers } from './compare-servers.ts';
import { hardwareOf } from './hardware.ts';
import { poolCosts } from './pool-costs.ts';
import type { PooledCost } from './pooled-cost.ts';
import { GROUP, server, simulateCosts } from './simulated-costs.test-fleet.ts';
import { meansWithPooled, peaksWithPooled } from './with-pooled.ts';

const FLEETS = 200;

test.each([
  { servers: 5, differ: 0.1, error: 0.1 },
  { servers: 10, differ: 0, error: 0.4 },
  { servers: 10, differ: 0.1, error: 0.4 },
])('$servers servers that differ by $differ hold the truth together', (kind) => {
  const seen = Array.from({ length: FLEETS }, (_, seed) => {
    const { fleet, mean, further } = simulateCosts(seed, kind);
    const [found] = poolCosts(fleet);
    return (
      found && [found.low <= mean && mean <= found.high, found.serverLow <= further && further <= found.serverHigh]
    );
  }).filter((found) => found !== undefined);
  expect(seen.length).toBeGreaterThan(0.9 * FLEETS);
  expect(seen.filter(([mean]) => mean).length / seen.length).toBeGreaterThan(0.91);
  expect(seen.filter(([, further]) => further).length / seen.length).toBeGreaterThan(0.93);
});

test('ten servers that say little each say something together', () => {
  const { fleet } = simulateCosts(3, { servers: 10, differ: 0, error: 0.35 });
  expect(fleet.filter(({ fit }) => fit.means.groups[0]?.costs.cpu.state === 'known').length).toBeLessThan(4);
  expect(poolCosts(fleet)).toMatchObject([{ group: GROUP, statistic: 'mean', resource: 'cpu', servers: 10 }]);
});

test('only servers of the same hardware are taken together', () => {
  const fleet = ['a', 'a', 'b', null, null].map((hardware, i) => server(`s${i}`, 0.2 + 0.001 * i, 0.002, hardware));
  expect(poolCosts(fleet).map(({ hardware, servers }) => [hardware, servers])).toEqual([['a', 2]]);
});

test('hardware is its CPU; made-up data and what is not known are like nothing', () => {
  expect(hardwareOf({ cpuModel: 'AMD  EPYC 7543 ', cores: 8, simulated: false })).toBe('8 × AMD EPYC 7543');
  expect(hardwareOf({ cores: 8, simulated: false })).toBeNull();
  expect(hardwareOf({ cpuModel: 'x', cores: 8, simulated: true })).toBeNull();
  expect(hardwareOf(null)).toBeNull();
});

const SENTENCE = { en: 'from the pool', zh: '' };
const pooled = (statistic: PooledCost['statistic'], resource: PooledCost['resource'], cost: number): PooledCost => ({
  ...{ group: GROUP, statistic, resource, hardware: 'x', cost, low: 0.9 * cost, high: 1.1 * cost },
  ...{ serverLow: 0.8 * cost, serverHigh: 1.2 * cost, servers: 6, sentence: SENTENCE },
});

test('a mean cost that a server cannot tell comes from the others, one that it can stays its own', () => {
  const weak = server('w', 0.2, 0.3);
  const { costs } = meansWithPooled(weak.fit.means, 'x', [pooled('mean', 'cpu', 0.21)]).groups[0] ?? {};
  expect(costs?.cpu).toMatchObject({ state: 'known', cost: 0.21, source: 'pooled' });
  expect(costs?.cpu.sentence.en).toBe(
    'One more scrapy:news needs 0.21 core (0.17–0.25), as 6 servers with the same hardware show together; this one alone cannot tell.',
  );
  expect(costs?.memory.state).toBe('unknown');
  expect(meansWithPooled(weak.fit.means, 'y', [pooled('mean', 'cpu', 0.21)])).toEqual(weak.fit.means);
  const strong = server('s', 0.3, 0.01);
  expect(meansWithPooled(strong.fit.means, 'x', [pooled('mean', 'cpu', 0.21)])).toEqual(strong.fit.means);
});

test('the lines of other groups stay where they are when one is filled in', () => {
  const { means } = server('w', 0.2, 0.3).fit;
  const [weak] = means.groups;
  const other = server('s', 0.3, 0.01).fit.means.groups.map((group) => ({ ...group, name: 'scrapy:shop' }));
  const report = { ...means, bases: { cpu: 2, memory: null }, groups: [...(weak ? [weak] : []), ...other] };
  const lineOf = (of: typeof report) => costLine({ ...of, points: [] }, 'scrapy:shop', 'cpu')?.at(-1)?.value;
  const filled = meansWithPooled(report, 'x', [pooled('mean', 'cpu', 0.21)]);
  expect(filled.groups[0]?.costs.cpu.state).toBe('known');
  expect(lineOf(filled)).toBeCloseTo(lineOf(report) ?? NaN);
});

test('with the peaks of others a headroom is known, and a full server stays unknown', () => {
  const sentence = { en: 'Unknown.', zh: '未知。' };
  const report = (reason: 'count_hardly_varied' | 'server_saturated'): PeakReport => ({
    ...server('w', 0.2, 0.3).fit.peaks,
    capacities: { cpu: 10, memory: 1e10 },
    groups: [
      {
        ...{ name: GROUP, presentCount: 5, minCount: 5, maxCount: 5, sentence },
        costs: {
          cpu: { state: 'unknown', reason, bound: null, sentence },
          memory: { state: 'known', cost: 1e8, low: 9e7, high: 1.1e8 },
        },
      },
    ],
    present: {
      cpu: { highest: { value: 4, low: 4, high: 4 }, usual: null, observed: 4, observedAtMs: 1 },
      memory: { highest: { value: 1e9, low: 1e9, high: 1e9 }, usual: null, observed: 1e9, observedAtMs: 1 },
    },
  });
  const pool = [pooled('peak', 'cpu', 0.25)];
  const filled = peaksWithPooled(report('count_hardly_varied'), 'x', pool);
  expect(filled.groups[0]?.costs.cpu).toMatchObject({ state: 'known', cost: 0.25, high: 0.3, source: 'pooled' });
  expect(filled.groups[0]?.sentence.en).toContain('One more scrapy:news needs 0.25 core');
  const room = headroomOf(filled, GROUP, 'w');
  expect(room).toMatchObject({ state: 'known', more: 15, binds: 'cpu' });
  expect(room.sentence.en).toContain('What one takes is known from servers with the same hardware.');
  expect(peaksWithPooled(report('server_saturated'), 'x', pool)).toEqual(report('server_saturated'));
});

test('a server on which a crawler needs half as much again is named, the others are not', () => {
  const fleet = [0.2, 0.21, 0.2, 0.19, 0.3].map((cost, i) => server(`s${i}`, cost, 0.01, i === 4 ? 'old' : 'new'));
  const found = compareServers(fleet);
  expect(found.find(({ serverId }) => serverId === 's4')).toMatchObject({ verdict: 'dearer', hardware: 'old' });
  const { ratio, ratioLow, ratioHigh, sentence } = found.find(({ serverId }) => serverId === 's4') ?? {};
  expect(ratio).toBeCloseTo(1.5, 1);
  expect(ratioLow).toBeGreaterThan(1.2);
  expect(ratioHigh).toBeLessThan(1.8);
  expect(sentence?.en).toMatch(
    /^One scrapy:news needs 1\.\d\d times as much CPU on s4 as elsewhere \(1\.\d\d–1\.\d\d\)\.$/,
  );
  expect(found.filter(({ serverId, verdict }) => serverId !== 's4' && verdict === 'dearer')).toEqual([]);
});

test('of fleets that do not differ, at most one of twenty has a server named', () => {
  const named = Array.from({ length: FLEETS }, (_, seed) =>
    compareServers(simulateCosts(seed, { servers: 8, differ: 0, error: 0.1 }).fleet),
  ).filter((found) => found.some(({ verdict }) => verdict !== 'like_others'));
  expect(named.length / FLEETS).toBeLessThanOrEqual(0.05);
});
