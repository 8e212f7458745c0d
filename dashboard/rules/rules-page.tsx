import { useMemo, useState } from 'preact/hooks';
import type { LatestAnswer, RulesAnswer } from '../../shared/model/api.ts';
import { type ApiProblem, ask } from '../api/client.ts';
import { usePoll } from '../api/use-poll.ts';
import { ruleHref } from '../data/route.ts';
import { AlertTabs } from '../parts/alert-tabs.tsx';
import { Problem } from '../parts/problem.tsx';
import { useSettings } from '../settings.tsx';
import { RuleRow } from './rule-row.tsx';

const REFRESH_MS = 30_000;
const NAMES_EVERY_MS = 300_000;

export function RulesPage() {
  const { t } = useSettings();
  const { data, dataMs, problem, refresh } = usePoll<RulesAnswer>('rules', () => 'api/rules', REFRESH_MS);
  const latest = usePoll<LatestAnswer>('latest', () => 'api/latest', NAMES_EVERY_MS).data;
  const names = useMemo(() => new Map(latest?.servers.map(({ server: { id, name } }) => [id, name])), [latest]);
  const [refused, setRefused] = useState<ApiProblem | null>(null);
  const toggle = async ({ id, ...rule }: RulesAnswer['rules'][number]) => {
    const body = { ...rule, enabled: !rule.enabled };
    const outcome = await ask(`api/rules/${encodeURIComponent(id)}`, { method: 'PUT', body });
    setRefused(outcome.ok ? null : outcome.problem);
    refresh();
  };
  return (
    <>
      <div class="page-head">
        <h1>{t.rules}</h1>
        <AlertTabs page="rules" />
        <a class="button primary" href={ruleHref(null)}>
          {t.newRule}
        </a>
      </div>
      <Problem problem={problem} dataMs={dataMs} />
      <Problem problem={refused} />
      {!data && !problem && <p class="quiet">{t.loading}</p>}
      {data?.rules.length === 0 && <p class="card quiet empty-range">{t.noRules}</p>}
      {data && data.rules.length > 0 && (
        <ul class="card list">
          {data.rules.map((rule) => (
            <RuleRow key={rule.id} rule={rule} names={names} onToggle={() => void toggle(rule)} onDeleted={refresh} />
          ))}
        </ul>
      )}
    </>
  );
}
