import type { PlanGap, Stay, Target } from '../../shared/model/plan/plan.ts';
import { formatNumber, formatTime, formatValue } from '../data/format.ts';
import { serverHref } from '../data/route.ts';
import { FirstFew } from '../parts/first-few.tsx';
import { LinkedSentence } from '../parts/linked-sentence.tsx';
import { Meter } from '../parts/meter.tsx';
import { useSettings } from '../settings.tsx';

const SHOWN = 12;
/** A reason with more servers than these is folded. */
const UNFOLDED = 3;

/** Each server that takes crawlers, and how full it would have been. */
export function Targets({ targets }: { targets: readonly Target[] }) {
  const { t, language } = useSettings();
  return (
    <section aria-labelledby="targets-heading">
      <h2 id="targets-heading">{t.targets}</h2>
      <div class="card">
        <FirstFew items={targets} few={SHOWN}>
          {(shown) => (
            <ul class="list plan-targets">
              {shown.map(({ server, takes, fullest }) => (
                <li key={server.id}>
                  <a href={serverHref(server.id, '24h', fullest.startMs)}>{server.name}</a>
                  <span class="small">{t.takes(formatNumber(takes, 0, language))}</span>
                  <Meter mean={fullest.ratio} whole={1} />
                  <span class="quiet small">
                    {t.fullestOfLimit(
                      formatValue('ratio', fullest.ratio, language),
                      t.resource[fullest.resource],
                      formatTime(fullest.startMs, 'day_minute', language),
                    )}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </FirstFew>
      </div>
    </section>
  );
}

/** Why the others stay, by reason. */
export function Stays({ stays }: { stays: readonly Stay[] }) {
  const { t, language } = useSettings();
  const reasons = [...new Set(stays.map(({ reason }) => reason))];
  return (
    <section aria-labelledby="stays-heading">
      <h2 id="stays-heading">{t.staying}</h2>
      {reasons.map((reason) => {
        const own = stays.filter((stay) => stay.reason === reason);
        return (
          <details key={reason} class="card fold" open={own.length <= UNFOLDED}>
            <summary>
              <h3>{t.stayReason[reason]}</h3> <span class="quiet small">{formatNumber(own.length, 0, language)}</span>
            </summary>
            <ServerSentences rows={own} />
          </details>
        );
      })}
    </section>
  );
}

/** Where something was not measured, and its highest known load was assumed. */
export function Gaps({ gaps }: { gaps: readonly PlanGap[] }) {
  const { t, language } = useSettings();
  return (
    <details class="card fold">
      <summary>
        <h3>{t.gaps}</h3> <span class="quiet small">{formatNumber(gaps.length, 0, language)}</span>
      </summary>
      <ServerSentences rows={gaps} />
    </details>
  );
}

function ServerSentences({ rows }: { rows: readonly Pick<Stay, 'server' | 'sentence'>[] }) {
  const { language } = useSettings();
  return (
    <FirstFew items={rows} few={SHOWN}>
      {(shown) => (
        <ul class="fold-list">
          {shown.map(({ server, sentence }) => (
            <li key={server.id}>
              <LinkedSentence sentence={sentence[language]} name={server.name} href={serverHref(server.id)} />
            </li>
          ))}
        </ul>
      )}
    </FirstFew>
  );
}
