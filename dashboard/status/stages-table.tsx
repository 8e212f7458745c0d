import type { StageStatus } from '../../shared/model/status.ts';
import { ageInWords, spanInWords } from '../data/age.ts';
import { formatMilliseconds, formatNumber } from '../data/format.ts';
import { useSettings } from '../settings.tsx';

const SIGNS: Record<StageStatus['state'], string> = { ok: '✓', waiting: '…', late: '▲', failing: '✕' };

/** Each stage in the order of the data: how it is, when it last succeeded, what went wrong last. */
export function StagesTable({ stages, nowMs }: { stages: readonly StageStatus[]; nowMs: number }) {
  const { t } = useSettings();
  return (
    <div class="card table-card">
      <table class="rows">
        <thead>
          <tr>
            {[t.stage, t.statusWord, t.lastSuccess, t.expected, t.runs].map((heading) => (
              <th scope="col" key={heading}>
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {stages.map((stage) => (
            <StageRow key={stage.name} stage={stage} nowMs={nowMs} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function StageRow({ stage, nowMs }: { stage: StageStatus; nowMs: number }) {
  const { t, language } = useSettings();
  const { name, state, ageMs, periodMs, runs, failures, lastDurationMs, lastFailureMs, lastFailure } = stage;
  const names: Readonly<Record<string, string>> = t.stageName;
  return (
    <tr>
      <th scope="row">{names[name] ?? name}</th>
      <td data-label={t.statusWord}>
        <span class={`stage stage-${state}`}>
          <span aria-hidden="true">{SIGNS[state]}</span> {t.stageState[state]}
        </span>
        {lastFailureMs !== null && lastFailure !== null && (
          <span class="block quiet small">
            {t.lastFailure(ageInWords(lastFailureMs, nowMs, language))} {lastFailure}
          </span>
        )}
      </td>
      <td data-label={t.lastSuccess}>
        <span>{ageMs === null ? t.never : ageInWords(nowMs - ageMs, nowMs, language)}</span>
        {lastDurationMs !== null && (
          <span class="block quiet small">{t.lasted(formatMilliseconds(lastDurationMs, language))}</span>
        )}
      </td>
      <td data-label={t.expected}>{periodMs === null ? t.onDemand : t.everySpan(spanInWords(periodMs, language))}</td>
      <td data-label={t.runs}>
        <span>{formatNumber(runs, 0, language)}</span>
        {failures > 0 && <span class="block quiet small">{t.failures(formatNumber(failures, 0, language))}</span>}
      </td>
    </tr>
  );
}
