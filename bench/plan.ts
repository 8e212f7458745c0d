/**
 * How long a plan takes, how near it comes to the best there is, and whether servers would have stayed within their limits
 * in a week that the plan did not see: `node --import tsx bench/plan.ts [fleets]`. Fleets are simulated from seeds, so that
 * two runs print the same but for times.
 */
import { exactSaving } from '../shared/model/plan/exact-packing.test-fleet.ts';
import { planOf } from '../shared/model/plan/plan-of.ts';
import type { PlanInput } from '../shared/model/plan/plan-input.ts';
import { simulatePlanFleet } from '../shared/model/plan/simulated-plan.test-fleet.ts';

const FLEETS = Number(process.argv[2] ?? 100);
const LARGE = { servers: 200, groups: 5, days: 14, heldOutDays: 0, slotMinutes: 10, mostCrawlers: 7 };
const SMALL = { groups: 2, days: 2, heldOutDays: 0, slotMinutes: 60, mostCrawlers: 11 };
const WATCHED = { servers: 12, groups: 3, days: 14, heldOutDays: 7, slotMinutes: 10, mostCrawlers: 9 };
const ONE_MONEY = { EUR: 1, USD: 1 };

function time(servers: number, seed: number) {
  const { input } = simulatePlanFleet(seed, { ...LARGE, servers });
  const [startedMs, before] = [performance.now(), process.cpuUsage()];
  const plan = planOf(input);
  const cpu = process.cpuUsage(before);
  return {
    servers,
    seed,
    released: plan.releases.length,
    moves: plan.releases.reduce((sum, { moves }) => sum + moves.length, 0),
    saving: plan.savings.map(({ monthly, currency }) => `${monthly} ${currency}`).join(' + '),
    seconds: ((performance.now() - startedMs) / 1000).toFixed(2),
    'CPU seconds, all threads': ((cpu.user + cpu.system) / 1e6).toFixed(2),
  };
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
}

/** The plan's saving beside the largest there is, on fleets where that can be found. */
function compare(servers: number) {
  let [same, decided, found, best, idle] = [0, 0, 0, 0, 0];
  for (let seed = 0; seed < FLEETS; seed += 1) {
    const input = { ...simulatePlanFleet(seed, { ...SMALL, servers }).input, rates: ONE_MONEY };
    const exact = exactSaving(input);
    if (exact === null) continue;
    const saving = planOf(input).savings.reduce((sum, { monthly }) => sum + monthly, 0);
    if (saving > exact) throw new Error(`seed ${seed}: a plan saves more than the best there is`);
    decided += 1;
    found += saving;
    best += exact;
    same += Number(saving === exact);
    idle += Number(exact === 0);
  }
  return {
    servers,
    'fleets decided': `${decided} of ${FLEETS}`,
    'nothing to save': idle,
    'same saving': percent(same, decided),
    'saving found': percent(found, best),
  };
}

/** Charges the cost itself instead of its upper bound, for comparison. */
function withoutBound(input: PlanInput): PlanInput {
  const servers = input.servers.map((server) => ({
    ...server,
    costs: Object.fromEntries(
      Object.entries(server.costs).map(([group, { cpu, memory }]) => [
        group,
        { cpu: cpu && { ...cpu, high: cpu.cost }, memory: memory && { ...memory, high: memory.cost } },
      ]),
    ),
  }));
  return { ...input, servers };
}

function follow(change: (input: PlanInput) => PlanInput) {
  const sum = { targets: 0, overLimit: 0, overMachine: 0, overLimitBefore: 0, slotsOverLimit: 0, slots: 0 };
  let [released, fleetsWithPlan, fleetsWithin] = [0, 0, 0];
  for (let seed = 0; seed < FLEETS; seed += 1) {
    const { input, outcomeOf } = simulatePlanFleet(seed, WATCHED);
    const plan = planOf({ ...change(input), rates: ONE_MONEY });
    const outcome = outcomeOf(plan);
    released += plan.releases.length;
    for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += outcome[key];
    fleetsWithPlan += Number(plan.releases.length > 0);
    fleetsWithin += Number(plan.releases.length > 0 && outcome.overLimit === 0);
  }
  return {
    'servers released': released,
    'servers that take crawlers': sum.targets,
    'of them within limits all week': percent(sum.targets - sum.overLimit, sum.targets),
    'without the plan': percent(sum.targets - sum.overLimitBefore, sum.targets),
    'below the whole machine': percent(sum.targets - sum.overMachine, sum.targets),
    'spans above a limit': `${((100 * sum.slotsOverLimit) / sum.slots).toFixed(4)} %`,
    'fleets all within': percent(fleetsWithin, fleetsWithPlan),
  };
}

console.log('Time, 14 days of 10 minutes, 5 groups');
console.table([time(20, 1), time(200, 1), time(200, 2), time(200, 3)]);
console.log('Beside the exact search');
console.table([compare(4), compare(6), compare(8)]);
console.log('The week after, fleets of 12');
console.table({ 'upper bound': follow((input) => input), 'cost itself': follow(withoutBound) });
