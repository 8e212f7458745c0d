import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Headroom, headroomOf } from './headroom.ts';
import { whatIf, WhatIf } from './headroom-what-if.ts';
import type { PeakReport } from './peak-cost/peak-report.ts';

const GIB = 2 ** 30;
const MIB = 2 ** 20;
const unknownSentence = {
  en: 'Unknown: in 14 days the count only moved between 20 and 21. Stop 5 for an hour on each of five days, at different times, and Peakwatch can tell.',
  zh: '未知：在 14 天内，数量只在 20 与 21 之间变化。',
};
const still = { state: 'unknown', reason: 'count_hardly_varied', bound: null, sentence: unknownSentence } as const;
const wide = (bound: number) => ({ ...still, reason: 'interval_too_wide', bound }) as const;

/** 16 cores and 16 GiB; at its peak 8 cores and 10 GiB. */
const report: PeakReport = {
  quantile: 0.95,
  days: 14,
  fromMs: 0,
  toMs: 14 * 86_400_000,
  capacities: { cpu: 16, memory: 16 * GIB },
  pointsUsed: { cpu: 2016, memory: 2016 },
  pointsSaturated: { cpu: 0, memory: 0 },
  groups: [
    {
      name: 'scrapy:news',
      presentCount: 20,
      minCount: 8,
      maxCount: 24,
      costs: {
        cpu: { state: 'known', cost: 0.2, low: 0.16, high: 0.24 },
        memory: { state: 'known', cost: 148 * MIB, low: 139 * MIB, high: 157 * MIB },
      },
      sentence: unknownSentence,
    },
    {
      name: 'scrapy:shop',
      presentCount: 20,
      minCount: 20,
      maxCount: 21,
      costs: { cpu: still, memory: still },
      sentence: unknownSentence,
    },
  ],
  present: {
    cpu: {
      highest: { value: 8, low: 7.5, high: 8.5 },
      usual: { value: 6, low: 5.6, high: 6.4 },
      observed: 8,
      observedAtMs: 1,
    },
    memory: {
      highest: { value: 10 * GIB, low: 9.8 * GIB, high: 10.2 * GIB },
      usual: null,
      observed: 9e9,
      observedAtMs: 1,
    },
  },
  filesystems: [{ mount: '/', usedBytes: 50, totalBytes: 100 }],
};

type Group = PeakReport['groups'][number];
function withNews(costs: Partial<Group['costs']>, rest: Partial<PeakReport> = {}): PeakReport {
  const groups = report.groups.map((group) =>
    group.name === 'scrapy:news' ? { ...group, costs: { ...group.costs, ...costs } } : group,
  );
  return { ...report, groups, ...rest };
}

describe('headroom', () => {
  test('the resource that binds first, by the upper bounds, with its range', () => {
    const headroom = headroomOf(report, 'scrapy:news', 'crawler-3');
    // CPU: (13.6 − 8.5) / 0.24 = 21; memory: (13.6 − 10.2) GiB / 157 MiB = 22.
    expect(headroom).toMatchObject({
      state: 'known',
      more: 21,
      likely: 24,
      atMost: 27,
      binds: 'cpu',
      beyondSeen: false,
    });
    expect(headroom.sentence).toEqual({
      en: '21 more fit on crawler-3; CPU binds first. Likely 24 would, at most 27.',
      zh: 'crawler-3 上还能再运行 21 个；CPU最先用满。很可能可以增加 24 个，至多 27 个。',
    });
    expect(Headroom.parse(headroom)).toEqual(headroom);
  });

  test('limits can be set', () => {
    const headroom = headroomOf(report, 'scrapy:news', 'crawler-3', { limits: { memory: 0.8 } });
    expect(headroom).toMatchObject({ more: 16, binds: 'memory' });
    expect(headroom.sentence.en).toMatch(/^16 more fit on crawler-3; memory binds first\./);
  });

  test('from the usual peak more fit than from the highest', () => {
    const roomy = { limits: { memory: 1 }, ground: 'usual' } as const;
    expect(headroomOf(report, 'scrapy:news', 'c', roomy)).toMatchObject({ more: 30, beyondSeen: true });
    expect(headroomOf(report, 'scrapy:news', 'c', roomy).sentence.en).toMatch(/Never more than 24 ran there/);
  });

  test('nothing fits where a peak or a filesystem is over its limit already', () => {
    const cpu = headroomOf(report, 'scrapy:news', 'crawler-3', { limits: { cpu: 0.4 } });
    expect(cpu).toMatchObject({ state: 'known', more: 0, binds: 'cpu' });
    expect(cpu.sentence.en).toBe(
      'No more scrapy:news fit on crawler-3: CPU stands at 50 % at its peak, over the limit of 40 %.',
    );
    const filesystems = [{ mount: '/data', usedBytes: 95, totalBytes: 100 }];
    const disk = headroomOf({ ...report, filesystems }, 'scrapy:news', 'crawler-3');
    expect(disk).toMatchObject({ more: 0, binds: 'filesystem', mount: '/data' });
    expect(disk.sentence.en).toMatch(/\/data stands at 95 %/);
    expect(Headroom.parse(disk)).toEqual(disk);
  });

  test('a cost that is not known is an unknown headroom, with the reason in words', () => {
    const headroom = headroomOf(report, 'scrapy:shop', 'crawler-3');
    expect(headroom).toMatchObject({ state: 'unknown', reason: 'count_hardly_varied', sentence: unknownSentence });
    expect(Headroom.parse(headroom)).toEqual(headroom);
    expect(headroomOf(withNews({ memory: still }), 'scrapy:news', 'c')).toMatchObject({ resource: 'memory' });
  });

  test('a cost that is only bounded does no harm where another resource binds first', () => {
    const light = withNews({ memory: wide(20 * MIB) });
    expect(headroomOf(light, 'scrapy:news', 'c')).toMatchObject({ state: 'known', more: 21, binds: 'cpu' });
    const heavy = withNews({ memory: wide(400 * MIB) });
    expect(headroomOf(heavy, 'scrapy:news', 'c')).toMatchObject({ state: 'unknown', reason: 'interval_too_wide' });
  });

  test('a resource that was not read is unknown', () => {
    const unread = withNews({}, { present: { ...report.present, memory: null } });
    expect(headroomOf(unread, 'scrapy:news', 'c')).toMatchObject({ state: 'unknown', reason: 'no_data' });
  });

  test('an unknown group is refused', () => {
    expect(() => headroomOf(report, 'toString', 'c')).toThrow(RangeError);
  });
});

