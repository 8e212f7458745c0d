/**
 * How often a leak's 95 % interval holds the truth, how wide it is and how long it takes:
 * `node --import tsx bench/leak.ts [groups]`. Groups are simulated from seeds, so that two runs print the same but for times.
 */
import { estimateLeaks, growthOf } from '../shared/model/leak/estimate-leaks.ts';
import { GROUP, type LeakKind, leakKinds, simulateLeak } from '../shared/model/leak/simulated-leaks.test-fleet.ts';
import type { Window } from '../shared/model/window.ts';

const GROUPS = Number(process.argv[2] ?? 300);
const MIB = 2 ** 20;
const kinds: readonly LeakKind[] = [...leakKinds, 'nightly'];

function measure(kind: LeakKind) {
  let [held, fitted, refused, printed, right] = [0, 0, 0, 0, 0];
  const widths: number[] = [];
  for (let seed = 0; seed < GROUPS; seed += 1) {
    const { windows, trueBytesPerHour: truth } = simulateLeak(kind, seed);
    const slope = growthOf(windows, GROUP);
    if (slope) {
      fitted += 1;
      held += Number(Math.abs(slope.value - truth) <= slope.halfWidth);
      widths.push(slope.halfWidth / MIB);
    }
    const [leak] = estimateLeaks(windows);
    if (leak?.state === 'known') {
      printed += 1;
      // "Does not grow" promises the upper end only.
      right += Number(truth <= leak.high && (!leak.grows || leak.low <= truth));
    } else refused += 1;
  }
  const median = widths.sort((a, b) => a - b)[Math.floor(widths.length / 2)];
  return {
    crawlers: kind,
    'median half-width, MiB/h': median?.toFixed(2) ?? '–',
    refused: percent(refused, GROUPS),
    'interval holds the truth': percent(held, fitted),
    'printed sentences that are right': percent(right, printed),
  };
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
}

/** A server of so many groups, 14 days of ten minutes. */
function milliseconds(groups: number): string {
  const simulated = Array.from({ length: groups }, (_, seed) => simulateLeak('cached', seed).windows);
  const windows = (simulated[0] ?? []).map((window, i): Window => ({
    ...window,
    groups: Object.fromEntries(simulated.map((own, g) => [`${GROUP}${g}`, own[i]?.groups[GROUP] ?? never()])),
  }));
  const times = Array.from({ length: 15 }, () => {
    const before = process.cpuUsage();
    estimateLeaks(windows);
    return process.cpuUsage(before).user / 1000;
  }).sort((a, b) => a - b);
  return `${times[7]?.toFixed(1) ?? ''} ms`;
}

function never(): never {
  throw new RangeError('the windows differ in number');
}

console.table(kinds.map(measure));
console.table([1, 5, 20].map((groups) => ({ groups, 'median CPU time': milliseconds(groups) })));
