import type { SilencesAnswer } from '../../shared/model/api.ts';
import { masterNowMs } from '../api/clock.ts';
import { useNow } from '../api/use-now.ts';
import { silenceHref } from '../data/route.ts';
import { scopeInWords } from '../data/rule-words.ts';
import { silenceState } from '../data/silence-draft.ts';
import { silenceInWords } from '../data/silence-words.ts';
import { DeleteButton } from '../parts/delete-button.tsx';
import { useSettings } from '../settings.tsx';

interface Props {
  readonly silence: SilencesAnswer['silences'][number];
  /** Names by id. */
  readonly servers: ReadonlyMap<string, string>;
  readonly rules: ReadonlyMap<string, string>;
  readonly onEnd: () => void;
  readonly onDeleted: () => void;
}

const SIGNS = { active: '●', planned: '○', recurring: '↻', ended: '–' } as const;

/** A silence in words: whether it is in force, when, about what, by whom and why. */
export function SilenceRow({ silence, servers, rules, onEnd, onDeleted }: Props) {
  const { t, language } = useSettings();
  // Drawn anew every ten seconds, and by the clock of that moment: what was just ended is over.
  useNow(10_000);
  const state = silenceState(silence, masterNowMs());
  const about = silence.ruleIds.map((id) => rules.get(id) ?? id).join(', ') || t.allAlerts;
  return (
    <li class={state === 'ended' ? 'list-row list-off' : 'list-row'}>
      <span class={`silence-state silence-${state}`}>
        <span aria-hidden="true">{SIGNS[state]}</span> {t.silenceState[state]}
      </span>
      <div class="list-main">
        <a class="alert-name" href={silenceHref(silence.id)}>
          {silence.comment}
        </a>
        {silence.ruleIds.length === 0 && <span class="mark mark-quiet">{t.maintenance}</span>}
        <span class="block small">{silenceInWords(silence.when, t, language)}</span>
        <span class="block quiet small">
          {scopeInWords(silence.scope, servers, t)} · {about} · {silence.author}
        </span>
      </div>
      <span class="list-act">
        {state === 'active' && (
          <button type="button" aria-label={t.endNowOf(silence.comment)} onClick={onEnd}>
            {t.endNow}
          </button>
        )}
        <a class="button plain" href={silenceHref(silence.id)} aria-label={`${t.editSilence}: ${silence.comment}`}>
          {t.change}
        </a>
        <DeleteButton
          title={t.deleteSilenceTitle}
          warning={t.deleteSilenceWarning}
          path={`api/silences/${encodeURIComponent(silence.id)}`}
          onDeleted={onDeleted}
        />
      </span>
    </li>
  );
}