describe('what if', () => {
  test('nothing changes: the present peak', () => {
    expect(whatIf(report, {})).toMatchObject({ cpu: { value: 8, low: 7.5, high: 8.5 }, verdict: 'fits' });
  });

  test('a mix, with a sentence', () => {
    const found = whatIf(report, { 'scrapy:news': 10 });
    expect(found).toMatchObject({ cpu: { value: 10, low: 9.1, high: 10.9 }, verdict: 'fits' });
    expect(found.sentence.en).toBe(
      'It fits: at its peak CPU would stand at 74 % of its limit (67–80) and memory would stand at 84 % of its limit (82–86).',
    );
    expect(WhatIf.parse(found)).toEqual(found);
  });

  test('fewer free no more than their lower end, and no more go than are there', () => {
    expect(whatIf(report, { 'scrapy:news': -5 })).toMatchObject({ cpu: { value: 7, low: 6.3, high: 7.7 } });
    expect(whatIf(report, { 'scrapy:news': -500 })).toEqual(whatIf(report, { 'scrapy:news': -20 }));
  });

  test('a group of unknown cost makes the peak unknown only when it changes', () => {
    expect(whatIf(report, { 'scrapy:shop': 0, 'scrapy:news': 1 }).verdict).toBe('fits');
    expect(whatIf(report, { 'scrapy:shop': 1 })).toMatchObject({
      cpu: { state: 'unknown', reason: 'count_hardly_varied', group: 'scrapy:shop' },
      verdict: 'unknown',
    });
    expect(() => whatIf(report, { nobody: 1 })).toThrow(RangeError);
  });

  test('the headroom fits and one more may not', () => {
    const positive = fc.double({ min: 0.01, max: 2, noNaN: true });
    fc.assert(
      fc.property(
        positive,
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        fc.integer({ min: 30, max: 100 }),
        (cost, wide, limit) => {
          const cpu = { state: 'known', cost, low: cost * (1 - wide), high: cost * (1 + wide) } as const;
          const [server, settings] = [withNews({ cpu }), { limits: { cpu: limit / 100, memory: 1 } }];
          const headroom = headroomOf(server, 'scrapy:news', 'c', settings);
          if (headroom.state !== 'known') throw new Error('unknown');
          const ifMore = (more: number) => whatIf(server, { 'scrapy:news': more }, settings).verdict;
          expect(ifMore(headroom.more + 1)).not.toBe('fits');
          if (headroom.more > 0) expect(ifMore(headroom.more)).toBe('fits');
          expect(headroom.likely).toBeGreaterThanOrEqual(headroom.more);
          expect(headroom.atMost).toBeGreaterThanOrEqual(headroom.likely);
        },
      ),
    );
  });
});
