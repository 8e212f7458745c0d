import { capacityResources, type CapacityReport } from '../../shared/model/capacity.ts';
import { cells } from './headroom-csv.ts';
import type { Csv } from './in-format.ts';

const COLUMNS = [
  ...['server', 'group', 'resource', 'unit', 'mean_count', 'min_count', 'max_count'],
  ...['state', 'reason', 'cost', 'cost_low', 'cost_high', 'source', 'provisional', 'direct'],
  ...['method', 'points_used', 'points_left_out', 'days', 'sentence_en', 'sentence_zh'],
];

/** What one more crawler costs, one row for each group and resource. */
export function capacityCsv(server: string, report: CapacityReport): Csv {
  const { method, pointsUsed, pointsLeftOut, days } = report;
  const rows = () =>
    report.groups.flatMap(({ name, meanCount, minCount, maxCount, costs }) =>
      capacityResources.map((resource) => {
        const cost = costs[resource];
        return {
          server,
          group: name,
          resource,
          unit: resource === 'cpu' ? 'cores' : 'bytes',
          mean_count: meanCount,
          min_count: minCount,
          max_count: maxCount,
          state: cost.state,
          reason: cost.state === 'unknown' ? cost.reason : null,
          ...cells('cost', cost),
          source: cost.state === 'known' ? (cost.source ?? 'own') : null,
          provisional: cost.state === 'known' ? cost.provisional : null,
          direct: cost.direct,
          method,
          points_used: pointsUsed,
          points_left_out: pointsLeftOut,
          days,
          sentence_en: cost.sentence.en,
          sentence_zh: cost.sentence.zh,
        };
      }),
    );
  return { name: `costs-${server}`, columns: COLUMNS, rows };
}
