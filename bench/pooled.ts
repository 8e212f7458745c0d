/**
 * How often the costs of several servers together hold the truth, and how often servers that do not differ are said to:
 * `node --import tsx bench/pooled.ts [fleets]`. From seeds, so that two runs print the same.
 */
import { compareServers } from '../shared/model/pooled/compare-servers.ts';
import { poolCosts } from '../shared/model/pooled/pool-costs.ts';
import { simulateCosts, type SimulatedFleet } from '../shared/model/pooled/simulated-costs.test-fleet.ts';

const FLEETS = Number(process.argv[2] ?? 1_000);
const percent = (part: number, whole: number) => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`);

function measure(kind: SimulatedFleet) {
  let [named, meanHeld, furtherHeld, width, compared] = [0, 0, 0, 0, 0];
  for (let seed = 0; seed < FLEETS; seed += 1) {
    const { fleet, mean, further } = simulateCosts(seed, kind);
    if (compareServers(fleet).some(({ verdict }) => verdict !== 'like_others')) compared += 1;
    const [found] = poolCosts(fleet);
    if (!found) continue;
    named += 1;
    meanHeld += Number(found.low <= mean && mean <= found.high);
    furtherHeld += Number(found.serverLow <= further && further <= found.serverHigh);
    width += (found.high - found.cost) / found.cost;
  }
  return {
    servers: kind.servers,
    'servers differ by': percent(kind.differ, 1),
    'error of one server': percent(kind.error, 1),
    'cost given': percent(named, FLEETS),
    'mean half-width': percent(width, named),
    'mean held': percent(meanHeld, named),
    'further server held': percent(furtherHeld, named),
    'a server said to differ': percent(compared, FLEETS),
  };
}

const rows = [2, 3, 5, 10, 30].flatMap((servers) =>
  [0, 0.1, 0.2].flatMap((differ) => [0.1, 0.4, 0.8].map((error) => measure({ servers, differ, error }))),
);
console.table(rows);
