import type { CapacityResource } from '../../shared/model/capacity.ts';
import type { PredictedPeak, WhatIf } from '../../shared/model/headroom-what-if.ts';
import type { PeakReport } from '../../shared/model/peak-cost/peak-report.ts';
import { costResources, costUnits } from '../capacity/cost-panel.tsx';
import { formatValue } from '../data/format.ts';
import { useSettings } from '../settings.tsx';

const SIGNS: Record<WhatIf['verdict'], string> = { fits: '✓', may_not_fit: '▲', does_not_fit: '✕', unknown: '?' };

interface Props {
  readonly report: PeakReport;
  readonly predicted: WhatIf;
}

/** The peaks of CPU and memory against their limits, and whether that fits. */
export function PredictedPeaks({ report, predicted }: Props) {
  const { t, language } = useSettings();
  const { verdict, sentence } = predicted;
  return (
    <div class="what-if-peaks">
      {costResources.map((resource) => (
        <PeakBar key={resource} resource={resource} peak={predicted[resource]} whole={report.capacities[resource]} />
      ))}
      <div class={`verdict verdict-${verdict}`} aria-live="polite">
        <b>
          <span aria-hidden="true">{SIGNS[verdict]}</span> {t.verdict[verdict]}
        </b>
        <p>{sentence[language]}</p>
      </div>
    </div>
  );
}

interface BarProps {
  readonly resource: CapacityResource;
  readonly peak: PredictedPeak;
  /** Where the resource ends, cores or bytes. */
  readonly whole: number;
}

function PeakBar({ resource, peak, whole }: BarProps) {
  const { t, language } = useSettings();
  const name = t.resource[resource];
  if (peak.state === 'unknown') {
    return (
      <div class="peak-bar">
        <b>{name}</b>
        <span class="quiet small">{peak.group === undefined ? t.noData : t.costUnknownOf(peak.group)}</span>
      </div>
    );
  }
  const { value, low, high, highOfLimit } = peak;
  const limit = high > 0 ? high / highOfLimit : whole;
  const format = (amount: number) => formatValue(costUnits[resource], amount, language);
  // The bar reaches a little beyond what the server has, and farther where the peak does.
  const length = Math.max(whole, high) * 1.05;
  const at = (amount: number) => `${(Math.min(1, amount / length) * 100).toFixed(2)}%`;
  const state = high <= limit * (1 + 1e-9) ? 'fits' : value <= limit ? 'may' : 'over';
  return (
    <div class="peak-bar">
      <b>{name}</b>
      <span class="small">{t.peakWithin(format(value), format(low), format(high), format(limit))}</span>
      <span class="peak-track" aria-hidden="true">
        <span class="peak-whole" style={{ width: at(whole) }} />
        <span class={`peak-fill peak-${state}`} style={{ width: at(value) }} />
        <span class="peak-range" style={{ left: at(low), width: `calc(${at(high)} - ${at(low)})` }} />
        <span class="peak-limit" style={{ left: at(limit) }} />
      </span>
    </div>
  );
}
