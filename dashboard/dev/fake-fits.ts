import { capacityResources } from '../../shared/model/capacity.ts';
import type { CostChange } from '../../shared/model/change/cost-change.ts';
import { estimateCapacity } from '../../shared/model/estimate-capacity.ts';
import { costsOf } from '../../shared/model/fit-server.ts';
import type { FitsAnswer, GroupCosts, ServerFit } from '../../shared/model/fleet-capacity.ts';
import type { Leak } from '../../shared/model/leak/leak.ts';
import { estimatePeaks } from '../../shared/model/peak-cost/estimate-peaks.ts';
import { type Window, windowStartMs } from '../../shared/model/window.ts';
import { DEPLOY_DAYS_AGO } from './fake-planning.ts';
import type { FakeRow } from './fake-registry.ts';
import { fakeWindow } from './fake-windows.ts';
import { randomFrom } from './random.ts';

const DAY_MS = 86_400_000;
export const SLOT_MS = 600_000;
export const SLOTS = 14 * 144;
/** Enough for made-up data, and quick. */
const DRAWS = 40;
const HISTORY_DAYS = 75;

/** What the daily function would have stored of a made-up server. */
export interface FakeFit {
  readonly madeMs: number;
  /** Two weeks of ten minutes, from `startMs` on. */
  readonly startMs: number;
  readonly windows: readonly Window[];
  readonly fit: ServerFit;
  readonly history: FitsAnswer['history'];
}

const made = new WeakMap<FakeRow, FakeFit>();

/** The fit of the day, worked out by the real functions when it is first asked for; null for servers without days of data. */
export function fakeFit(row: FakeRow, nowMs: number): FakeFit | null {
  const { facts } = row.server;
  if (!facts || row.made.historyMs < DAY_MS) return null;
  const known = made.get(row);
  if (known) return known;
  const madeMs = nowMs - 5 * 3_600_000;
  const startMs = windowStartMs(nowMs, SLOT_MS) - SLOTS * SLOT_MS;
  const calm = { ...row.made, spikes: 0 };
  const windows = Array.from({ length: SLOTS }, (_, i) => {
    const window = fakeWindow(calm, startMs + i * SLOT_MS, 600);
    return window ? [{ ...window, lengthMs: SLOT_MS }] : [];
  }).flat();
  const peaks = estimatePeaks(windows, facts, randomFrom(row.made.cores), { draws: DRAWS });
  const { points: _points, ...means } = estimateCapacity(windows, facts);
  const bare: ServerFit = { peaks, means, leaks: leaksOf(row), changes: [] };
  const today = costsOf(bare);
  const fit = { ...bare, changes: changesOf(today, nowMs) };
  const found = { madeMs, startMs, windows, fit, history: historyOf(today, madeMs) };
  made.set(row, found);
  return found;
}

/** Costs rose with the deploy, wander a little from day to day, and were not known on some days. */
function historyOf(today: readonly GroupCosts[], madeMs: number): FitsAnswer['history'] {
  return Array.from({ length: HISTORY_DAYS }, (_, day) => {
    const random = randomFrom(day * 7919 + today.length);
    const level = (day < DEPLOY_DAYS_AGO ? 1 : 0.78) * (1 + (day === 0 ? 0 : 0.05 * (random() - 0.5)));
    const gap = day % 29 === 11;
    const at = (known: GroupCosts['means']['cpu']) =>
      known && !gap ? { cost: known.cost * level, low: known.low * level, high: known.high * level } : null;
    const both = (of: GroupCosts['means']) => ({ cpu: at(of.cpu), memory: at(of.memory) });
    return {
      madeMs: madeMs - day * DAY_MS,
      groups: today.map((group) => ({ ...group, means: both(group.means), peaks: both(group.peaks) })),
    };
  });
}

function changesOf(today: readonly GroupCosts[], nowMs: number): CostChange[] {
  const first = today.find(({ peaks }) => peaks.cpu);
  const cpu = first?.peaks.cpu;
  if (!first || !cpu) return [];
  const atMs = nowMs - DEPLOY_DAYS_AGO * DAY_MS;
  const after = { value: cpu.cost, low: cpu.low, high: cpu.high };
  const before = { value: 0.78 * cpu.cost, low: 0.78 * cpu.low, high: 0.78 * cpu.high };
  const [was, is] = [before.value.toFixed(2), after.value.toFixed(2)];
  const jumpMs = nowMs - 6.4 * DAY_MS;
  return [
    {
      kind: 'cost',
      group: first.name,
      resource: 'cpu',
      ...{ atMs, fromMs: atMs, toMs: atMs, before, after, changed: true },
      difference: { value: 0.22 * cpu.cost, low: 0.17 * cpu.cost, high: 0.27 * cpu.cost },
      annotation: { id: 'note2', text: 'deploy 1.3' },
      sentence: {
        en: `Since “deploy 1.3” one ${first.name} needs ${is} core instead of ${was}.`,
        zh: `自“deploy 1.3”起，一个 ${first.name} 需要 ${is} 核，此前为 ${was} 核。`,
      },
    },
    {
      kind: 'base',
      group: null,
      resource: capacityResources[1],
      ...{ atMs: jumpMs, fromMs: jumpMs - 3_600_000, toMs: jumpMs + 3_600_000, changed: true, annotation: null },
      before: { value: 1.1 * 2 ** 30, low: 2 ** 30, high: 1.2 * 2 ** 30 },
      after: { value: 1.4 * 2 ** 30, low: 1.3 * 2 ** 30, high: 1.5 * 2 ** 30 },
      difference: { value: 0.3 * 2 ** 30, low: 0.2 * 2 ** 30, high: 0.4 * 2 ** 30 },
      sentence: {
        en: 'Besides its crawlers the server needs 1.4 GiB of memory since then, 1.1 GiB before. Nobody noted why.',
        zh: '此后服务器在爬虫之外需要 1.4 GiB 内存，此前为 1.1 GiB。没有人记录原因。',
      },
    },
  ];
}

function leaksOf({ made: { groups } }: FakeRow): Leak[] {
  return groups.slice(0, 3).map(({ name: group }, i): Leak => {
    const MIB = 2 ** 20;
    if (i === 0) {
      return {
        ...{ state: 'known', group, bytesPerHour: 3.1 * MIB, low: 2.6 * MIB, high: 3.7 * MIB, grows: true },
        sentence: {
          en: `A ${group} grows by 3.1 MiB an hour (2.6–3.7): restarted once a day, it stays below 75 MiB more.`,
          zh: `${group} 每小时增长 3.1 MiB（2.6–3.7）：每天重启一次，增量可控制在 75 MiB 以内。`,
        },
      };
    }
    if (i === 1) {
      return {
        ...{ state: 'known', group, bytesPerHour: 0, low: -0.1 * MIB, high: 0.1 * MIB, grows: false },
        sentence: { en: `A ${group} does not grow with its age.`, zh: `${group} 不随运行时间增长。` },
      };
    }
    return {
      ...{ state: 'unknown', group, reason: 'ages_hardly_varied' },
      sentence: {
        en: `Whether ${group} grows is not known: all of them were equally old.`,
        zh: `${group} 是否增长尚不清楚：所有进程的运行时间相同。`,
      },
    };
  });
}
