import type { MadePlan } from '../../shared/model/fleet-capacity.ts';
import { masterNowMs } from '../api/clock.ts';
import { ageInWords, spanInWords } from '../data/age.ts';
import { formatNumber } from '../data/format.ts';
import { formatMoney } from '../data/money.ts';
import { FirstFew } from '../parts/first-few.tsx';
import { Problem } from '../parts/problem.tsx';
import { useSettings } from '../settings.tsx';
import { BeforeAfter } from './before-after.tsx';
import { NoPlan } from './no-plan.tsx';
import { PlanForm } from './plan-form.tsx';
import { ReleaseCard } from './release-card.tsx';
import { Gaps, Stays, Targets } from './stays.tsx';
import { usePlan } from './use-plan.ts';

const RELEASES_SHOWN = 12;

/** Which servers can be given back, and what that takes. */
export function PlanPage() {
  const { t } = useSettings();
  const { data, dataMs, problem, refused, waiting, planAnew, saveSettings } = usePlan();
  return (
    <>
      <div class="page-head">
        <h1>{t.plan}</h1>
        {data?.made && (
          <a class="small" href="api/plan?format=csv" download>
            {t.downloadCsv}
          </a>
        )}
        <button type="button" class="primary" disabled={waiting !== null} onClick={() => void planAnew()}>
          {waiting ? t.planning : t.planAnew}
        </button>
      </div>
      <div role="status">
        {waiting && <progress class="plan-progress" aria-label={t.planning} />}
        {waiting?.slow && <p class="quiet small">{t.planSlow}</p>}
      </div>
      <Problem problem={problem} dataMs={dataMs} />
      <Problem problem={refused} />
      {!data && !problem && <p class="quiet">{t.loading}</p>}
      {data && (data.made ? <Made made={data.made} /> : <NoPlan />)}
      {data && <PlanForm key={JSON.stringify(data.settings)} answer={data} onSave={saveSettings} />}
    </>
  );
}

function Made({ made: { madeMs, servers, plan } }: { made: MadePlan }) {
  const { t, language } = useSettings();
  const { slots, releases, savings, unpriced, targets, stays, gaps, sentence } = plan;
  return (
    <>
      <p class="plan-sentence">{sentence[language]}</p>
      {releases.length > 0 && (
        <dl class="plan-savings">
          <dt>{t.savesMonthly}</dt>
          {savings.map((saving) => (
            <dd key={saving.currency}>{formatMoney(saving, language)}</dd>
          ))}
          {unpriced > 0 && <dd class="plan-unpriced quiet">{t.unpriced(unpriced)}</dd>}
        </dl>
      )}
      <p class="quiet small">
        {t.planMade(
          ageInWords(madeMs, masterNowMs(), language),
          formatNumber(servers, 0, language),
          spanInWords(slots.count * slots.lengthMs, language),
        )}{' '}
        {t.planPromise}
      </p>
      {releases.length > 0 && <BeforeAfter plan={plan} servers={servers} />}
      {releases.length > 0 && (
        <section aria-labelledby="releases-heading">
          <h2 id="releases-heading">{t.giveBack}</h2>
          <FirstFew items={releases} few={RELEASES_SHOWN}>
            {(shown) => (
              <div class="release-cards">
                {shown.map((release) => (
                  <ReleaseCard key={release.server.id} release={release} />
                ))}
              </div>
            )}
          </FirstFew>
        </section>
      )}
      {targets.length > 0 && <Targets targets={targets} />}
      {stays.length > 0 && <Stays stays={stays} />}
      {gaps.length > 0 && <Gaps gaps={gaps} />}
    </>
  );
}
