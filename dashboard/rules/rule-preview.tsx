import type { RulePreviewAnswer } from '../../shared/model/api.ts';
import { spanInWords } from '../data/age.ts';
import { formatAlertValue, formatNumber, formatTime } from '../data/format.ts';
import { serverHref } from '../data/route.ts';
import type { RuleDraft } from '../data/rule-draft.ts';
import { useSettings } from '../settings.tsx';

interface Props {
  readonly preview: RulePreviewAnswer;
  readonly draft: RuleDraft;
}

/** How often a rule would have fired on the record, and when: so that nobody learns it from a storm of mails. */
export function RulePreview({ preview, draft }: Props) {
  const { t, language } = useSettings();
  const { count, episodes, fromMs, toMs, servers, tier } = preview;
  const span = spanInWords(toMs - fromMs, language);
  return (
    <section class="card preview">
      <h2>{t.previewCount(formatNumber(count, 0, language), count, span)}</h2>
      <p class="quiet small">{servers === 0 ? t.previewNoServers : t.previewBasis(servers, tier)}</p>
      {count > episodes.length && <p class="small">{t.previewNewest(episodes.length)}</p>}
      <ol class="episodes">
        {episodes.map((episode) => (
          <Episode key={`${episode.serverId} ${episode.subject} ${episode.startsMs}`} episode={episode} draft={draft} />
        ))}
      </ol>
    </section>
  );
}

function Episode({ episode, draft }: { episode: RulePreviewAnswer['episodes'][number]; draft: RuleDraft }) {
  const { t, language } = useSettings();
  const { serverId, serverName, subject, startsMs, resolvedMs, worstValue } = episode;
  const metric = draft.kind === 'threshold' ? draft.metric : draft.kind;
  return (
    <li>
      <time>{formatTime(startsMs, 'day_minute', language)}</time>
      <span>
        <a href={serverHref(serverId, '1h', startsMs)} target="_blank" rel="noopener">
          {serverName}
        </a>
        {subject && <> · {subject}</>}
      </span>
      <span class="quiet">
        {resolvedMs === null ? t.stillFires : t.lasted(spanInWords(resolvedMs - startsMs, language))}
        {worstValue !== null && ` · ${t.worstOf(formatAlertValue(metric, worstValue, language))}`}
      </span>
    </li>
  );
}
