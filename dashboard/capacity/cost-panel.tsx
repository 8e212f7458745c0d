import type { CapacityReport, CapacityResource } from '../../shared/model/capacity.ts';
import { groupMetrics, type Unit } from '../../shared/model/metrics.ts';
import { formatValue } from '../data/format.ts';
import { useSettings } from '../settings.tsx';
import { Scatter } from './scatter.tsx';

/** Units of a cost, by resource. */
export const costUnits = {
  cpu: groupMetrics.group_cpu_cores.unit,
  memory: groupMetrics.group_memory_bytes.unit,
} as const satisfies Record<CapacityResource, Unit>;
export const costResources = ['cpu', 'memory'] as const satisfies readonly CapacityResource[];

interface Props {
  readonly report: CapacityReport;
  readonly index: number;
  readonly resource: CapacityResource;
}

/** One group's cost in one resource. An unknown cost has its reason and no number. */
export function CostPanel({ report, index, resource }: Props) {
  const { t, language } = useSettings();
  const cost = report.groups[index]?.costs[resource];
  if (!cost) return null;
  return (
    <div class="cost-panel">
      <h4>
        {t.resource[resource]}
        {cost.state === 'unknown' && <span class="mark mark-unknown">{t.unknown}</span>}
        {cost.state === 'known' && cost.source === 'pooled' && <span class="mark">{t.fromLikeServers}</span>}
        {cost.state === 'known' && cost.provisional && <span class="mark">{t.provisional}</span>}
      </h4>
      <p class="cost-sentence">{cost.sentence[language]}</p>
      <Scatter
        report={report}
        index={index}
        resource={resource}
        unit={costUnits[resource]}
        label={cost.sentence[language]}
      />
      {cost.direct !== null && (
        <p class="quiet small">
          {t.directCost} <b>{formatValue(costUnits[resource], cost.direct, language)}</b> {t.directCostHelp}
        </p>
      )}
    </div>
  );
}
