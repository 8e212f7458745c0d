import { useState } from 'preact/hooks';
import type { CapacityResource } from '../../shared/model/capacity.ts';
import type { CostChange } from '../../shared/model/change/cost-change.ts';
import type { FitsAnswer } from '../../shared/model/fleet-capacity.ts';
import { costResources, costUnits } from '../capacity/cost-panel.tsx';
import { type CostStatistic, driftOf, type DriftPoint, groupsOfHistory } from '../data/cost-drift.ts';
import { formatTime, formatValue } from '../data/format.ts';
import { Segments } from '../parts/segments.tsx';
import { useSettings } from '../settings.tsx';
import { DriftChart } from './drift-chart.tsx';

interface Props {
  readonly history: FitsAnswer['history'];
  readonly changes: readonly CostChange[];
  readonly csv: string;
}

/** One group's cost of one resource, day by day, in its interval. */
export function CostHistory({ history, changes, csv }: Props) {
  const { t, language } = useSettings();
  const names = groupsOfHistory(history);
  const [chosen, setChosen] = useState<string | null>(null);
  const [resource, setResource] = useState<CapacityResource>('cpu');
  const [statistic, setStatistic] = useState<CostStatistic>('peaks');
  const group = names.find((name) => name === chosen) ?? names[0];
  if (group === undefined) return <p class="card quiet empty-range">{t.capacityNoGroups}</p>;
  const stretches = driftOf(history, group, resource, statistic);
  const points = stretches.flat();
  const own = changes.filter((change) => change.resource === resource && (change.group ?? group) === group);
  const format = ({ cost }: DriftPoint) => formatValue(costUnits[resource], cost, language);
  const [first, last] = [points[0], points.at(-1)];
  return (
    <div class="card cost-history">
      <div class="cost-history-choice">
        <GroupSelect names={names} value={group} onChange={setChosen} />
        <Segments
          label={t.resourceLabel}
          value={resource}
          options={costResources.map((each) => [each, t.resource[each]] as const)}
          onChange={setResource}
        />
        <Segments
          label={t.costStatisticWord}
          value={statistic}
          options={(['peaks', 'means'] as const).map((each) => [each, t.costStatistic[each]] as const)}
          onChange={setStatistic}
        />
        <a class="small" href={csv} download>
          {t.downloadCsv}
        </a>
      </div>
      {points.length < 2 && <p class="quiet">{t.historyTooShort}</p>}
      {points.length >= 2 && first && last && (
        <>
          <p class="cost-sentence">
            {t.historySaid(
              formatTime(first.atMs, 'day', language),
              format(first),
              formatTime(last.atMs, 'day', language),
              format(last),
            )}
          </p>
          <DriftChart stretches={stretches} unit={costUnits[resource]} changes={own} label={t.costHistoryHelp} />
        </>
      )}
      <p class="quiet small">{t.costHistoryHelp}</p>
    </div>
  );
}

interface SelectProps {
  readonly names: readonly string[];
  readonly value: string;
  readonly onChange: (name: string) => void;
}

function GroupSelect({ names, value, onChange }: SelectProps) {
  const { t } = useSettings();
  return (
    <select
      aria-label={t.group}
      value={value}
      onChange={(event) => {
        onChange(event.currentTarget.value);
      }}
    >
      {names.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
}
