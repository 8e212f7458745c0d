import { useMemo, useState } from 'preact/hooks';
import type { LatestAnswer, RulesAnswer, SilencesAnswer } from '../../shared/model/api.ts';
import { type ApiProblem, ask } from '../api/client.ts';
import { masterNowMs } from '../api/clock.ts';
import { usePoll } from '../api/use-poll.ts';
import { silenceHref } from '../data/route.ts';
import { endedNow } from '../data/silence-draft.ts';
import { AlertTabs } from '../parts/alert-tabs.tsx';
import { Problem } from '../parts/problem.tsx';
import { useSettings } from '../settings.tsx';
import { SilenceRow } from './silence-row.tsx';

const REFRESH_MS = 30_000;
const NAMES_EVERY_MS = 300_000;

export function SilencesPage() {
  const { t } = useSettings();
  const { data, dataMs, problem, refresh } = usePoll<SilencesAnswer>('silences', () => 'api/silences', REFRESH_MS);
  const latest = usePoll<LatestAnswer>('latest', () => 'api/latest', NAMES_EVERY_MS).data;
  const rules = usePoll<RulesAnswer>('rules', () => 'api/rules', NAMES_EVERY_MS).data;
  const servers = useMemo(() => new Map(latest?.servers.map(({ server: { id, name } }) => [id, name])), [latest]);
  const ruleNames = useMemo(() => new Map(rules?.rules.map(({ id, name }) => [id, name])), [rules]);
  const [refused, setRefused] = useState<ApiProblem | null>(null);
  const end = async (silence: SilencesAnswer['silences'][number]) => {
    const body = endedNow(silence, masterNowMs());
    const outcome = await ask(`api/silences/${encodeURIComponent(silence.id)}`, { method: 'PUT', body });
    setRefused(outcome.ok ? null : outcome.problem);
    refresh();
  };
  const inOrder = [...(data?.silences ?? [])].sort((a, b) => Number(b.active) - Number(a.active));
  return (
    <>
      <div class="page-head">
        <h1>{t.silences}</h1>
        <AlertTabs page="silences" />
        <a class="button primary" href={silenceHref(null)}>
          {t.newSilence}
        </a>
      </div>
      <p class="quiet small">{t.silenceHelp}</p>
      <Problem problem={problem} dataMs={dataMs} />
      <Problem problem={refused} />
      {!data && !problem && <p class="quiet">{t.loading}</p>}
      {data?.silences.length === 0 && <p class="card quiet empty-range">{t.noSilences}</p>}
      {inOrder.length > 0 && (
        <ul class="card list">
          {inOrder.map((silence) => (
            <SilenceRow
              key={silence.id}
              silence={silence}
              servers={servers}
              rules={ruleNames}
              onEnd={() => void end(silence)}
              onDeleted={refresh}
            />
          ))}
        </ul>
      )}
    </>
  );
}
