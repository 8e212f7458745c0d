import type { CapacityAnswer } from '../../shared/model/api.ts';
import type { CapacityReport } from '../../shared/model/capacity.ts';
import { usePoll } from '../api/use-poll.ts';
import { spanInWords } from '../data/age.ts';
import { formatNumber } from '../data/format.ts';
import { Problem } from '../parts/problem.tsx';
import { useSettings } from '../settings.tsx';
import type { Texts } from '../text/texts.ts';
import { CostPanel, costResources } from './cost-panel.tsx';

const REFRESH_MS = 60_000;
const DAY_MS = 86_400_000;
const RANGE_MS = 14 * DAY_MS;
/** Groups unfolded at first; the rest is a click away. */
const UNFOLDED = 3;

/** What one more crawler of each group costs: first in words, then as a picture. */
export function CapacitySection({ path }: { path: string }) {
  const { t } = useSettings();
  const { data, dataMs, problem } = usePoll<CapacityAnswer>(
    `${path}/capacity`,
    (nowMs) => `${path}/capacity?from=${nowMs - RANGE_MS}&to=${nowMs}`,
    REFRESH_MS,
  );
  return (
    <section aria-labelledby="capacity-heading">
      <h2 id="capacity-heading">{t.capacity}</h2>
      <Problem problem={problem} dataMs={dataMs} />
      {!data && !problem && <p class="quiet">{t.loading}</p>}
      {data && <Report report={data.report} />}
    </section>
  );
}

function Report({ report }: { report: CapacityReport }) {
  const { t, language } = useSettings();
  if (report.groups.length === 0) return <p class="card quiet empty-range">{t.capacityNoGroups}</p>;
  return (
    <>
      <p class="quiet small">
        {t.capacityBasis(
          formatNumber(report.pointsUsed, 0, language),
          spanInWords(report.days * DAY_MS, language),
          leftOutInWords(report, t),
        )}{' '}
        {t.method[report.method]}
      </p>
      {byCount(report).map(({ group, index }, place) => (
        <details class="card cost-group" key={group.name} open={place < UNFOLDED}>
          <summary>
            <h3>{group.name}</h3>
            <span class="quiet small">
              {t.countsSeen(
                formatNumber(group.minCount, 1, language),
                formatNumber(group.maxCount, 1, language),
                formatNumber(group.meanCount, 1, language),
              )}
            </span>
          </summary>
          <div class="cost-panels">
            {costResources.map((resource) => (
              <CostPanel key={resource} report={report} index={index} resource={resource} />
            ))}
          </div>
        </details>
      ))}
    </>
  );
}

/** The groups with the most crawlers first; `index` is their place in the report. */
function byCount({ groups }: CapacityReport) {
  return groups.map((group, index) => ({ group, index })).sort((a, b) => b.group.meanCount - a.group.meanCount);
}

/** `12 while the count changed, 3 with gaps`; empty when every point was used. */
function leftOutInWords({ leftOut }: CapacityReport, t: Texts): string {
  if (!leftOut) return '';
  const reasons = ['saturated', 'outliers', 'changing', 'gaps'] as const;
  return reasons
    .filter((reason) => leftOut[reason] > 0)
    .map((reason) => `${leftOut[reason]} ${t.leftOut[reason]}`)
    .join(', ');
}
