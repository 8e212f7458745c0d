/**
 * How often a jump is seen that is none, how often a true one is found and how well it is dated, how often the interval of a
 * difference holds the truth, and how much processor time it takes: `node --import tsx bench/change.ts [servers]`. Servers are simulated
 * from seeds, so that two runs print the same but for times.
 */
import { type PointSet, pointsOf } from '../shared/model/capacity-points.ts';
import { changeSeries } from '../shared/model/change/change-series.ts';
import { compareAt, momentsOf } from '../shared/model/change/compare-at.ts';
import { isChanged } from '../shared/model/change/compare-sides.ts';
import type { Level } from '../shared/model/change/cost-change.ts';
import { costChanges } from '../shared/model/change/cost-changes.ts';
import { findJumps } from '../shared/model/change/find-jumps.ts';
import { simulateChange, simulateGroups } from '../shared/model/change/simulated-changes.test-fleet.ts';
import { type FleetKind, fleetKinds } from '../shared/model/simulated-fleet.test-fleet.ts';
import { SERVER } from '../shared/model/simulated-server.test-fleet.ts';
import type { Window } from '../shared/model/window.ts';

const SERVERS = Number(process.argv[2] ?? 200);
const FEW_SERVERS = Math.max(1, Math.round(SERVERS / 4));
const HOUR_MS = 3_600_000;
/** A jump further off than this is another one. */
const FOUND_MS = 6 * HOUR_MS;
const JUMPS = [0.4, 0.8, 1.6, 3.2];
const NO_CHANGE = { base: 0, cost: 0 };

function seriesOf(windows: readonly Window[]) {
  const set: PointSet = pointsOf(windows, SERVER.cores);
  const series = changeSeries(set, 'cpu', SERVER.cores);
  if (!series) throw new Error('a simulated server of too few days');
  return { set, series };
}

/** Anywhere but in the first and last three days. */
function someHour(seed: number, days: number): number {
  return 72 + ((seed * 37) % ((days - 6) * 24)) + (seed % 6) / 6;
}

function falseJumps(kind: FleetKind, days: number, stepMinutes: number, servers: number): string {
  let seen = 0;
  for (let seed = 0; seed < servers; seed += 1) {
    const { windows } = simulateChange(kind, seed, NO_CHANGE, 0, days, stepMinutes);
    if (findJumps(seriesOf(windows).series).length > 0) seen += 1;
  }
  return percent(seen, servers);
}

function detection(kind: FleetKind, base: number): string {
  let [found, dated] = [0, 0];
  const errors: number[] = [];
  for (let seed = 0; seed < FEW_SERVERS; seed += 1) {
    const { windows, atMs } = simulateChange(kind, seed, { base, cost: 0 }, someHour(seed, 14));
    const jump = findJumps(seriesOf(windows).series).find((each) => Math.abs(each.atMs - atMs) <= FOUND_MS);
    if (!jump) continue;
    found += 1;
    errors.push(Math.abs(jump.atMs - atMs) / 60_000);
    if (jump.fromMs <= atMs && atMs <= jump.toMs) dated += 1;
  }
  const off = found === 0 ? '–' : `${quantile(errors, 0.5)} / ${quantile(errors, 0.9)} min`;
  return `${percent(found, FEW_SERVERS)}, off ${off}, interval right ${percent(dated, found)}`;
}

/** The differences at a noted moment in the middle; each as soon as there is one, whether it would be shown or not. */
function differences(kind: FleetKind, change: { base: number; cost: number }) {
  const [cost, base] = [tally(), tally()];
  let [both, compared] = [0, 0];
  for (let seed = 0; seed < SERVERS; seed += 1) {
    const { windows, atMs } = simulateChange(kind, seed, change, 7 * 24 + 10);
    const { series } = seriesOf(windows);
    const found = compareAt(momentsOf(series, [atMs]), atMs);
    const sides = found.costs.get(0);
    const counts = series.counts[0] ?? series.use;
    const meanCount = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    // Where no change of the cost was seen, the base is the use with as many crawlers as before.
    const seen = sides !== undefined && isChanged(sides.difference);
    const right = [
      cost.add(sides?.difference, change.cost),
      base.add(found.base?.difference, change.base + (seen ? 0 : change.cost * meanCount)),
    ];
    compared += 1;
    if (right.every((each) => each !== false)) both += 1;
  }
  return {
    'cost: interval right': cost.right(),
    'cost: ± core (median)': cost.width(),
    'cost: changed': cost.changed(),
    'base: interval right': base.right(),
    'base: ± core (median)': base.width(),
    'base: changed': base.changed(),
    'both right': percent(both, compared),
  };
}

function tally() {
  let [given, right, changed] = [0, 0, 0];
  const widths: number[] = [];
  return {
    add(level: Level | undefined, truth: number): boolean | null {
      if (!level) return null;
      given += 1;
      widths.push((level.high - level.low) / 2);
      if (isChanged(level)) changed += 1;
      const holds = level.low <= truth && truth <= level.high;
      if (holds) right += 1;
      return holds;
    },
    right: () => percent(right, given),
    changed: () => percent(changed, given),
    width: () => quantile(widths, 0.5, 3),
  };
}

function timed(groups: number, annotations: number): string {
  const windows = simulateGroups(1, groups);
  const fromMs = windows[0]?.startMs ?? 0;
  const noted = Array.from({ length: annotations }, (_, i) => ({
    id: String(i),
    text: 'deploy',
    atMs: fromMs + ((i + 1) * 14 * 24 * HOUR_MS) / (annotations + 1),
  }));
  const times = Array.from({ length: 7 }, () => {
    const before = process.cpuUsage();
    costChanges(windows, SERVER, noted);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return `${quantile(times, 0.5)} ms`;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
}

function quantile(values: readonly number[], share: number, digits = 0): string {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))]?.toFixed(digits) ?? '–';
}

function byKind<T>(of: (kind: FleetKind) => T): Record<string, T> {
  return Object.fromEntries(fleetKinds.map((kind) => [kind, of(kind)]));
}

console.log(`\nServers without a jump on which one is seen: ${SERVERS} of each kind (${FEW_SERVERS} of 90 days), CPU`);
console.table(
  byKind((kind) => ({
    '14 days of 10 minutes': falseJumps(kind, 14, 10, SERVERS),
    '90 days of hours': falseJumps(kind, 90, 60, FEW_SERVERS),
  })),
);
console.log(
  `\nJumps of the base, cores: found, median and 90 % error of the date, ${FEW_SERVERS} servers of each kind`,
);
console.table(byKind((kind) => Object.fromEntries(JUMPS.map((size) => [String(size), detection(kind, size)]))));
for (const change of [NO_CHANGE, { base: 1, cost: 0 }, { base: 0, cost: 0.1 }, { base: 0, cost: 0.02 }]) {
  console.log(`\nBefore and after, true change ${change.base} core of the base, ${change.cost} core a crawler`);
  console.table(byKind((kind) => differences(kind, change)));
}
console.log('\nMedian processor time for CPU and memory of 14 days of 10 minutes, without and with annotations');
console.table({
  '1 group': { none: timed(1, 0), one: timed(1, 1), three: timed(1, 3) },
  '5 groups': { none: timed(5, 0), one: timed(5, 1), three: timed(5, 3) },
  '20 groups': { none: timed(20, 0), one: timed(20, 1), three: timed(20, 3) },
});
