import type { CapacityResource } from '../../shared/model/capacity.ts';
import type { GroupCapacity } from '../../shared/model/fleet-capacity.ts';
import type { Efficiency, PooledCost } from '../../shared/model/pooled/pooled-cost.ts';
import { costUnits } from '../capacity/cost-panel.tsx';
import { roundMarks } from '../data/axis.ts';
import { formatValue } from '../data/format.ts';
import { serverHref } from '../data/route.ts';
import { FirstFew } from '../parts/first-few.tsx';
import { useSettings } from '../settings.tsx';

const SHOWN = 12;
const SENTENCES_SHOWN = 4;
const SIGNS: Record<Efficiency['verdict'], string> = { like_others: '', cheaper: '▼', dearer: '▲' };

/** What one crawler takes on average on each server as dots with their intervals, over the band of all servers of its hardware. */
export function EfficiencyChart({ group, resource }: { group: GroupCapacity; resource: CapacityResource }) {
  const { t, language } = useSettings();
  const rows = group.efficiency
    .filter((each) => each.resource === resource)
    .sort((a, b) => a.hardware.localeCompare(b.hardware) || b.cost - a.cost);
  const pooled = group.pooled.filter((each) => each.resource === resource);
  const means = pooled.filter(({ statistic }) => statistic === 'mean');
  const several = new Set(rows.map(({ hardware }) => hardware)).size > 1;
  const unit = costUnits[resource];
  const marks = roundMarks(Math.max(...rows.map(({ high }) => high)) * 1.02, 2, unit === 'bytes');
  const top = marks.at(-1) ?? 1;
  const telling = rows.filter(({ verdict }) => verdict !== 'like_others');
  return (
    <div class="efficiency">
      <h3>
        {t.compared}: {t.resource[resource]}
      </h3>
      <FirstFew items={rows} few={SHOWN}>
        {(shown) => (
          <ul>
            {shown.map((row, i) => (
              <Row
                key={row.serverId}
                row={row}
                top={top}
                withHardware={several && shown[i - 1]?.hardware !== row.hardware}
                pooled={means.find(({ hardware }) => hardware === row.hardware)}
              />
            ))}
            <li class="efficiency-axis quiet" aria-hidden="true">
              <span />
              <span class="efficiency-marks">
                {marks.map((mark) => (
                  <span key={mark} style={{ left: `${(mark / top) * 100}%` }}>
                    {formatValue(unit, mark, language)}
                  </span>
                ))}
              </span>
            </li>
          </ul>
        )}
      </FirstFew>
      <FirstFew items={[...telling, ...pooled]} few={SENTENCES_SHOWN}>
        {(shown) =>
          shown.map(({ sentence }) => (
            <p key={sentence.en} class="small">
              {sentence[language]}
            </p>
          ))
        }
      </FirstFew>
      <p class="quiet small">{t.comparedHelp(t.resource[resource])}</p>
    </div>
  );
}

interface RowProps {
  readonly row: Efficiency;
  /** Where the axis ends. */
  readonly top: number;
  readonly pooled: PooledCost | undefined;
  /** Whether it is the first of its hardware, which stands above it. */
  readonly withHardware: boolean;
}

function Row({ row, top, pooled, withHardware }: RowProps) {
  const { t, language } = useSettings();
  const { cost, low, high, verdict, resource } = row;
  const at = (value: number) => `${(Math.max(0, value) / top) * 100}%`;
  const width = (from: number, to: number) => `${((to - Math.max(0, from)) / top) * 100}%`;
  return (
    <li title={row.sentence[language]}>
      {withHardware && <span class="efficiency-hardware quiet">{row.hardware}</span>}
      <a class="small" href={serverHref(row.serverId)}>
        {row.serverName}
      </a>
      <span class="efficiency-track" aria-hidden="true">
        {pooled && (
          <span class="efficiency-pool" style={{ left: at(pooled.low), width: width(pooled.low, pooled.high) }} />
        )}
        <span class="efficiency-range" style={{ left: at(low), width: width(low, high) }} />
        <span class={`efficiency-dot efficiency-${verdict}`} style={{ left: at(cost) }} />
      </span>
      <span class={`small number efficiency-${verdict}-words`}>
        {formatValue(costUnits[resource], cost, language)} <span aria-hidden="true">{SIGNS[verdict]}</span>
        <span class="for-readers">{t.efficiencyIs[verdict]}</span>
      </span>
    </li>
  );
}
